from . import checkpoint_review
