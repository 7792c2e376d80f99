from . import client, components, models, wizards
