from . import client, components, models
