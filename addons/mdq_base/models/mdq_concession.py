from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SOON = timedelta(days=3)


class MdqConcession(models.Model):
    """A signed, scoped, expiring permission to pass one gate."""

    _name = "mdq.concession"
    _description = "Concession"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_approved_states = ("active",)

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    gate = fields.Selection(
        [("purchase", "Order from a supplier without valid qualification"),
         ("lot_use", "Use of a lot that is not released"),
         ("step", "Process step without valid validation")],
        required=True, tracking=True,
    )
    reason = fields.Text("Justification", required=True)
    partner_id = fields.Many2one("res.partner", "Supplier", ondelete="restrict")
    product_id = fields.Many2one("product.product", "Product", ondelete="restrict")
    valid_from = fields.Datetime(required=True, default=lambda self: fields.Datetime.now())
    valid_to = fields.Datetime("Valid Until", required=True, tracking=True)
    max_uses = fields.Integer("Times It May Be Used", default=1, required=True)
    max_quantity = fields.Float("Quantity Limit", digits="Product Unit", help="0: no limit of quantity.")
    use_ids = fields.One2many("mdq.concession.use", "concession_id", "Uses", readonly=True)
    used_count = fields.Integer("Times Used", readonly=True, copy=False)
    used_quantity = fields.Float("Quantity Used", digits="Product Unit", readonly=True, copy=False)
    is_usable = fields.Boolean("In Force", compute="_compute_is_usable", search="_search_is_usable")
    is_expiring = fields.Boolean("Ends Soon", compute="_compute_is_usable", search="_search_is_expiring",
                                 help="Still in force, and over within three days.")
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Signed"), ("withdrawn", "Withdrawn")],
        default="draft", required=True, readonly=True, copy=False, tracking=True,
    )

    _uses_positive = models.Constraint("CHECK (max_uses > 0)", "A concession can be used at least once.")
    _dates_in_order = models.Constraint("CHECK (valid_from < valid_to)", "A concession ends after it begins.")
    _quantity_not_negative = models.Constraint("CHECK (max_quantity >= 0)", "The quantity limit cannot be negative.")

    def _get_transitions(self):
        return {"draft": {"active", "withdrawn"}, "active": {"withdrawn"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"used_count", "used_quantity"}

    def _get_locked_states(self):
        return {"active", "withdrawn"}

    @api.depends("state", "valid_from", "valid_to", "used_count", "used_quantity")
    def _compute_is_usable(self):
        now = fields.Datetime.now()
        for concession in self:
            concession.is_usable = concession._is_usable(now)
            concession.is_expiring = concession.is_usable and concession.valid_to <= now + SOON

    def _search_is_usable(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        in_force = self.search([("state", "=", "active"), ("valid_from", "<=", now), ("valid_to", ">", now)])
        return [("id", "in" if True in value else "not in", in_force.filtered("is_usable").ids)]

    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        soon = fields.Domain("is_usable", "=", True) & fields.Domain("valid_to", "<=", fields.Datetime.now() + SOON)
        return soon if True in value else ~soon

    @api.constrains("gate", "partner_id", "product_id")
    def _check_scope(self):
        for concession in self:
            if not concession._get_scope():
                raise ValidationError(self.env._(
                    "A concession is for something: name at least the supplier, the product or a lot."
                ))

    def _get_scope(self):
        """Return the records that limit the concession; addons above add theirs (lots)."""
        self.ensure_one()
        return [record for record in (self.partner_id, self.product_id) if record]

    # ------------------------------------------------------------------------------------- public

    def action_submit(self):
        """Send drafts along their approval route; whoever writes a concession does not sign it."""
        self.check_access("write")
        for concession in self:
            if concession.state != "draft":
                raise UserError(self.env._("%s is signed already.", concession.display_name))
        return self._mdq_request_approval().ids

    def activate(self, credential, reason=None):
        """Sign the open step of drafts; the last step of the route puts them into force."""
        return self._mdq_decide(credential, reason)

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._move_to("active")

    def withdraw(self, credential, reason):
        """End concessions before their time, signed, with a reason."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the concession is withdrawn."))
        self.check_access("write")
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        return self._move_to("withdrawn", reason)

    def _after_move_to_withdrawn(self):
        self._mdq_end_approval()

    def action_activate(self):
        return self._mdq_sign_action("activate", self.env._("Sign Concession"), "approved")

    def action_withdraw(self):
        return self._mdq_sign_action("withdraw", self.env._("Withdraw Concession"), "rejected", reason_required=True)

    # ----------------------------------------------------------------------------------- the gates

    def _is_usable(self, date, quantity=0.0):
        self.ensure_one()
        return (
            self.state == "active" and self.valid_from <= date < self.valid_to and self.used_count < self.max_uses
            and (not self.max_quantity or self.used_quantity + quantity <= self.max_quantity)
        )

    @api.model
    def _find(self, gate, partner=None, product=None, lot=None, date=None, quantity=0.0, company=None):
        """Return one concession in force that covers the case, or an empty recordset."""
        # A gate asks on behalf of the system; it may be passed by who cannot read concessions.
        candidates = self.sudo().search([
            ("gate", "=", gate), ("state", "=", "active"),
            ("company_id", "=", (company or self.env.company).id),
        ], order="valid_to")
        date = date or fields.Datetime.now()
        return next((concession for concession in candidates
                     if concession._is_usable(date, quantity) and concession._covers(partner, product, lot)),
                    candidates.browse())

    @api.model
    def _get_counted(self, records):
        """Return {record id: uses already counted for it}, of concessions still in force."""
        # Uses belong to the gate, which asks on behalf of the system.
        uses = self.env["mdq.concession.use"].sudo().search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids), ("concession_id.state", "=", "active"),
             ("concession_id.valid_to", ">", fields.Datetime.now())]
        )
        return uses.grouped("res_id")

    def _covers(self, partner, product, lot):
        """Whether every limit that the concession names is met by the case; extend for more limits."""
        self.ensure_one()
        return (
            (not self.partner_id or (partner and self.partner_id == partner.commercial_partner_id))
            and (not self.product_id or self.product_id == product)
        )

    def _use(self, record, quantity=1.0):
        """Count one passing of the gate by a record.

        The count stands on the concession itself, so that two passings at the same moment collide there
        and the second is tried again, instead of both taking the last use. What goes back to the supplier, a negative
        quantity, leaves no more to use.
        """
        quantity = max(quantity, 0.0)
        for concession in self:
            if not concession._is_usable(fields.Datetime.now(), quantity):
                raise UserError(self.env._(
                    "%s is used up or no longer in force. A new concession is needed.", concession.display_name
                ))
            concession._write_guarded({
                "used_count": concession.used_count + 1, "used_quantity": concession.used_quantity + quantity,
            })
        # No role writes uses; a gate that was passed writes them.
        return self.env["mdq.concession.use"].sudo().create([{
            "concession_id": concession.id, "res_model": record._name, "res_id": record.id,
            "record_name": record.display_name, "quantity": quantity, "used_by": self.env.uid,
            "used_at": fields.Datetime.now(),
        } for concession in self])


class MdqConcessionUse(models.Model):
    """One passing of a gate under a concession."""

    _name = "mdq.concession.use"
    _description = "Use Of A Concession"
    _inherit = ["mdq.audited.mixin"]
    _order = "id"
    _rec_name = "record_name"
    _mdq_server_written = True

    concession_id = fields.Many2one("mdq.concession", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="concession_id.company_id")
    res_model = fields.Char("Model", required=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True)
    record_name = fields.Char("Record", required=True)
    quantity = fields.Float(digits="Product Unit")
    used_by = fields.Many2one("res.users", "By", required=True, ondelete="restrict")
    used_at = fields.Datetime("On", required=True)
