from dateutil.relativedelta import relativedelta
from odoo import api, fields, models

from ..core import agreement as agreement_core

KINDS = [
    ("processing", "Outsourced processing"),
    ("manufacturing", "Contract manufacturing"),
    ("purchase", "Purchase of goods"),
]
OPEN_FIELDS = {"responsible_id"}


class MdqQualityAgreement(models.Model):
    """Who answers for what between the maker and one supplier: sections, a matrix of duties, signed by both parties."""

    _name = "mdq.quality.agreement"
    _description = "Quality Agreement"
    _inherit = ["mdq.revision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code desc, revision desc"
    _check_company_auto = True

    name = fields.Char("Title", compute="_compute_name", store=True, readonly=False, precompute=True, required=True, translate=True)
    state = fields.Selection(string="Status", tracking=True, group_expand=True)
    kind = fields.Selection(KINDS, required=True, default="processing", tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Supplier",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
        domain=["|", ("parent_id", "=", False), ("is_company", "=", True)],
    )
    site_ids = fields.Many2many(
        "res.partner",
        "mdq_quality_agreement_site_rel",
        "agreement_id",
        "partner_id",
        string="Sites",
        check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), '|', ('type', '!=', 'contact'), ('is_company', '=', True)]",
        help="The addresses where the work is done. Empty: all sites of the supplier.",
    )
    process_ids = fields.Many2many("mdq.process", string="Processes", check_company=True, help="Empty: all processes.")
    product_ids = fields.Many2many("product.product", string="Products", check_company=True, help="Empty, and no category: all products.")
    categ_ids = fields.Many2many("product.category", string="Product Categories", help="All products of them and of the categories below.")
    valid_from = fields.Date("Valid From", required=True, tracking=True, default=lambda self: self.env.company._mdq_today())
    valid_to = fields.Date(
        "Valid Until",
        required=True,
        tracking=True,
        default=lambda self: self.env.company._mdq_today() + relativedelta(years=3, days=-1),
    )
    review_months = fields.Integer("Months Between Reviews", default=12, tracking=True, help="0: no review is agreed.")
    grace_days = fields.Integer(
        "Days of Grace",
        default=30,
        tracking=True,
        help="A review may be late by so many days; after that the agreement no longer opens orders until it is reviewed.",
    )
    prevailing_language = fields.Selection(
        [("zh_CN", "Chinese"), ("en_US", "English")],
        required=True,
        default="zh_CN",
        help="What counts where the two texts differ.",
    )
    template_id = fields.Many2one("mdq.quality.agreement.template", "Template", ondelete="restrict", check_company=True, copy=True)
    section_ids = fields.One2many("mdq.quality.agreement.section", "agreement_id", "Sections", copy=True)
    clause_ids = fields.One2many("mdq.quality.agreement.clause", "agreement_id", "Responsibilities", copy=True)
    change_note = fields.Text("What Changed", copy=False, help="Against the revision before this one.")
    responsible_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, domain=[("share", "=", False)])
    review_ids = fields.One2many("mdq.quality.agreement.review", "agreement_id", "Reviews", readonly=True)
    next_review_date = fields.Date("Next Review", compute="_compute_next_review_date", store=True)
    gap_text = fields.Text("Still Missing", compute="_compute_gap_text")

    _dates_in_order = models.Constraint("CHECK (valid_from <= valid_to)", "An agreement ends after it begins.")
    _numbers_not_negative = models.Constraint(
        "CHECK (review_months >= 0 AND grace_days >= 0)", "Months and days of a review cannot be negative."
    )

    # ----------------------------------------------------------------------------------- computed

    @api.model
    def _get_states(self):
        labels = {
            "draft": self.env._("Draft"),
            "in_review": self.env._("Out for Signature"),
            "effective": self.env._("In Force"),
            "superseded": self.env._("Superseded"),
            "obsolete": self.env._("Terminated"),
        }
        return list(labels.items())

    @api.depends("kind", "partner_id")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for agreement in self:
            if agreement.partner_id and (not agreement.name or agreement.name in labels.values()):
                agreement.name = self.env._("Quality agreement with %s", agreement.partner_id.name)
            agreement.name = agreement.name or labels.get(agreement.kind)

    @api.depends("review_months", "in_force_from", "state", "review_ids.state", "review_ids.done_on")
    def _compute_next_review_date(self):
        for agreement in self:
            in_force = agreement.state == "effective" and agreement.in_force_from
            facts = agreement._get_facts() if in_force else None
            agreement.next_review_date = facts and agreement_core.review_due(facts, fields.Date.to_date("9999-12-31"))

    @api.depends("section_ids.text", "section_ids.is_mandatory", "clause_ids.party", "state")
    def _compute_gap_text(self):
        for agreement in self:
            agreement.gap_text = "\n".join(agreement._get_gaps()) if agreement.state == "draft" else False

    def _get_gaps(self):
        """Return what keeps the agreement from being sent, one sentence each. Extend."""
        self.ensure_one()
        empty = self.section_ids.filtered(lambda section: section.is_mandatory and section._is_empty())
        gaps = [self.env._("Section “%s” is mandatory and still empty.", section.name) for section in empty]
        open_clauses = self.clause_ids.filtered(lambda clause: not clause.party)
        gaps += [self.env._("Say who answers for “%s”.", clause.name) for clause in open_clauses]
        if not self.section_ids or not self.clause_ids:
            gaps.append(self.env._("An agreement has sections and responsibilities: take them over from a template."))
        return gaps

    def _get_facts(self):
        """Return this agreement as the core knows it."""
        self.ensure_one()
        done = self.review_ids.filtered(lambda review: review.state == "done")
        return agreement_core.Agreement(
            self.id,
            self.kind,
            self.in_force_from,
            self.valid_to,
            self.in_force_to or None,
            sites=frozenset(self.site_ids.ids),
            processes=frozenset(self.process_ids.ids),
            products=frozenset(self.product_ids.ids),
            categories=frozenset(self.categ_ids.ids),
            review_months=self.review_months,
            grace_days=self.grace_days,
            reviews=tuple(done.mapped("done_on")),
        )

    # -------------------------------------------------------------------------------------- guards

    @api.constrains("partner_id", "site_ids")
    def _check_partner(self):
        for agreement in self:
            agreement.partner_id._mdq_check_is_main()
            agreement.partner_id._mdq_check_sites(agreement.site_ids)

    def _get_open_fields(self):
        return super()._get_open_fields() | OPEN_FIELDS

    def _get_signed_fields(self):
        """Who looks after it may change while the content stays."""
        return [name for name in super()._get_signed_fields() if name not in OPEN_FIELDS]

    def _mdq_report_header(self):
        return {"title": self._mdq_get_kind(), "number": self.code, "revision": str(self.revision)}

    def _get_report_base_filename(self):
        return f"{self.code} rev {self.revision}"

    # ------------------------------------------------------------------------------------- buttons

    def action_open_approvals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_base.mdq_approval_request_action")
        return {**action, "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)], "context": {}}

    def action_open_revisions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_quality_agreement_action")
        return {**action, "domain": [("company_id", "=", self.company_id.id), ("code", "=", self.code)], "context": {}}
