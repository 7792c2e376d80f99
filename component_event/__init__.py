from . import components, core, models
from .components.event import skip_if
