from . import checkpoint_review
from . import dry_run
