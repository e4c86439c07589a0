from odoo import api, fields, models
from odoo.addons.mdq_base.models.mdq_signature import MEANINGS

LEFT = ("done", "skipped", "refused", "cancelled")


class MdqSupplierCaseStep(models.Model):
    """The passage of one case through one stage: its clock, and the signature at its gate. The server alone writes it."""

    _name = "mdq.supplier.case.step"
    _description = "Stage of a Case"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "case_id, id"
    _mdq_server_written = True

    case_id = fields.Many2one("mdq.supplier.case", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, string="Supplier")
    responsible_id = fields.Many2one(related="case_id.responsible_id", string="Responsible")
    stage_id = fields.Many2one("mdq.supplier.case.stage", "Stage", required=True, readonly=True, ondelete="restrict")
    sequence = fields.Integer(readonly=True)
    target_days = fields.Integer("Target (Days)", readonly=True, aggregator=None)
    group_id = fields.Many2one("res.groups", "Role", required=True, readonly=True, ondelete="restrict")
    role = fields.Char("Signed By the Role", related="group_id.name")
    meaning = fields.Selection(MEANINGS, required=True, readonly=True)
    need_ids = fields.Many2many("mdq.supplier.case.need", string="The Gate Demands", readonly=True)
    risk_class_ids = fields.Many2many("mdq.supplier.risk.class", string="Only For Risk Classes", readonly=True)
    facts = fields.Text("What the Gate Rested On", readonly=True)
    entered_on = fields.Datetime("Begun On", readonly=True)
    left_on = fields.Datetime(readonly=True)
    due_date = fields.Date("Due", readonly=True)
    days = fields.Float("Days Taken", compute="_compute_days", store=True, digits=(8, 1), aggregator="avg")
    days_so_far = fields.Integer("Days", compute="_compute_days_so_far")
    signed_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    reason = fields.Char(readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("open", "Under way"), ("done", "Passed"), ("skipped", "Does not apply"), ("refused", "Refused"),
         ("cancelled", "Cancelled")],
        string="Status", default="waiting", required=True, readonly=True, index=True,
    )

    def _get_transitions(self):
        return {"waiting": {"open"}, "open": set(LEFT)}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"entered_on", "left_on", "due_date", "signed_by", "reason"}

    @api.depends("stage_id", "case_id.name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.case_id.name} · {step.stage_id.name}"

    @api.depends("entered_on", "left_on")
    def _compute_days(self):
        for step in self:
            step.days = (step.left_on - step.entered_on).total_seconds() / 86400 if step.left_on and step.entered_on else 0.0

    @api.depends("entered_on", "left_on")
    def _compute_days_so_far(self):
        for step in self:
            until = step.left_on or fields.Datetime.now()
            step.days_so_far = (until - step.entered_on).days if step.entered_on else 0

    def _open(self):
        """Start the clock of the stage."""
        self._move_to("open")
        for step in self:
            today = step.company_id._mdq_today()
            step._write_guarded({
                "entered_on": fields.Datetime.now(), "due_date": fields.Date.add(today, days=step.target_days),
            })

    def _leave(self, state, reason=None):
        """Stop the clock."""
        self._move_to(state, reason)
        self._write_guarded({"left_on": fields.Datetime.now(), "signed_by": self.env.uid, "reason": reason or False})
