from . import exception
from . import database
from . import components
from . import models
