from . import backend_model
from . import checkpoint
from . import backend_checkpoint
from . import external_binding
from . import queue_job
from . import synchronized_binding
