# A model comes after those that it extends.
# ruff: noqa: I001
from . import binding
from . import backend
from . import backend_connection
from . import backend_import
from . import backend_catalogue
from . import backend_dashboard
from . import store
from . import partner_category
from . import partner
from . import address
from . import tax_class
from . import product_category
from . import product_attribute
from . import product_template
from . import product
