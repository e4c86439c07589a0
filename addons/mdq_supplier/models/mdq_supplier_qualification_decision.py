from odoo import api, fields, models


class MdqSupplierQualificationDecision(models.Model):
    """What was decided about a qualification on which day: the facts that `check` answers from."""

    _name = "mdq.supplier.qualification.decision"
    _description = "Decision On A Qualification"
    _inherit = ["mdq.audited.mixin"]
    _order = "qualification_id, id"
    _rec_name = "status"
    _mdq_server_written = True

    qualification_id = fields.Many2one(
        "mdq.supplier.qualification", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="qualification_id.company_id", store=True)
    status = fields.Selection(
        [("approved", "Approved"), ("conditional", "Conditional"), ("suspended", "Suspended"),
         ("withdrawn", "Withdrawn")],
        required=True, readonly=True,
    )
    date = fields.Date("Effective From", required=True, readonly=True, help="The day of the decision, at the company.")
    decided_on = fields.Datetime("Decided On", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Decided By", required=True, readonly=True, ondelete="restrict")
    reason = fields.Char(readonly=True)

    @api.model
    def _record(self, qualifications, status, reason=None):
        """Write one decision a qualification, for today: a decision is never dated back."""
        # No role writes decisions; the server does, when a declared transition was made.
        return self.sudo().create([{
            "qualification_id": record.id, "status": status, "date": record.company_id._mdq_today(),
            "decided_on": fields.Datetime.now(), "user_id": self.env.uid, "reason": reason or False,
        } for record in qualifications])

    def write(self, vals):
        """Decisions are facts of a day; a new decision follows, the old one stays."""
        self._mdq_refuse_frozen()
        return super().write(vals)
