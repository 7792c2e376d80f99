# Parents first: components are built in the order of their declaration.
# ruff: noqa: I001
from . import core
from . import binder
from . import adapter
from . import mapper
from . import importer
from . import store
from . import partner_category
from . import partner
from . import address
from . import partner_adapter
from . import partner_export
