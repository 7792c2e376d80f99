from . import collection
from . import component_definition
