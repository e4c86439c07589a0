from . import credential_log
from . import controllers
from . import models
from . import wizards
