from . import access
from . import approval
from . import signature
