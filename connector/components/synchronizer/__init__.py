"""Run the flow of an import, an export or a deletion, from end to end."""

# Parents first: components are built in the order of their declaration.
# ruff: noqa: I001
from .synchronizer import Synchronizer
from .exporter import Exporter
from .generic_exporter import GenericExporter
from .importer import Importer
from .generic_importer import GenericImporter
from .chunk_importer import GenericChunkImporter
from .generic_batch_importer import GenericBatchImporter
from .generic_deletion_finder import GenericDeletionFinder
from .deleter import Deleter
from .generic_deleter import GenericDeleter
from .export_listener import ConnectorExportListener

__all__ = [
    "ConnectorExportListener",
    "Deleter",
    "Exporter",
    "GenericBatchImporter",
    "GenericChunkImporter",
    "GenericDeleter",
    "GenericDeletionFinder",
    "GenericExporter",
    "GenericImporter",
    "Importer",
    "Synchronizer",
]
