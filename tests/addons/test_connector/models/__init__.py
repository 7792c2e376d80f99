# The bindings inherit the fields of the record, which must be known before them.
# ruff: noqa: I001
from . import test_backend
from . import test_record
from . import test_binding
from . import test_synchronized
from . import test_item
from . import test_parcel
from . import test_job
from . import test_rest
from . import test_kit
