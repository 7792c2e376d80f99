from . import client
from . import components
from . import models
