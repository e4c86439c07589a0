from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MdqDeviationPermit(models.Model):
    """A planned deviation: allowed beforehand, for named goods, up to a quantity and a date.

    The limits are enforced where stock moves, by the concession that the permit creates.
    """

    _name = "mdq.deviation.permit"
    _description = "Deviation Permit"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_approved_states = ("active",)

    title = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Waiting for Approval"),
            ("active", "Active"),
            ("refused", "Refused"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    product_id = fields.Many2one(
        "product.product", "Product", required=True, index=True, ondelete="restrict", check_company=True
    )
    lot_ids = fields.Many2many(
        "stock.lot", string="Lots", domain="[('product_id', '=', product_id)]", check_company=True,
        help="Empty: any lot of the product, within the limits of quantity and date.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    requirement = fields.Text(required=True, help="Which requirement is departed from: document, revision, clause, value.")
    reason = fields.Text("Justification", required=True)
    risk = fields.Text("Risk and Measures", help="Effect on the product, and what is done to keep it safe.")
    quantity_limit = fields.Float("Quantity Limit", digits="Product Unit", required=True)
    date_from = fields.Datetime("Valid From", required=True, default=lambda self: fields.Datetime.now())
    date_to = fields.Datetime("Valid Until", required=True, tracking=True)
    requester_id = fields.Many2one(
        "res.users", "Requested By", required=True, readonly=True, copy=False, default=lambda self: self.env.user
    )
    approved_by_id = fields.Many2one("res.users", "Approved By", readonly=True, copy=False)
    approved_on = fields.Datetime("Approved On", readonly=True, copy=False)
    concession_id = fields.Many2one("mdq.concession", "Concession", readonly=True, copy=False)
    # Whoever may read the permit may see how much of it is used.
    used_quantity = fields.Float("Quantity Used", related="concession_id.used_quantity", related_sudo=True)
    change_id = fields.Many2one("mdq.change", "Change", check_company=True, help="The change that makes it permanent.")
    event_id = fields.Many2one("mdq.event", "Quality Event", check_company=True)

    _name_uniq = models.UniqueIndex("(company_id, name)")
    _limit_positive = models.Constraint("CHECK (quantity_limit > 0)", "A permit needs a quantity limit above zero.")
    _dates_in_order = models.Constraint("CHECK (date_from < date_to)", "A permit ends after it begins.")

    @api.constrains("lot_ids", "product_id")
    def _check_lots_of_product(self):
        for permit in self:
            strangers = permit.lot_ids - permit.lot_ids.filtered_domain([("product_id", "=", permit.product_id.id)])
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(lots)s: not a lot of %(product)s.",
                        lots=", ".join(strangers.mapped("name")),
                        product=permit.product_id.display_name,
                    )
                )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "requester_id",
            "approved_by_id",
            "approved_on",
            "concession_id",
        }

    def _get_locked_states(self):
        return {"submitted", "active", "refused", "expired", "withdrawn"}

    def _get_signed_fields(self):
        return [
            "name",
            "title",
            "product_id",
            "lot_ids",
            "requirement",
            "reason",
            "risk",
            "quantity_limit",
            "date_from",
            "date_to",
            "requester_id",
        ]

    def _get_transitions(self):
        return {
            "draft": {"submitted", "withdrawn"},
            "submitted": {"active", "refused", "withdrawn"},
            "active": {"expired", "withdrawn"},
        }

    def action_submit(self):
        """Send permits along their approval route; their limits are locked."""
        self._move_to("submitted")
        return self._mdq_request_approval().ids

    def _prepare_concession_vals(self):
        self.ensure_one()
        return {
            "company_id": self.company_id.id,
            "gate": "lot_use",
            "product_id": self.product_id.id,
            "lot_ids": [fields.Command.set(self.lot_ids.ids)],
            "reason": f"{self.name}: {self.reason}",
            "valid_from": self.date_from,
            "valid_to": self.date_to,
            "max_quantity": self.quantity_limit,
            "max_uses": 2**31 - 1,
        }

    # Approval: its last step puts the permit in force, and with it the concession that enforces it.

    def approve(self, credential, reason=None):
        """Sign the open step of the permits' approval routes."""
        self._check_waits()
        return self._mdq_decide(credential, reason)

    def refuse(self, credential, reason):
        """Sign the refusal; the reason tells the requester what to do."""
        self._check_waits()
        return self._mdq_get_open_requests().reject(credential, reason)

    def _check_waits(self):
        for permit in self:
            if permit.state != "submitted":
                raise UserError(self.env._("%(permit)s does not wait for approval.", permit=permit.name))

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._write_guarded({"approved_by_id": self.env.uid, "approved_on": fields.Datetime.now()})
        self._move_to("active")

    def _after_mdq_rejected(self):
        super()._after_mdq_rejected()
        self._move_to("refused")

    def _after_move_to_active(self):
        # Born in force with its permit, so that nobody can widen it between; roles do not write it.
        concessions = self.env["mdq.concession"].sudo().create([permit._prepare_concession_vals() for permit in self])
        for permit, concession in zip(self, concessions, strict=True):
            permit._write_guarded({"concession_id": concession.id})
        concessions._move_to("active")

    def withdraw(self, credential, reason):
        """End permits before their time, signed, with a reason; their concessions end with them."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the permit is withdrawn."))
        self.check_access("write")
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        return self._move_to("withdrawn", reason)

    def action_approve(self):
        return self._mdq_sign_action("approve", self.env._("Approve Permit"), "approved")

    def action_refuse(self):
        return self._mdq_sign_action("refuse", self.env._("Refuse Permit"), "rejected", reason_required=True)

    def action_withdraw(self):
        return self._mdq_sign_action("withdraw", self.env._("Withdraw Permit"), "rejected", reason_required=True)

    def _close_concessions(self):
        # The concession has no life of its own: it ends with the permit, by the same decision.
        live = self.sudo().concession_id.filtered(lambda concession: concession.state != "withdrawn")
        if live:
            live._move_to("withdrawn", self.env._("The deviation permit ended."))

    def _after_move_to_withdrawn(self):
        self._close_concessions()
        self._mdq_end_approval()

    def _after_move_to_expired(self):
        self._close_concessions()

    @api.model
    def _cron_expire(self):
        """Close what is past its date or used up; the gates stopped it already."""
        active = self.search([("state", "=", "active")])
        now = fields.Datetime.now()
        active.filtered(
            lambda permit: permit.date_to <= now
            or permit.uom_id.compare(permit.used_quantity, permit.quantity_limit) >= 0
        )._move_to("expired")
