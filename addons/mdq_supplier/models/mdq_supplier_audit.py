from odoo import api, fields, models
from odoo.exceptions import ValidationError

RESULTS = [("pass", "Suitable"), ("conditional", "Suitable once findings are closed"), ("fail", "Not suitable")]
OPEN_STATES = ("planned", "in_progress")


class MdqSupplierAudit(models.Model):
    """One audit of a supplier: planned, answered question by question, issued signed, followed up until its findings are closed."""

    _name = "mdq.supplier.audit"
    _description = "Supplier Audit"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_planned desc, id desc"
    _check_company_auto = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Supplier", required=True, index=True, tracking=True, ondelete="restrict", check_company=True,
        domain=["|", ("parent_id", "=", False), ("is_company", "=", True)],
    )
    site_id = fields.Many2one(
        "res.partner", "Site", ondelete="restrict", check_company=True, tracking=True,
        domain="[('commercial_partner_id', '=', partner_id), '|', ('type', '!=', 'contact'), ('is_company', '=', True)]",
        help="Empty: the main address of the supplier.",
    )
    qualification_ids = fields.Many2many(
        "mdq.supplier.qualification", string="Scopes", check_company=True, domain="[('partner_id', '=', partner_id)]",
        help="The scopes that the audit is for: they count as audited with it. Empty: all scopes of the supplier at this site.",
    )
    kind = fields.Selection(
        [("on_site", "On site"), ("remote", "Remote"), ("desk", "By documents")], required=True, default="on_site", tracking=True
    )
    purpose = fields.Selection(
        [("initial", "Before admission"), ("periodic", "Periodic"), ("follow_up", "Follow-up"), ("cause", "For cause")],
        required=True, default="periodic", tracking=True,
    )
    date_planned = fields.Date("Planned For", required=True, tracking=True, index=True)
    date_end = fields.Date("Until", help="For an audit of several days.")
    date_last = fields.Date("Last Day", compute="_compute_date_last", inverse="_inverse_date_last", store=True, help="The calendar shows an audit until this day.")
    scope_text = fields.Text("What Is Audited", help="Products, processes, shifts and documents in words.")
    checklist_ids = fields.Many2many("mdq.supplier.audit.checklist", string="Checklists", domain="[('state', '=', 'effective')]")
    lead_id = fields.Many2one(
        "res.users", "Lead Auditor", required=True, ondelete="restrict", tracking=True, domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    team_ids = fields.Many2many("res.users", string="Team", domain=[("share", "=", False)])
    met_people = fields.Text("People Met", help="Whom the team talked to at the supplier, and in what function.")
    line_ids = fields.One2many("mdq.supplier.audit.line", "audit_id", "Answers")
    finding_ids = fields.One2many("mdq.supplier.audit.finding", "audit_id", "Findings")
    finding_count = fields.Integer("All Findings", compute="_compute_counts")
    open_finding_count = fields.Integer("Open Findings", compute="_compute_counts")
    progress = fields.Integer("Answered (%)", compute="_compute_counts", aggregator=None)
    summary = fields.Text(help="What the team saw, strengths and weaknesses, in a few sentences.")
    result = fields.Selection(RESULTS, tracking=True)
    is_overdue = fields.Boolean("Late", compute="_compute_is_overdue", search="_search_is_overdue")
    state = fields.Selection(
        [("planned", "Planned"), ("in_progress", "In Progress"), ("issued", "Issued"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        string="Status", default="planned", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )

    _dates_in_order = models.Constraint("CHECK (date_end IS NULL OR date_planned <= date_end)", "An audit ends after it begins.")

    # ----------------------------------------------------------------------------------- computed

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = " · ".join(part for part in (audit.name, audit.partner_id.name) if part)

    @api.depends("date_planned", "date_end")
    def _compute_date_last(self):
        for audit in self:
            audit.date_last = audit.date_end or audit.date_planned

    def _inverse_date_last(self):
        """An audit that is moved or stretched in the calendar."""
        for audit in self:
            audit.date_end = audit.date_last if audit.date_last and audit.date_last > audit.date_planned else False

    @api.depends("finding_ids.state", "line_ids.answer")
    def _compute_counts(self):
        for audit in self:
            lines = audit.line_ids
            audit.finding_count = len(audit.finding_ids)
            audit.open_finding_count = len(audit.finding_ids.filtered(lambda finding: finding.state != "closed"))
            audit.progress = round(100 * len(lines.filtered("answer")) / len(lines)) if lines else 0

    @api.depends("state", "date_planned")
    def _compute_is_overdue(self):
        today = self.env.company._mdq_today()
        for audit in self:
            audit.is_overdue = bool(audit.state in OPEN_STATES and audit.date_planned and audit.date_planned < today)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = fields.Domain("state", "in", OPEN_STATES) & fields.Domain("date_planned", "<", self.env.company._mdq_today())
        return late if True in value else ~late

    # -------------------------------------------------------------------------------------- guards

    @api.constrains("partner_id", "site_id", "qualification_ids")
    def _check_partner(self):
        for audit in self:
            audit.partner_id._mdq_check_is_main()
            audit.partner_id._mdq_check_sites(audit.site_id)
            foreign = audit.qualification_ids.filtered(lambda scope, audit=audit: scope.partner_id != audit.partner_id)
            if foreign:
                raise ValidationError(self.env._(
                    "%(scope)s is not a scope of %(partner)s.", scope=foreign[0].display_name, partner=audit.partner_id.name
                ))

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"date_issued", "issued_findings", "acknowledged_by", "acknowledged_on"}

    def _get_locked_states(self):
        return {"issued", "closed", "cancelled"}

    def _get_signed_fields(self):
        """The findings as they were issued are signed as a text: what becomes of them is written on them afterwards."""
        return [*(name for name in super()._get_signed_fields() if name != "date_last"), "issued_findings"]

    def _mdq_report_header(self):
        return {"title": self._mdq_both(lambda audit: audit.env._("Audit report")), "number": self.name, "revision": ""}

    def _mdq_report_watermark(self):
        """A report that is not issued must not be taken for one."""
        return "DRAFT 草稿" if self.state in (*OPEN_STATES, "cancelled") else super()._mdq_report_watermark()

    def _get_report_base_filename(self):
        return f"Audit {self.name}"

    def _get_people(self):
        return self.lead_id | self.team_ids

    def _get_place(self):
        return self.site_id or self.partner_id

    # ------------------------------------------------------------------------------------- buttons

    def action_open_findings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_audit_finding_action")
        return {**action, "domain": [("audit_id", "=", self.id)], "context": {}}
