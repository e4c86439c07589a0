from odoo import api, fields, models
from odoo.exceptions import UserError

LATER = {"resolution", "responsible_id", "due_date"}  # written after the review is signed, too


class MdqAuditFinding(models.Model):
    """Something in an audit trail that must be explained or mended."""

    _name = "mdq.audit.finding"
    _description = "Finding Of An Audit-Trail Review"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "review_id, id"
    _rec_name = "description"
    _mdq_timeline_parent = "review_id"

    review_id = fields.Many2one("mdq.audit.review", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    grade = fields.Selection([("minor", "Minor"), ("major", "Major"), ("critical", "Critical")], required=True, default="minor")
    description = fields.Text("Finding", required=True)
    entry = fields.Integer("Ledger Entry", aggregator=None, help="The entry of the ledger that it is about, if it is about one.")
    responsible_id = fields.Many2one("res.users", "Responsible", ondelete="restrict")
    due_date = fields.Date("Due")
    resolution = fields.Text(help="What was found out or done about it.")
    state = fields.Selection([("open", "Open"), ("closed", "Closed")], default="open", required=True, readonly=True)

    def _get_transitions(self):
        return {"open": {"closed"}}

    def _get_locked_states(self):
        return {"closed"}

    def _get_signed_fields(self):
        return ["description", "entry", "grade"]

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        findings.review_id._check_not_locked({"finding_ids": True})
        findings._ask_responsible()
        return findings

    def write(self, vals):
        if set(vals) - LATER - self._get_guarded_fields():
            self.review_id._check_not_locked({"finding_ids": True})
        if "review_id" in vals:
            raise UserError(self.env._("A finding stays with its review. Write another one there."))
        result = super().write(vals)
        if "responsible_id" in vals:
            self._ask_responsible()
        return result

    def action_close(self):
        """Close findings whose resolution is written."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_sqe")
        for finding in self:
            if not (finding.resolution or "").strip():
                raise UserError(self.env._("Write the resolution first: what was found out or done about “%s”.", finding.description))
        return self._move_to("closed")

    def _ask_responsible(self):
        for finding in self.filtered("responsible_id"):
            finding.review_id.activity_schedule(
                "mail.mail_activity_data_todo", user_id=finding.responsible_id.id, date_deadline=finding.due_date or False,
                summary=self.env._("Finding: %s", finding.description),
            )

    def _after_move_to_closed(self):
        for finding in self.filtered("responsible_id"):
            left = finding.review_id.finding_ids.filtered(
                lambda other, finding=finding: other.state == "open" and other.responsible_id == finding.responsible_id
            )
            if not left:
                finding.review_id.activity_unlink(["mail.mail_activity_data_todo"], user_id=finding.responsible_id.id)
