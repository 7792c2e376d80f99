from . import listener, order_shop, rule_shop
