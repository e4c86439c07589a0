from odoo import api, fields, models
from odoo.exceptions import UserError

from .mdq_supplier_audit import OPEN_STATES

GRADES = [("minor", "Minor"), ("major", "Major"), ("critical", "Critical")]
DUE_DAYS = {"critical": 7, "major": 30, "minor": 60}
STATEMENT = ("grade", "clause", "statement", "date_due", "audit_id", "line_id")
ANSWER = ("cause", "correction", "action", "action_date")


class MdqSupplierAuditFinding(models.Model):
    """Something an audit found: answered by the supplier with cause and action, accepted by us, closed when it is seen to work."""

    _name = "mdq.supplier.audit.finding"
    _description = "Audit Finding"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    audit_id = fields.Many2one("mdq.supplier.audit", "Audit", required=True, ondelete="restrict", index=True, check_company=True)
    company_id = fields.Many2one(related="audit_id.company_id", store=True, precompute=True)
    partner_id = fields.Many2one(related="audit_id.partner_id", store=True, precompute=True, index=True)
    line_id = fields.Many2one("mdq.supplier.audit.line", "Question", ondelete="restrict", index="btree_not_null",
                              domain="[('audit_id', '=', audit_id)]")
    clause = fields.Char(tracking=True)
    grade = fields.Selection(GRADES, required=True, default="minor", tracking=True)
    statement = fields.Text("What Was Found", required=True)
    date_due = fields.Date("Answer Due", compute="_compute_date_due", store=True, readonly=False, precompute=True, tracking=True)
    cause = fields.Text("Cause", help="Why it could happen, and why it was not noticed.")
    correction = fields.Text("Correction", help="What was put right at once.")
    action = fields.Text("Corrective Action", help="What keeps it from happening again.")
    action_date = fields.Date("Done Until")
    answered_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    answered_on = fields.Datetime(readonly=True, copy=False)
    review_note = fields.Text("Our Reply", readonly=True, copy=False)
    verification = fields.Text(help="How it was seen that the action was done and works.")
    file_ids = fields.One2many("mdq.supplier.audit.file", "finding_id", "Files of the Supplier", readonly=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    reminded_on = fields.Date("Last Reminder", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("open", "To Answer"), ("answered", "Answered"), ("accepted", "Accepted"), ("closed", "Closed")],
        string="Status", default="draft", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )

    def _get_transitions(self):
        return {
            "draft": {"open"}, "open": {"answered"}, "answered": {"open", "accepted"}, "accepted": {"open", "closed"}, "closed": set(),
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"answered_by", "answered_on", "review_note", "reminded_on"}

    def _get_locked_states(self):
        return {"closed"}

    # ----------------------------------------------------------------------------------- computed

    @api.depends("name", "clause", "partner_id")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = " · ".join(filter(None, (finding.name, finding.partner_id.name, finding.clause)))

    @api.depends("grade")
    def _compute_date_due(self):
        for finding in self:
            if finding.state == "draft":
                today = (finding.company_id or self.env.company)._mdq_today()
                finding.date_due = fields.Date.add(today, days=DUE_DAYS[finding.grade or "minor"])

    @api.depends("date_due", "action_date", "state")
    def _compute_is_overdue(self):
        today = self.env.company._mdq_today()
        for finding in self:
            due = {"open": finding.date_due, "accepted": finding.action_date}.get(finding.state)
            finding.is_overdue = bool(due and due < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._mdq_today()
        late = fields.Domain("state", "=", "open") & fields.Domain("date_due", "<", today)
        late |= fields.Domain("state", "=", "accepted") & fields.Domain("action_date", "<", today)
        return late if True in value else ~late

    # -------------------------------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        for finding in findings:
            finding._check_audit_open()
        return findings

    def write(self, vals):
        if set(STATEMENT) & set(vals):
            for finding in self.filtered(lambda finding: finding.state != "draft"):
                raise UserError(self.env._(
                    "%s is issued: what was found, its grade and its due date stay as they were signed.", finding.display_name
                ))
        if set(ANSWER) & set(vals):
            for finding in self.filtered(lambda finding: finding.state not in ("draft", "open")):
                raise UserError(self.env._("%s is answered. Send it back first if the answer has to change.", finding.display_name))
        return super().write(vals)

    def _repeats_question(self):
        """Whether it says no more than the question does, in whatever language it was written."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return self.statement in [self.line_id.with_context(lang=code).question for code in languages]

    def _mdq_deletable(self):
        """What was written by mistake goes again while the audit is not issued; the ledger keeps it."""
        return self.state == "draft"

    def _check_audit_open(self):
        if self.audit_id.state not in OPEN_STATES:
            raise UserError(self.env._("%s is issued already: plan a follow-up audit for what is found later.", self.audit_id.display_name))
        if self.line_id and self.line_id.audit_id != self.audit_id:
            raise UserError(self.env._("The question belongs to another audit."))
