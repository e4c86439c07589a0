from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.mdq_lot_split import OUTCOMES


class MdqLotSplitAsk(models.TransientModel):
    """Asks how many of which place are taken out of a lot, or which serial numbers; the signature follows."""

    _name = "mdq.lot.split.ask"
    _description = "Split a Lot"

    lot_ids = fields.Many2many("stock.lot", string="Lots", required=True)
    product_id = fields.Many2one("product.product", compute="_compute_product_id")
    by_serial = fields.Boolean(compute="_compute_product_id")
    outcome = fields.Selection(OUTCOMES, "The Part Taken Out Is", default="rejected", required=True)
    new_name = fields.Char("Number of the New Lot")
    line_ids = fields.One2many("mdq.lot.split.ask.line", "ask_id", "Places", compute="_compute_line_ids", store=True, readonly=False)
    rejected_ids = fields.Many2many("stock.lot", "mdq_lot_split_ask_rejected_rel", string="Serial Numbers Taken Out",
                                    domain="[('id', 'in', lot_ids)]")
    taken = fields.Float("Taken Out", digits="Product Unit", compute="_compute_quantities")
    left = fields.Float("Goes On", digits="Product Unit", compute="_compute_quantities")
    uom_id = fields.Many2one(related="product_id.uom_id")

    @api.depends("lot_ids")
    def _compute_product_id(self):
        for ask in self:
            ask.product_id = ask.lot_ids.product_id[:1]._origin
            ask.by_serial = ask.product_id.tracking == "serial"

    @api.depends("lot_ids")
    def _compute_line_ids(self):
        for ask in self:
            lots = ask.lot_ids._origin
            places = lots._mdq_prepare_place_lines() if len(lots) == 1 and not ask.by_serial else []
            ask.line_ids = [Command.clear(), *map(Command.create, places)]

    @api.depends("line_ids.quantity", "line_ids.on_hand", "rejected_ids", "lot_ids")
    def _compute_quantities(self):
        for ask in self:
            lines = ask.line_ids
            ask.taken = len(ask.rejected_ids) if ask.by_serial else sum(lines.mapped("quantity"))
            ask.left = (len(ask.lot_ids) if ask.by_serial else sum(lines.mapped("on_hand"))) - ask.taken

    def action_sign(self):
        self.ensure_one()
        splits = self.env["mdq.lot.split"]
        args = {"outcome": self.outcome, **(self._get_serial_args() if self.by_serial else self._get_lot_args())}
        action = splits._mdq_sign_action(
            "split_serials" if self.by_serial else "split", self.env._("Split Lot"),
            "rejected" if self.outcome == "rejected" else "performed", args=args, reason_required=True,
        )
        action["params"]["records"] = self._get_signed_words()
        return action

    def _get_signed_words(self):
        """What the person signs: which pieces, or how many of the lot."""
        if self.by_serial:
            return self.rejected_ids.mapped("display_name")[:20]
        return [f"{self.lot_ids.display_name}: {self.taken:g} {self.uom_id.name}"]

    def _get_serial_args(self):
        return {"lot_ids": self.lot_ids.ids, "rejected_ids": self.rejected_ids.ids}

    def _get_lot_args(self):
        if len(self.lot_ids) != 1:
            raise UserError(self.env._("Split one lot at a time; serial numbers of one product are judged together."))
        parts = self.lot_ids._mdq_prepare_parts(self.line_ids)
        self._check_before_signing(parts)
        return {"lot_id": self.lot_ids.id, "name": self.new_name or None, "parts": parts}

    def _check_before_signing(self, parts):
        """Nobody is asked to sign quantities that are refused afterwards."""
        lot = self.lot_ids
        lot._mdq_check_splittable()
        self.env["mdq.lot.split"]._check_quantities(lot, lot._mdq_read_parts(parts))


class MdqLotSplitAskLine(models.TransientModel):
    """One place where the lot lies."""

    _name = "mdq.lot.split.ask.line"
    _description = "Place of a Lot to Split"

    ask_id = fields.Many2one("mdq.lot.split.ask", required=True, ondelete="cascade")
    location_id = fields.Many2one("stock.location", "Place", required=True)
    package_id = fields.Many2one("stock.package", "Package")
    owner_id = fields.Many2one("res.partner", "Owner of the Goods")
    on_hand = fields.Float("There", digits="Product Unit")
    reserved = fields.Float(digits="Product Unit")
    quantity = fields.Float("Taken Out", digits="Product Unit")
