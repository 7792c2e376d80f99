from . import (
    test_listeners,
    test_order_shop,
    test_sale_companies,
    test_sale_exceptions,
    test_sale_import_rule,
    test_sale_parent,
)
