"""What connectors import from here stays where they look for it."""

import importlib

from odoo.tests import BaseCase

from .common import ConnectorRegistryCase

PYTHON_NAMES = {
    "exception": (
        "ConnectorException IDMissingInBackend InvalidDataError JobError "
        "ManyIDSInBackend MappingError NetworkRetryableError NoConnectorUnitError "
        "NoExternalId RetryableJobError"
    ),
    "database": "pg_try_advisory_lock",
    "models.backend_model": "ConnectorBackend",
    "models.external_binding": "ExternalBinding",
    "models.synchronized_binding": "SynchronizedBinding",
    "models.queue_job": "QueueJob",
    "components.core": "BaseConnectorComponent",
    "components.backend_adapter": "BackendAdapter CRUDAdapter",
    "components.binder": "Binder is_external_id",
    "components.mapper": (
        "mapping changed_by only_create none convert m2o_to_external external_to_m2o "
        "follow_m2o_relations MapRecord MapOptions MappingDefinition Mapper "
        "ImportMapper ExportMapper MapChild ImportMapChild ExportMapChild"
    ),
    "components.listener": "ConnectorListener",
    "components.locker": "RecordLocker",
    "components.synchronizer": (
        "Synchronizer Exporter GenericExporter Importer GenericImporter "
        "GenericBatchImporter GenericDeletionFinder Deleter"
    ),
}

# In the order of their declaration: name, what it inherits, usage, abstract.
COMPONENTS = [
    ("base.connector", "base", None, True),
    ("base.backend.adapter", "base.connector", "backend.adapter", True),
    ("base.backend.adapter.crud", "base.backend.adapter", "backend.adapter", True),
    ("base.binder", "base.connector", "binder", True),
    ("base.mapper", "base.connector", "mapper", True),
    ("base.import.mapper", "base.mapper", "import.mapper", True),
    ("base.export.mapper", "base.mapper", "export.mapper", True),
    ("base.map.child", "base.connector", None, True),
    ("base.map.child.import", "base.map.child", "import.map.child", True),
    ("base.map.child.export", "base.map.child", "export.map.child", True),
    ("base.connector.listener", "base.event.listener", "event.listener", True),
    ("base.record.locker", "base.connector", "record.locker", False),
    ("base.synchronizer", "base.connector", None, True),
    ("base.exporter", "base.synchronizer", "exporter", True),
    ("generic.exporter", "base.exporter", "exporter", True),
    ("base.importer", "base.synchronizer", "importer", True),
    ("generic.importer", "base.importer", "record.importer", True),
    ("generic.batch.importer", "base.importer", "batch.importer", True),
    ("generic.deletion.finder", "base.importer", "deletion.finder", True),
    ("base.deleter", "base.synchronizer", "deleter", True),
]


class TestPythonNames(BaseCase):
    def test_names(self):
        for module_name, names in PYTHON_NAMES.items():
            module = importlib.import_module(f"odoo.addons.connector.{module_name}")
            for name in names.split():
                with self.subTest(module=module_name, name=name):
                    self.assertTrue(hasattr(module, name))


class TestComponentNames(ConnectorRegistryCase):
    def test_components(self):
        for name, parent, usage, abstract in COMPONENTS:
            with self.subTest(name):
                component = self.comp_registry[name]
                self.assertTrue(issubclass(component, self.comp_registry[parent]))
                self.assertEqual(component._usage, usage)
                self.assertEqual(component._abstract, abstract)

    def test_each_is_declared_once_parents_first(self):
        names = [name for name, *__ in COMPONENTS]
        ours = [name for name in self.comp_registry if name in names]
        self.assertEqual(ours, names)
        for name in ours:
            declaring = [
                base
                for base in self.comp_registry[name].__bases__
                if base.__module__.startswith("odoo.addons.connector.")
                and "_name" in vars(base)
                and base._name == name
            ]
            self.assertEqual(len(declaring), 1)
