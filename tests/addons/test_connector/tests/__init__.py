from . import (
    test_binder,
    test_binding,
    test_changes,
    test_checkpoint,
    test_chunk_importer,
    test_export,
    test_generic_exporter,
    test_generic_exporter_dependencies,
    test_generic_importer,
    test_import_jobs,
    test_race,
    test_related_action,
)
