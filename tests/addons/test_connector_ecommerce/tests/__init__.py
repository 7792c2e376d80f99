from . import test_sale_import_rule
