from . import mdq_home
from . import mdq_home_tiles
from . import mdq_home_certificates
from . import mdq_home_documents
from . import mdq_demo
from . import mdq_home_tiles_admission
from . import mdq_home_tiles_release
