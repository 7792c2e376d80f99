from . import rule_shop, sale_order
