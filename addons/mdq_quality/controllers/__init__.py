from . import lot_documents
from . import releases
