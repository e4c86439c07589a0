from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

GOODS = ("site_id", "process_id", "product_id", "categ_id")
SCOPE = (*GOODS, "suspended_id")
DECISIONS = [("approve", "Approve"), ("conditional", "Approve on conditions"), ("refuse", "Refuse")]


class MdqSupplierCaseLine(models.Model):
    """One scope that a case is about, and what is proposed for it."""

    _name = "mdq.supplier.case.line"
    _description = "Scope of a Case"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "case_id"
    _order = "case_id, id"
    _rec_name = "scope"
    _check_company_auto = True

    case_id = fields.Many2one("mdq.supplier.case", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    suspended_id = fields.Many2one(
        "mdq.supplier.qualification", "Suspended Qualification", ondelete="restrict", check_company=True,
        domain="[('partner_id', '=', partner_id), ('state', '=', 'suspended')]", help="After a suspension: the one to be lifted.",
    )
    process_id = fields.Many2one("mdq.process", "Process", ondelete="restrict", check_company=True,
                                 help="Empty: the purchase of the product itself.")
    product_id = fields.Many2one("product.product", "Product", ondelete="restrict", check_company=True)
    categ_id = fields.Many2one("product.category", "Product Category", ondelete="restrict")
    site_id = fields.Many2one(
        "res.partner", "Site", ondelete="restrict", check_company=True,
        domain="[('commercial_partner_id', '=', partner_id), '|', ('type', '!=', 'contact'), ('is_company', '=', True)]",
    )
    scope = fields.Char(compute="_compute_scope")
    risk_class_id = fields.Many2one("mdq.supplier.risk.class", "Risk Class", compute="_compute_risk_class", compute_sudo=True)
    risk_why = fields.Char("Why This Class", compute="_compute_risk_class", compute_sudo=True)
    decision = fields.Selection(DECISIONS, "Proposal")
    conditions = fields.Text(help="The limits of a conditional approval.")
    valid_to = fields.Date("Valid Until")
    qualification_id = fields.Many2one("mdq.supplier.qualification", "Qualification", readonly=True, copy=False, ondelete="restrict")
    qualification_state = fields.Selection(related="qualification_id.state", string="Qualification Status")

    _one_kind_of_goods = models.Constraint(
        "CHECK (product_id IS NULL OR categ_id IS NULL)", "Name a product or a category, not both."
    )

    @api.depends("process_id", "product_id", "categ_id", "site_id")
    @api.depends_context("lang")
    def _compute_scope(self):
        for line in self:
            goods = line.product_id.display_name or line.categ_id.display_name or self.env._("all products")
            line.scope = " · ".join((
                line.process_id.display_name or self.env._("Purchase"), goods,
                line.site_id.name or line.site_id.city or self.env._("all sites"),
            ))

    @api.depends("case_id.partner_id", "process_id", "product_id", "categ_id")
    @api.depends_context("lang")
    def _compute_risk_class(self):
        for company, lines in self.grouped("company_id").items():
            verdicts = self.env["mdq.supplier.risk.rule"]._assess_scopes({
                line: (line.case_id.partner_id, line.process_id, line.product_id, line.categ_id) for line in lines
            }, company or self.env.company)
            for line in lines:
                line.risk_class_id, line.risk_why = verdicts[line]

    @api.onchange("suspended_id")
    def _onchange_suspended_id(self):
        """The scope of the qualification that is to be lifted."""
        for line in self.filtered("suspended_id"):
            for name in GOODS:
                line[name] = line.suspended_id[name]

    @api.constrains("decision", "conditions")
    def _check_conditions(self):
        for line in self:
            if line.decision == "conditional" and not (line.conditions or "").strip():
                raise ValidationError(self.env._("%s: name the conditions of the approval.", line.scope))

    @api.constrains("suspended_id", *GOODS)
    def _check_suspended(self):
        for line in self.filtered("suspended_id"):
            lifted = line.suspended_id
            if lifted.partner_id != line.case_id.partner_id or any(lifted[name] != line[name] for name in GOODS):
                raise ValidationError(self.env._(
                    "%(qualification)s is not for this supplier and this scope: choose the suspended qualification whose scope is"
                    " %(scope)s.", qualification=lifted.display_name, scope=line.scope,
                ))

    def _prepare_scope_vals(self):
        """The scope as a qualification has it."""
        return {
            "company_id": self.company_id.id, "partner_id": self.case_id.partner_id.id, "site_id": self.site_id.id,
            "process_id": self.process_id.id, "product_id": self.product_id.id, "categ_id": self.categ_id.id,
        }

    # -------------------------------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_scope_open()
        if any("qualification_id" in vals for vals in vals_list):
            lines._refuse_qualification()
        return lines

    def write(self, vals):
        if set(SCOPE) & set(vals):
            self._check_scope_open()
        if "qualification_id" in vals:
            self._refuse_qualification()
        return super().write(vals)

    def _refuse_qualification(self):
        raise UserError(self.env._("The qualification of a scope is written by the case: propose a decision there."))

    def _set_qualification(self, qualification):
        """The case's own way to link what it proposed."""
        super().write({"qualification_id": qualification.id})

    def _check_scope_open(self):
        for line in self:
            if line.case_id.step_ids.filtered(lambda step: step.state in ("done", "skipped")):
                raise UserError(self.env._(
                    "The first gate of %s is signed: its scopes stay as they were examined. Open another case for a further scope.",
                    line.case_id.display_name,
                ))

    def _mdq_deletable(self):
        return self.case_id.state == "open" and not self.case_id.step_ids.filtered(lambda step: step.state in ("done", "skipped"))
