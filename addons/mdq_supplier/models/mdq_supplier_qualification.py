from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import scope as scope_core

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
IN_FORCE = ("approved", "conditional", "suspended")


class MdqSupplierQualification(models.Model):
    """A partner's admission for one scope, from one date to another."""

    _name = "mdq.supplier.qualification"
    _description = "Supplier Qualification"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_approved_states = ("approved", "conditional")

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner", "Supplier", required=True, index=True, tracking=True, ondelete="restrict", check_company=True,
        domain=["|", ("parent_id", "=", False), ("is_company", "=", True)],
    )
    site_id = fields.Many2one(
        "res.partner", "Site", ondelete="restrict", check_company=True, tracking=True,
        domain="[('commercial_partner_id', '=', partner_id), '|', ('type', '!=', 'contact'), ('is_company', '=', True)]",
        help="The address where the work is done. Empty: all sites of the supplier.",
    )
    process_id = fields.Many2one(
        "mdq.process", "Process", ondelete="restrict", check_company=True, tracking=True, index="btree_not_null",
        help="Empty: the purchase of the product itself.",
    )
    product_id = fields.Many2one(
        "product.product", "Product", ondelete="restrict", check_company=True, tracking=True,
        help="Empty, and no category: all products.",
    )
    categ_id = fields.Many2one(
        "product.category", "Product Category", ondelete="restrict", tracking=True,
        help="All products of this category and of the categories below it.",
    )
    scope = fields.Char(compute="_compute_scope")
    valid_from = fields.Date(required=True, default=lambda self: self.env.company._mdq_today(), tracking=True)
    valid_to = fields.Date(
        "Valid Until", required=True, tracking=True,
        default=lambda self: self.env.company._mdq_today() + relativedelta(years=3, days=-1),
    )
    conditions = fields.Text(
        tracking=True, help="Filled: the approval is conditional, and these are its limits.",
    )
    basis = fields.Text("Basis", help="What the decision rests on: audit, samples, history, certificates.")
    document_ids = fields.Many2many("mdq.document", string="Evidence", check_company=True)
    responsible_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user)
    decision_ids = fields.One2many("mdq.supplier.qualification.decision", "qualification_id", "Decisions", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("conditional", "Conditional"), ("suspended", "Suspended"),
         ("withdrawn", "Withdrawn")],
        string="Status", default="draft", required=True, readonly=True, copy=False, tracking=True, index=True,
        group_expand=True,
    )

    _dates_in_order = models.Constraint("CHECK (valid_from <= valid_to)", "A qualification ends after it begins.")
    _one_kind_of_goods = models.Constraint(
        "CHECK (product_id IS NULL OR categ_id IS NULL)", "Name a product or a category, not both."
    )
    _gate_index = models.Index("(partner_id, company_id, process_id)")

    # ----------------------------------------------------------------------------------- computed

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " · ".join(part for part in (record.name, record.partner_id.name) if part)

    @api.depends("process_id", "product_id", "categ_id", "site_id")
    def _compute_scope(self):
        """The scope in words, so that an empty field does not have to be interpreted."""
        for record in self:
            goods = record.product_id.display_name or record.categ_id.display_name or self.env._("all products")
            record.scope = " · ".join((
                record.process_id.display_name or self.env._("Purchase"), goods,
                record.site_id.name or record.site_id.city or self.env._("all sites"),
            ))

    # ------------------------------------------------------------------------------------- checks

    @api.constrains("partner_id", "site_id")
    def _check_partner(self):
        for record in self:
            record.partner_id._mdq_check_is_main()
            record.partner_id._mdq_check_sites(record.site_id)

    # --------------------------------------------------------------------------------- transitions

    def _get_transitions(self):
        return {
            "draft": {"approved", "conditional", "withdrawn"}, "approved": {"suspended", "withdrawn"},
            "conditional": {"suspended", "withdrawn"}, "suspended": {"approved", "conditional", "withdrawn"},
        }

    def _get_locked_states(self):
        return {"approved", "conditional", "suspended", "withdrawn"}

    def _get_open_fields(self):
        return super()._get_open_fields() | {"responsible_id"}

    def _get_signed_fields(self):
        """Who looks after it may change; what was decided may not."""
        return [name for name in super()._get_signed_fields() if name != "responsible_id"]

    def _move_to(self, target, reason=None):
        """Every move, by whatever route, leaves a dated decision: `check` answers from these alone."""
        undecided = self.filtered(lambda record: record.state == "draft" and target == "withdrawn")
        result = super()._move_to(target, reason)
        self.env["mdq.supplier.qualification.decision"]._record(self - undecided, target, reason)
        return result

    def _check_move_to_approved(self):
        self._check_overlap()

    def _check_move_to_conditional(self):
        self._check_overlap()

    def _check_overlap(self):
        """Two decisions for one scope at one time would leave open which one counts."""
        self._collide_on_partner()
        others = self._get_in_force()
        for record in self:
            scope = record._get_scope()
            candidates = others.get((record.company_id, record.partner_id), self.browse()) | self.filtered(
                lambda other, record=record: other.company_id == record.company_id
                and other.partner_id == record.partner_id
            )
            for other in candidates - record:
                if scope_core.overlap(scope, other._get_scope()):
                    raise UserError(self.env._(
                        "%(record)s overlaps %(other)s: same supplier, same scope, %(from)s to %(to)s."
                        " Change the dates, lift the suspension of the other, or withdraw it first.",
                        **{"record": record.display_name, "other": other.display_name,
                           "from": other.valid_from, "to": other.valid_to},
                    ))

    def _get_in_force(self):
        """Return {(company, partner): qualifications in force} of the partners of these."""
        # All qualifications of the partner count, whatever the caller may read.
        return self.sudo().search([
            ("company_id", "in", self.company_id.ids), ("partner_id", "in", self.partner_id.ids),
            ("state", "in", IN_FORCE),
        ]).grouped(lambda record: (record.company_id, record.partner_id))

    def _collide_on_partner(self):
        """Of two who decide on one supplier at the same moment, the second is tried again and sees what the first did."""
        self.env.cr.execute(SQL(
            "UPDATE res_partner SET mdq_decision_count = COALESCE(mdq_decision_count, 0) + 1 WHERE id = ANY(%s)",
            self.partner_id.ids,
        ))
        self.partner_id.invalidate_recordset(["mdq_decision_count"])

    # ------------------------------------------------------------------------------------- public

    def action_submit(self):
        """Send drafts along their approval route."""
        self.check_access("write")
        self._check_draft()
        return self._mdq_request_approval().ids

    def action_take_back(self):
        return self._mdq_take_back()

    def _check_draft(self):
        for record in self:
            if record.state != "draft":
                raise UserError(self.env._("%s is decided already.", record.display_name))

    def approve(self, credential, reason=None):
        """Sign the open step of drafts' approval routes; the last one puts them into force, on conditions if they name some."""
        self._check_draft()
        return self._mdq_decide(credential, reason)

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        for record in self:
            last = record._mdq_get_requests("approved")[:1].decision_ids[-1:]
            record._move_to(record._get_approved_state(), last.comment or None)

    def _after_move_to_withdrawn(self):
        # A withdrawn draft waits for nobody any more; no role writes requests.
        self.env["mdq.approval.request"].sudo()._supersede(self)

    def suspend(self, credential, reason):
        """Bar new orders of these scopes, from today and until lifted; earlier days keep their answer."""
        return self._decide(lambda record: "suspended", "rejected", credential, self._require_reason(reason))

    def lift(self, credential, reason):
        """End a suspension."""
        for record in self:
            if record.state != "suspended":
                raise UserError(self.env._("%s is not suspended.", record.display_name))
        return self._decide(
            lambda record: record._get_approved_state(), "lifted", credential, self._require_reason(reason)
        )

    def withdraw(self, credential, reason):
        """End a qualification for good; earlier days keep their answer."""
        return self._decide(lambda record: "withdrawn", "rejected", credential, self._require_reason(reason))

    def _decide(self, get_target, meaning, credential, reason):
        """Sign, then move each record to its target."""
        self.env.user._mdq_require(*ROLES)
        self.env["mdq.signature"]._sign(self, meaning, credential, reason)
        for target, records in self.grouped(get_target).items():
            records._move_to(target, reason)
        return True

    def _get_approved_state(self):
        return "conditional" if (self.conditions or "").strip() else "approved"

    def _require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays with the decision."))
        return reason

    # ------------------------------------------------------------------------------------- buttons

    def action_approve(self):
        return self._mdq_sign_action("approve", self.env._("Approve Qualification"), "approved")

    def action_suspend(self):
        return self._mdq_sign_action("suspend", self.env._("Suspend Qualification"), "rejected", reason_required=True)

    def action_lift(self):
        return self._mdq_sign_action("lift", self.env._("Lift Suspension"), "lifted", reason_required=True)

    def action_withdraw(self):
        return self._mdq_sign_action("withdraw", self.env._("Withdraw Qualification"), "rejected", reason_required=True)
