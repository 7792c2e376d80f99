# Parents first: components are built in the order of their declaration.
# ruff: noqa: I001
from . import line_builder
from . import sale_order_onchange
from . import sale_import_rule
