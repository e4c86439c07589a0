from odoo import fields, models
from odoo.exceptions import UserError

from . import ledger_table


class MdqSignatureFile(models.Model):
    """A file that lay on the record, or on one of its lines, when it was signed."""

    _name = "mdq.signature.file"
    _description = "File Under A Signature"
    _order = "id"
    _log_access = False
    _mdq_ledger = True
    _mdq_server_written = True

    signature_id = fields.Many2one("mdq.signature", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="signature_id.company_id")
    attachment_id = fields.Integer("Attachment ID", required=True, readonly=True, index=True, aggregator=None)
    name = fields.Char("File", required=True, readonly=True)
    digest = fields.Char("SHA-256", readonly=True)

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def unlink(self):
        raise UserError(self.env._("Signatures are never deleted."))
