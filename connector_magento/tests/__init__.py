from . import test_client
from . import test_authentication
from . import test_network
from . import test_search
from . import test_payload
