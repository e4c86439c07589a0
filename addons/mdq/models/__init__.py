from . import mdq_home
from . import mdq_home_tiles
from . import mdq_demo
