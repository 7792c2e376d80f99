from . import order_shop, rule_shop
