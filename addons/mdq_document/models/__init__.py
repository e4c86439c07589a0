from . import mdq_document
from . import mdq_document_file
from . import ir_attachment
from . import product_template
