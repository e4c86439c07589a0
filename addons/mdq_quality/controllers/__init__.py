from . import lot_documents
