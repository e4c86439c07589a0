from odoo import api, fields, models
from odoo.fields import Command


class MdqReleasePartAsk(models.TransientModel):
    """Asks how many of which place are released now; the signature follows."""

    _name = "mdq.release.part.ask"
    _description = "Release a Part"

    lot_id = fields.Many2one("stock.lot", "Lot", required=True)
    product_id = fields.Many2one(related="lot_id.product_id")
    stage = fields.Selection(related="lot_id.mdq_release_stage")
    uom_id = fields.Many2one(related="lot_id.product_id.uom_id")
    new_name = fields.Char("Number of the Released Part")
    line_ids = fields.One2many("mdq.release.part.ask.line", "ask_id", "Places", compute="_compute_line_ids", store=True, readonly=False)
    released = fields.Float("Released Now", digits="Product Unit", compute="_compute_quantities")
    left = fields.Float("Stays in Quarantine", digits="Product Unit", compute="_compute_quantities")

    @api.depends("lot_id")
    def _compute_line_ids(self):
        for ask in self:
            places = ask.lot_id._origin._mdq_prepare_place_lines() if ask.lot_id else []
            ask.line_ids = [Command.clear(), *map(Command.create, places)]

    @api.depends("line_ids.quantity", "line_ids.on_hand")
    def _compute_quantities(self):
        for ask in self:
            ask.released = sum(ask.line_ids.mapped("quantity"))
            ask.left = sum(ask.line_ids.mapped("on_hand")) - ask.released

    def action_sign(self):
        self.ensure_one()
        parts = self.lot_id._mdq_prepare_parts(self.line_ids)
        releases = self.env["mdq.release"]
        lines, _checks = releases._check_part(self.lot_id, parts)
        releases._check_part_quantities(self.lot_id, lines)
        action = releases._mdq_sign_action("release_part", self.env._("Release a Part"), "released", args={
            "lot_id": self.lot_id.id, "parts": parts, "name": self.new_name or None})
        action["params"]["records"] = [f"{self.lot_id.display_name}: {self.released:g} {self.uom_id.name}"]
        return action


class MdqReleasePartAskLine(models.TransientModel):
    """One place where the lot lies."""

    _name = "mdq.release.part.ask.line"
    _description = "Place of a Lot Released in Part"

    ask_id = fields.Many2one("mdq.release.part.ask", required=True, ondelete="cascade")
    location_id = fields.Many2one("stock.location", "Place", required=True)
    package_id = fields.Many2one("stock.package", "Package")
    owner_id = fields.Many2one("res.partner", "Owner of the Goods")
    on_hand = fields.Float("There", digits="Product Unit")
    reserved = fields.Float(digits="Product Unit")
    quantity = fields.Float("Released Now", digits="Product Unit")
