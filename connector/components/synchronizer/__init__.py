"""Run the flow of an import, an export or a deletion, from end to end."""

# Parents first: components are built in the order of their declaration.
# ruff: noqa: I001
from .synchronizer import Synchronizer
from .exporter import Exporter
from .generic_exporter import GenericExporter
from .importer import Importer
from .generic_importer import GenericImporter
from .generic_batch_importer import GenericBatchImporter
from .deleter import Deleter

__all__ = [
    "Deleter",
    "Exporter",
    "GenericBatchImporter",
    "GenericExporter",
    "GenericImporter",
    "Importer",
    "Synchronizer",
]
