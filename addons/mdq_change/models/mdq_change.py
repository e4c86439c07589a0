from odoo import api, fields, models

# What the type of a change says about its weight, before anybody has looked.
PROPOSED = {
    "material": "significant",
    "process": "significant",
    "site": "significant",
    "sub_supplier": "significant",
    "machine": "major",
    "software": "major",
    "document": "minor",
    "plan": "minor",
}


class MdqChange(models.Model):
    """A change: asked for, assessed for what it touches, decided by the board, then made effective."""

    _name = "mdq.change"
    _description = "Change"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_approved_states = ("approved",)
    _mdq_approval_group = "mdq_base.group_change_board"

    title = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("assessment", "Assessment"),
            ("board", "Change Board"),
            ("approved", "Approved"),
            ("implemented", "Implemented"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    change_type = fields.Selection(
        [
            ("material", "Material"),
            ("process", "Process"),
            ("site", "Site"),
            ("machine", "Machine"),
            ("sub_supplier", "Sub-supplier"),
            ("software", "Software"),
            ("document", "Document"),
            ("plan", "Inspection Plan"),
        ],
        "Type",
        required=True,
        tracking=True,
    )
    reason = fields.Text("Reason for Change", required=True)
    description = fields.Text("Description", help="From what to what.")
    significance_proposed = fields.Selection(
        [("minor", "Minor"), ("major", "Major"), ("significant", "Significant")],
        "Proposed Significance",
        compute="_compute_significance_proposed",
        store=True,
        precompute=True,
    )
    significance = fields.Selection(
        [("minor", "Minor"), ("major", "Major"), ("significant", "Significant")],
        compute="_compute_significance",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    significance_reason = fields.Text("Why Less Significant", help="Needed when set lower than proposed.")
    assessment = fields.Text("Assessment", help="Effect on function, safety, regulatory status, and what must be done.")
    date_planned = fields.Date("Not Before", tracking=True, help="The change is not implemented before this day.")
    requester_id = fields.Many2one(
        "res.users", "Requested By", required=True, readonly=True, copy=False, default=lambda self: self.env.user
    )
    owner_id = fields.Many2one("res.users", "Owner", required=True, default=lambda self: self.env.user, tracking=True)
    partner_id = fields.Many2one("res.partner", "Supplier", index="btree_not_null")
    product_ids = fields.Many2many("product.product", string="Affected Products")
    event_ids = fields.Many2many("mdq.event", string="Quality Events", check_company=True)
    capa_ids = fields.Many2many("mdq.capa", string="CAPA", check_company=True)
    line_ids = fields.One2many("mdq.change.line", "change_id", "Affected Revisions", copy=False)
    impact_ids = fields.One2many("mdq.change.impact", "change_id", "Impact", copy=False)
    impact_open_count = fields.Integer("Impacts to Decide", compute="_compute_impact_open_count")
    approval_request_ids = fields.Many2many(string="Board Approvals")
    implemented_by_id = fields.Many2one("res.users", "Implemented By", readonly=True, copy=False)
    implemented_on = fields.Datetime("Implemented On", readonly=True, copy=False)

    _name_uniq = models.UniqueIndex("(company_id, name)")

    @api.depends("change_type")
    def _compute_significance_proposed(self):
        for change in self:
            change.significance_proposed = PROPOSED.get(change.change_type)

    @api.depends("significance_proposed")
    def _compute_significance(self):
        for change in self:
            change.significance = change.significance_proposed

    @api.depends("impact_ids.decision")
    def _compute_impact_open_count(self):
        for change in self:
            change.impact_open_count = len(change.impact_ids.filtered(lambda i: i.decision == "to_decide"))

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"requester_id", "implemented_by_id", "implemented_on"}

    def _get_locked_states(self):
        return {"board", "approved", "implemented", "rejected", "cancelled"}

    def _get_signed_fields(self):
        return [
            "name",
            "title",
            "change_type",
            "reason",
            "description",
            "significance",
            "significance_reason",
            "assessment",
            "date_planned",
            "requester_id",
            "partner_id",
            "product_ids",
            "line_ids",
            "impact_ids",
        ]

    def _get_transitions(self):
        return {
            "draft": {"assessment", "cancelled"},
            "assessment": {"board", "cancelled"},
            "board": {"approved", "rejected"},
            "approved": {"implemented", "cancelled"},
        }
