from . import test_check
from . import test_edges
from . import test_edges_corrected
from . import test_places
from . import test_recall
from . import test_screens
from . import test_trace
from . import test_udi
