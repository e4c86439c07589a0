from . import ir_attachment, mdq_document, mdq_document_file, product_template
