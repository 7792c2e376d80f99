from . import binder
from . import synchronized
