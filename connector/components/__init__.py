# Parents first: components are built in the order of their declaration.
# ruff: noqa: I001
from . import core
from . import page
from . import backend_adapter
from . import rest_adapter
from . import binder
from . import bulk_binder
from . import mapper
from . import listener
from . import locker
from . import synchronizer
