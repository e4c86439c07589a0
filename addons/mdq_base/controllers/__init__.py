from . import access
from . import signature
