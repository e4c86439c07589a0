from . import test_document, test_document_files, test_reading
