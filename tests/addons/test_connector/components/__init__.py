# The small connectors share the base of the first.
# ruff: noqa: I001
from . import binder
from . import synchronized
from . import item
from . import parcel
from . import item_pages
from . import rest
from . import kit
