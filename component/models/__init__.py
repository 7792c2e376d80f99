from . import collection, component_definition
