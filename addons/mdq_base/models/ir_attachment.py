from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    _mdq_ledger_columns = (
        "name", "res_model", "res_id", "res_field", "type", "url", "checksum", "store_fname", "file_size", "mimetype",
        "public", "company_id",
    )
