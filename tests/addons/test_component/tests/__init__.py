from . import test_component_collection, test_installed
