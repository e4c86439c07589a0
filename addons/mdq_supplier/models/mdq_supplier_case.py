from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .mdq_supplier_case_stage import KINDS

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
CLOSED = ("approved", "conditional", "refused", "cancelled")


class MdqSupplierCase(models.Model):
    """The admission of a supplier for scopes, on its way through stages whose gates are signed."""

    _name = "mdq.supplier.case"
    _description = "Supplier Admission"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Supplier", required=True, index=True, ondelete="restrict", tracking=True, check_company=True,
        domain=["|", ("parent_id", "=", False), ("is_company", "=", True)],
    )
    kind = fields.Selection(KINDS, required=True, default="new", tracking=True)
    responsible_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, tracking=True,
                                     domain=[("share", "=", False)])
    note = fields.Text("Why")
    line_ids = fields.One2many("mdq.supplier.case.line", "case_id", "Scopes", copy=True)
    step_ids = fields.One2many("mdq.supplier.case.step", "case_id", "Stages", readonly=True, copy=False)
    stage_id = fields.Many2one("mdq.supplier.case.stage", "Stage", readonly=True, copy=False, index=True, ondelete="restrict",
                               tracking=True, group_expand="_expand_stages")
    step_id = fields.Many2one("mdq.supplier.case.step", "Present Stage", compute="_compute_step_id")
    stage_ids = fields.Many2many(
        "mdq.supplier.case.stage", string="Stages of the Case", compute="_compute_stage_ids", export_string_translation=False)
    entered_on = fields.Datetime("In Stage Since", readonly=True, copy=False)
    due_date = fields.Date("Stage Due", readonly=True, copy=False, index=True)
    days_in_stage = fields.Integer("Days in Stage", compute="_compute_clock")
    target_days = fields.Integer("Target (Days)", compute="_compute_clock")
    is_overdue = fields.Boolean("Overdue", compute="_compute_clock", search="_search_is_overdue")
    risk_class_id = fields.Many2one("mdq.supplier.risk.class", "Risk Class", readonly=True, copy=False, ondelete="restrict",
                                    tracking=True, help="Set with “Set Risk Class”, from the risk table in force.")
    risk_color = fields.Selection(related="risk_class_id.color", string="Risk Colour")
    risk_why = fields.Text("Why This Class", readonly=True, copy=False)
    risk_rule_id = fields.Many2one("mdq.supplier.risk.rule", "Risk Table Used", readonly=True, copy=False, ondelete="restrict")
    answer_ids = fields.One2many("mdq.supplier.questionnaire.answer", "case_id", "Questionnaires", readonly=True)
    document_ids = fields.One2many("mdq.supplier.case.document", "case_id", "Documents", copy=False)
    registration_id = fields.Many2one("mdq.supplier.registration", "Application", readonly=True, copy=False, ondelete="restrict")
    closed_on = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [("open", "In progress"), ("approved", "Approved"), ("conditional", "Approved on conditions"), ("refused", "Refused"),
         ("cancelled", "Cancelled")],
        string="Status", default="open", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    # ----------------------------------------------------------------------------------- computed

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " · ".join(part for part in (case.name, case.partner_id.name) if part)

    @api.depends("step_ids.state")
    def _compute_step_id(self):
        for case in self:
            case.step_id = case.step_ids.filtered(lambda step: step.state == "open")[:1]

    @api.depends("step_ids.stage_id")
    def _compute_stage_ids(self):
        for case in self:
            case.stage_ids = case.step_ids.stage_id

    @api.depends("entered_on", "due_date", "state", "step_ids.state")
    def _compute_clock(self):
        late = self.filtered_domain(self._get_overdue_domain())
        for case in self:
            case.days_in_stage = (fields.Datetime.now() - case.entered_on).days if case.entered_on and case.state == "open" else 0
            case.is_overdue = case in late
            case.target_days = case.step_id.target_days

    @api.model
    def _get_overdue_domain(self):
        return Domain("state", "=", "open") & Domain("due_date", "<", self.env.company._mdq_today())

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_overdue_domain() if True in value else ~self._get_overdue_domain()

    @api.model
    def _expand_stages(self, stages, domain):
        """The board shows every stage in use, also an empty one."""
        return (stages | stages.search([("active", "=", True)])).sorted(lambda stage: (stage.sequence, stage.id))

    # --------------------------------------------------------------------------------- transitions

    def _get_transitions(self):
        closed = dict.fromkeys(CLOSED, {"open"})
        return {"open": set(CLOSED), **closed}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "stage_id", "entered_on", "due_date", "risk_class_id", "risk_why", "risk_rule_id", "closed_on", "registration_id",
        }

    def _get_locked_states(self):
        return set(CLOSED)

    @api.model_create_multi
    def create(self, vals_list):
        """A case enters its first stage at once: the clock runs from the application."""
        cases = super().create(vals_list)
        for case in cases:
            case._prepare_steps()
            case._enter_next()
        return cases

    def write(self, vals):
        if {"partner_id", "kind", "company_id"} & set(vals):
            self.line_ids._check_scope_open()
        if "kind" in vals:
            self._check_kind_stays(vals["kind"])
        return super().write(vals)

    def _check_kind_stays(self, kind):
        """The stages were copied for the kind that the case began with."""
        for case in self.filtered(lambda case: case.kind != kind):
            raise UserError(self.env._(
                "The stages of %s follow from its kind, which stays. Cancel it and open another case of the right kind.",
                case.display_name,
            ))

    @api.constrains("partner_id")
    def _check_partner(self):
        self.partner_id._mdq_check_is_main()
        self.line_ids._check_suspended()

    # -------------------------------------------------------------------------------------- stages

    def _prepare_steps(self):
        """Copy the stages that this kind of case goes through."""
        self.ensure_one()
        # Stages are configuration that who opens a case need not be able to change; steps are written by the server alone.
        stages = self.env["mdq.supplier.case.stage"].sudo().search([(f"for_{self.kind}", "=", True)])
        if not stages:
            raise UserError(self.env._("No stage is set up for this kind of case. A quality manager sets up the stages."))
        self.env["mdq.supplier.case.step"].sudo().create(  # for the reason above
            [{**stage._prepare_step_vals(), "case_id": self.id} for stage in stages]
        )

    def _enter_next(self):
        """Open the next stage that waits; return whether there was one."""
        self.ensure_one()
        # As for all steps: the server opens them.
        waiting = self.step_ids.sudo().filtered(lambda step: step.state == "waiting").sorted(lambda s: (s.sequence, s.id))
        if not waiting:
            return False
        waiting[0]._open()
        self._write_guarded({
            "stage_id": waiting[0].stage_id.id, "entered_on": waiting[0].entered_on, "due_date": waiting[0].due_date,
        })
        return True

    def _is_last_stage(self):
        return not self.step_ids.filtered(lambda step: step.state == "waiting")

    # ---------------------------------------------------------------------------------- risk class

    def action_set_risk_class(self):
        """Class the case by the risk table in force: the strictest class of its scopes counts."""
        self.env.user._mdq_require(*ROLES)
        for case in self:
            case._check_open()
            case._set_risk_class()
        return True

    def _set_risk_class(self):
        if not self.line_ids:
            raise UserError(self.env._("Name the scopes first: the class follows from process, goods and history."))
        classes = self.line_ids.risk_class_id.sorted(lambda record: (record.sequence, record.id))
        if not classes:
            raise UserError(self.line_ids[0].risk_why)
        self._write_guarded({
            "risk_class_id": classes[0].id, "risk_rule_id": self.env["mdq.supplier.risk.rule"]._get_in_force(self.company_id).id,
            "risk_why": "\n".join(line._mdq_both(lambda shown: f"{shown.scope}: {shown.risk_why}") for line in self.line_ids),
        })
        self._prepare_documents()

    def _check_open(self):
        for case in self:
            if case.state != "open":
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(self.env._("%(case)s is closed (%(state)s). Reopen it to go on.", case=case.display_name,
                                           state=labels[case.state]))
