from . import test_backend, test_binding, test_record, test_synchronized
