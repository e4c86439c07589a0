from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..core import movement

HOLDABLE = ("quarantine", "released", "rejected")
FIXED = {"lot_ids", "reason", "placed_by", "company_id"}


class MdqHold(models.Model):
    """Lots that nobody may use until somebody signs that they may go on."""

    _name = "mdq.hold"
    _description = "Hold"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mail.thread"]
    _order = "id desc"
    _mdq_server_written = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    lot_ids = fields.Many2many("stock.lot", string="Lots", required=True, readonly=True)
    reason = fields.Text(required=True, readonly=True)
    placed_by = fields.Many2one("res.users", "Placed By", readonly=True, required=True, default=lambda self: self.env.user)
    state = fields.Selection(
        [("active", "On Hold"), ("lifted", "Lifted")], default="active", required=True, readonly=True, copy=False, index=True
    )

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
        self.env.user._mdq_require(
            "mdq_base.group_inspector", "mdq_base.group_quality_engineer", "mdq_base.group_releaser", "mdq_base.group_sqe"
        )
        lots = self.env["stock.lot"].browse(lot_ids).exists()
        lots.check_access("read")
        # Holding is for whoever finds something wrong; the role was checked above.
        return self.sudo()._place(lots, reason).id

    def lift(self, credential, reason):
        """Sign that the lots of these holds may go on. They return to quarantine, and are released as any other."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the hold is lifted: what was found and checked."))
        self.env["mdq.signature"]._sign(self, "lifted", credential, reason)
        # Nobody edits holds; this one was signed just now.
        return self.sudo()._move_to("lifted", reason)

    # ------------------------------------------------------------------------------------- helpers

    @api.model
    def _place(self, lots, reason):
        """Put lots on hold: for the server's own code. Return the hold."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the lots are put on hold."))
        lots._mdq_check_controlled()
        number = self.env["ir.sequence"].next_by_code(self._name)
        hold = self.create({"lot_ids": [Command.set(lots.ids)], "reason": reason})
        hold._write_guarded({"name": number})
        held = lots.filtered(lambda lot: lot.mdq_status in HOLDABLE)
        held._mdq_set_status("hold", self.env._("Hold %(hold)s: %(reason)s", hold=number, reason=reason))
        lots._mdq_unreserve_refused()
        return hold

    def _after_move_to_lifted(self):
        """Lots that no other hold keeps return to quarantine."""
        # Every hold on the lots counts, whoever may read it.
        others = self.sudo().search([("state", "=", "active"), ("lot_ids", "in", self.lot_ids.ids)])
        freed = (self.lot_ids - others.lot_ids).filtered(lambda lot: lot.mdq_status == "hold")
        freed._mdq_set_status("quarantine", self.env._("Hold lifted: %s", ", ".join(self.mapped("name"))))

    def action_lift(self):
        return self._mdq_sign_action("lift", self.env._("Lift Hold"), "lifted", reason_required=True)


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_hold_ids = fields.Many2many("mdq.hold", string="Holds", readonly=True, groups="base.group_user")

    def _mdq_check_controlled(self):
        if not self:
            raise UserError(self.env._("Name at least one lot."))
        for lot in self:
            if not lot.product_id.mdq_controlled:
                raise UserError(self.env._(
                    "Lot %(lot)s: %(product)s is not controlled, so its lots have no quality status.",
                    lot=lot.name, product=lot.product_id.display_name,
                ))

    def _mdq_unreserve_refused(self):
        """Take back the reservations of these lots for movements that the gate would refuse."""
        # Reservations of everybody are taken back, wherever the lots are.
        lines = self.env["stock.move.line"].sudo().search([
            ("lot_id", "in", self.ids), ("state", "not in", ("done", "cancel", "draft")),
        ])
        refused = lines.filtered(
            lambda line: not movement.is_allowed(line.lot_id._mdq_get_effective_status(), line._mdq_get_operation())
        )
        refused.unlink()
