from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

HOLDABLE = ("quarantine", "released", "rejected")
FIXED = {"lot_ids", "reason", "placed_by", "company_id"}
PLACERS = ("mdq_base.group_inspector", "mdq_base.group_quality_engineer", "mdq_base.group_releaser", "mdq_base.group_sqe")


class MdqHold(models.Model):
    """Lots that nobody may use until somebody signs that they may go on."""

    _name = "mdq.hold"
    _description = "Hold"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mdq.hold.rule.mixin", "mail.thread"]
    _order = "id desc"
    _mdq_server_written = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    lot_ids = fields.Many2many("stock.lot", string="Lots", readonly=True, help="The lots that this hold keeps, or kept when it ended.")
    lot_count = fields.Integer("Number of Lots", compute="_compute_lot_count")
    reason = fields.Text(required=True, readonly=True)
    placed_by = fields.Many2one("res.users", "Placed By", readonly=True, required=True, default=lambda self: self.env.user)
    lift_ids = fields.One2many("mdq.hold.lift", "hold_id", "Lots Lifted Before", readonly=True)
    state = fields.Selection(
        [("active", "On Hold"), ("lifted", "Lifted")], default="active", required=True, readonly=True, copy=False, index=True
    )

    @api.depends("lot_ids")
    def _compute_lot_count(self):
        for hold in self:
            hold.lot_count = len(hold.lot_ids)

    def _get_transitions(self):
        return {"active": {"lifted"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"name"}

    def write(self, vals):
        changed = FIXED & set(vals)
        if changed:
            raise UserError(self._get_guarded_refusal(changed))
        return super().write(vals)

    # ------------------------------------------------------------------------------------- public

    @api.model
    def place(self, lot_ids, reason):
        """Put lots on hold, wherever they are; reservations of them are taken back. Return the id of the hold."""
        self.env.user._mdq_require(*self._get_placer_groups())
        lots = self.env["stock.lot"].browse(lot_ids).exists()
        lots.check_access("read")
        # Holding is for whoever finds something wrong; the role was checked above.
        return self.sudo()._place(lots, reason).id

    def lift(self, credential, reason, lot_ids=None):
        """Sign that the lots of these holds may go on. They return to quarantine, and are released as any other.

        :param lot_ids: only these lots; the hold goes on for the others
        """
        self._check_may_lift(reason)
        some = self._get_part(lot_ids) if lot_ids is not None else self.lot_ids
        if some != self.lot_ids:
            return self._lift_some(some, credential, reason)
        self.env["mdq.signature"]._sign(self, "lifted", credential, reason)
        # Nobody edits holds; this one was signed just now.
        return self.sudo()._move_to("lifted", reason)

    # ------------------------------------------------------------------------------------- placing

    @api.model
    def _get_placer_groups(self):
        """Return the groups whose people may put lots on hold. Extend."""
        return PLACERS

    @api.model
    def _place(self, lots, reason, values=None):
        """Put lots on hold: for the server's own code. Return the hold.

        :param values: further values of the hold, as those of its rule
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the lots are put on hold."))
        if lots or not (values or {}).get("keep_catching"):
            lots._mdq_check_controlled()
        number = self.env["ir.sequence"].next_by_code(self._name)
        hold = self.create({"reason": reason, **(values or {})})
        hold._write_guarded({"name": number})
        if lots:
            hold._seize(lots)
        return hold

    def _seize(self, lots):
        """Stop lots: their status, and what was reserved of them. Extend for what else follows. Return what stopped."""
        self.ensure_one()
        lots = lots.sudo()  # stock and orders of everybody are reached, whoever places the hold
        self._write_guarded({"lot_ids": [Command.link(lot.id) for lot in lots]})
        held = lots.filtered(lambda lot: lot.mdq_status in HOLDABLE)
        said = self._mdq_both(lambda hold: hold.env._("Hold %s", hold.name))
        held._mdq_set_status("hold", f"{said}: {self.reason}")
        return lots._mdq_unreserve_refused()

    # ------------------------------------------------------------------------------------- lifting

    def _check_may_lift(self, reason):
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the hold is lifted: what was found and checked."))
        for hold in self:
            if self.env.user in hold._get_placers():
                raise AccessError(self.env._(
                    "You placed %s. Who stops lots does not free them alone: another quality engineer lifts the hold.", hold.name
                ))

    def _get_placers(self):
        """Return those who may not lift this hold, as they placed it. Extend."""
        return self.placed_by

    def _get_part(self, lot_ids):
        self.ensure_one()
        some = self.lot_ids.filtered(lambda lot: lot.id in lot_ids)
        if self.state != "active" or not some or len(some) != len(set(lot_ids)):
            raise UserError(self.env._("Name lots that %s still holds.", self.name))
        return some

    def _lift_some(self, lots, credential, reason):
        """The lots leave the hold with a signed record of their own; it goes on for the others."""
        self._check_move_to_lifted_in_part(lots)
        # Nobody edits holds; the record is signed in this very call.
        lift = self.env["mdq.hold.lift"].sudo().create({
            "hold_id": self.id, "lot_ids": [Command.set(lots.ids)], "reason": reason, "lifted_by": self.env.uid,
        }).sudo(False)
        self.env["mdq.signature"]._sign(lift, "lifted", credential, reason)
        hold = self.sudo()  # the same: signed just now
        with hold._mdq_reason(reason):
            hold._write_guarded({"lot_ids": [Command.unlink(lot.id) for lot in lots]})
        hold._free(lots)
        return True

    def _check_move_to_lifted_in_part(self, lots):
        """Refuse to free some of the lots where the whole could not be lifted. Extend."""
        self._call_hook("_check_move_to_lifted")

    def _after_move_to_lifted(self):
        self._free(self.lot_ids)

    def _free(self, lots):
        """Lots that no other hold keeps return to quarantine."""
        # Every hold on the lots counts, whoever may read it.
        others = self.sudo().search([("state", "=", "active"), ("lot_ids", "in", lots.ids)])
        freed = (lots - others.lot_ids).filtered(lambda lot: lot.mdq_status == "hold")
        freed._mdq_set_status("quarantine", self._mdq_both(lambda holds: holds.env._("Hold lifted: %s", ", ".join(holds.mapped("name")))))

    def action_lift(self):
        return self._mdq_sign_action("lift", self.env._("Lift Hold"), "lifted", reason_required=True)


class MdqHoldLift(models.Model):
    """Some lots of a hold were freed before the others, by a signature."""

    _name = "mdq.hold.lift"
    _description = "Lots Lifted From a Hold"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "hold_id"
    _mdq_server_written = True

    hold_id = fields.Many2one("mdq.hold", "Hold", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="hold_id.company_id", store=True, precompute=True)
    lot_ids = fields.Many2many("stock.lot", string="Lots", readonly=True)
    reason = fields.Text(required=True, readonly=True)
    lifted_by = fields.Many2one("res.users", "Lifted By", required=True, readonly=True, ondelete="restrict")
    lifted_on = fields.Datetime("Lifted On", required=True, readonly=True, default=lambda self: fields.Datetime.now())


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_hold_ids = fields.Many2many("mdq.hold", string="Holds", readonly=True, copy=False, groups="base.group_user")
    mdq_hold_lift_ids = fields.Many2many(
        "mdq.hold.lift", string="Lifted From Holds", readonly=True, copy=False, groups="base.group_user"
    )

    @api.model
    def _mdq_get_server_fields(self):
        """Which lots a hold has is decided on the hold, whichever end of the link somebody writes."""
        return super()._mdq_get_server_fields() | {"mdq_hold_ids", "mdq_hold_lift_ids"}

    def _mdq_check_controlled(self):
        if not self:
            raise UserError(self.env._("Name at least one lot."))
        for lot in self:
            if not lot.product_id.mdq_controlled:
                raise UserError(self.env._(
                    "Lot %(lot)s: %(product)s is not controlled, so its lots have no quality status.",
                    lot=lot.name, product=lot.product_id.display_name,
                ))
