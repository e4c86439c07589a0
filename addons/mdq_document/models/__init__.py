from . import (
    ir_attachment,
    ir_binary,
    mdq_document_type,
    mdq_document_keyword,
    mdq_document,
    mdq_document_register,
    mdq_document_access,
    mdq_document_schedule,
    mdq_document_file,
    product_template,
)
