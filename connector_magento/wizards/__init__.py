from . import order_comment
