from . import builder, components, core, models
