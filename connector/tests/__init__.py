from . import test_checkpoint
from . import test_checkpoint_name
from . import test_checkpoint_race
from . import test_checkpoint_review
from . import test_security
from . import test_views
