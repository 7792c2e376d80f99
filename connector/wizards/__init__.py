from . import checkpoint_review
from . import dry_run
from . import import_one
