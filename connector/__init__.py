from . import exception
from . import database
from . import components
from . import models
from . import wizards
from . import checkpoint
from . import controllers
