from datetime import timedelta

from odoo import api, fields, models

from ..models.mdq_release_risk import ALLOWS


class MdqReleaseRiskAsk(models.TransientModel):
    """Asks how many of a lot may be used until when, before what is late is in; the signature follows."""

    _name = "mdq.release.risk.ask"
    _description = "Release Under Risk"

    lot_id = fields.Many2one("stock.lot", "Lot", required=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    uom_id = fields.Many2one(related="lot_id.product_id.uom_id")
    late = fields.Text("What Is Late", compute="_compute_late")
    days = fields.Integer("Days at Most", compute="_compute_late")
    on_hand = fields.Float("In Stock", digits="Product Unit", compute="_compute_late")
    quantity = fields.Float("May Be Used", digits="Product Unit")
    valid_until = fields.Datetime(default=lambda self: fields.Datetime.now() + timedelta(days=3))
    allows = fields.Selection(ALLOWS, "For", default="production", required=True)
    partner_id = fields.Many2one("res.partner", "Only To")
    for_product_id = fields.Many2one("product.product", "Only to Make")

    @api.depends("lot_id")
    def _compute_late(self):
        risks = self.env["mdq.release.risk"]
        for ask in self:
            lot = ask.lot_id._origin
            checks, late = risks._check_may_grant(lot)
            ask.late = "\n".join(vals["why"] for vals in risks._prepare_conditions(lot, checks, late))
            ask.days = min(kind.max_days for kind in late.values())
            ask.on_hand = lot.sudo().product_qty  # who may read the lot may know how many there are

    def action_sign(self):
        self.ensure_one()
        risks = self.env["mdq.release.risk"]
        args = {
            "lot_id": self.lot_id.id, "quantity": self.quantity, "valid_until": fields.Datetime.to_string(self.valid_until),
            "allows": self.allows, "partner_id": self.partner_id.id, "product_id": self.for_product_id.id,
        }
        checked = {key: value for key, value in args.items() if key not in ("lot_id", "product_id")}
        values = risks._check_values(self.lot_id, {**checked, "for_product_id": args["product_id"], "reason": "–"})
        risks._check_limits(self.lot_id, values, risks._check_may_grant(self.lot_id)[1])
        action = risks._mdq_sign_action("grant", self.env._("Release Under Risk"), "approved", args=args, reason_required=True)
        action["params"]["records"] = [f"{self.lot_id.display_name}: {self.quantity:g} {self.uom_id.name}"]
        return action


class MdqReleaseRiskHandle(models.TransientModel):
    """Asks what was done about rows of a recall list."""

    _name = "mdq.release.risk.handle"
    _description = "Deal With Pieces"

    piece_ids = fields.Many2many("mdq.release.risk.piece", string="Pieces", required=True)
    note = fields.Text("What Was Done", required=True)

    def action_handle(self):
        self.ensure_one()
        return self.piece_ids.handle(self.note)


class MdqReleaseRiskStop(models.TransientModel):
    """Asks why nothing more is used under risk."""

    _name = "mdq.release.risk.stop"
    _description = "Stop a Release Under Risk"

    risk_id = fields.Many2one("mdq.release.risk", "Release Under Risk", required=True)
    reason = fields.Text(required=True)

    def action_stop(self):
        self.ensure_one()
        return self.risk_id.stop(self.reason)
