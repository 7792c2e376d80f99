from . import rule_shop
