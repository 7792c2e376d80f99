from . import test_binder
from . import test_binding
from . import test_generic_exporter
from . import test_generic_exporter_dependencies
from . import test_generic_importer
from . import test_import_jobs
from . import test_race
from . import test_related_action
