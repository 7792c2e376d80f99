# A model comes after those that it extends.
# ruff: noqa: I001
from . import account_tax
from . import account_payment_mode
from . import account_move
from . import product_template
from . import product_product
from . import stock_picking
from . import stock_move
from . import delivery_cost
from . import sale_order
from . import account_analytic_distribution_model
from . import product_pricelist
from . import ir_default
