# A model comes after those that it extends.
# ruff: noqa: I001
from . import backend_model
from . import checkpoint
from . import backend_checkpoint
from . import cursor
from . import external_binding
from . import synchronized_binding
from . import synchronized_export
from . import connector_binding
from . import export_digest
from . import export_receipt
from . import queue_job
from . import run
from . import backend_jobs
from . import backend_failures
from . import queue_job_connector
