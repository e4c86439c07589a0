from . import access
from . import approval
from . import record
from . import signature
