"""Files here may take examples from one another; the import mode of the run leaves their folder out of the path."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
