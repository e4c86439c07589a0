from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from . import ledger_table

_lt = LazyTranslate(__name__)


class MdqSignatureBreach(models.Model):
    """A signature was found broken: when, by whom, and what no longer fits. Written once a signature."""

    _name = "mdq.signature.breach"
    _description = "Broken Signature"
    _order = "id desc"
    _rec_name = "why"
    _log_access = False
    _mdq_ledger = True
    _mdq_server_written = True

    signature_id = fields.Many2one("mdq.signature", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one(related="signature_id.company_id")
    record_name = fields.Char(related="signature_id.record_name")
    found_at = fields.Datetime("Found On", required=True, readonly=True, default=lambda self: fields.Datetime.now())
    found_by = fields.Many2one("res.users", "Found By", required=True, readonly=True, ondelete="restrict",
                               default=lambda self: self.env.uid)
    why = fields.Char("What Does Not Fit", required=True, readonly=True)

    _once_a_signature = models.Constraint("UNIQUE (signature_id)", "A broken signature is reported once.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def unlink(self):
        raise UserError(self.env._("What was found about a signature is never deleted."))

    def _tell(self):
        """Let those know who have to act. Extend."""
        for breach in self:
            signature = breach.signature_id
            self.env["mdq.alert"]._mdq_raise("signature_broken", signature._get_record() or signature, _lt(
                "The signature of %(person)s on %(record)s is broken. %(why)s",
                person=signature.printed_name, record=signature.record_name, why=breach.why,
            ), severity="critical")
