from . import access
from . import listing
from . import approval
from . import paper
from . import record
from . import signature
