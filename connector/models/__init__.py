from . import backend_model
from . import external_binding
from . import queue_job
