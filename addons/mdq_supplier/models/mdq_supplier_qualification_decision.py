from odoo import api, fields, models

from ..core import scope as scope_core


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


class MdqSupplierQualification(models.Model):
    _inherit = "mdq.supplier.qualification"

    # Days and statuses of the decisions, beside the scope: the gate reads both at once.
    history = fields.Char(compute="_compute_history", store=True, export_string_translation=False)

    @api.depends("decision_ids.date", "decision_ids.status")
    def _compute_history(self):
        for record in self:
            record.history = scope_core.write_history((made.date, made.status) for made in record.decision_ids.sorted("id")) or False
