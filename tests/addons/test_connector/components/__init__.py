from . import binder, synchronized
