from . import test_backend
from . import test_record
from . import test_binding
from . import test_synchronized
