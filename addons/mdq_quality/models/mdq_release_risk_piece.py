"""The recall list: where each piece of a lot whose late result is bad was, and what was done about it."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("stock", "In stock"), ("transit", "In transit"), ("outside", "At a subcontractor"), ("shipped", "With a customer"),
    ("consumed", "Used in production"),
]


class MdqReleaseRiskPiece(models.Model):
    """So many pieces of one lot in one place, or with one customer, when the bad result came in."""

    _name = "mdq.release.risk.piece"
    _description = "Recall List"
    _inherit = ["mdq.audited.mixin"]
    _order = "risk_id desc, kind, id"
    _rec_name = "lot_id"
    _mdq_server_written = True

    risk_id = fields.Many2one("mdq.release.risk", "Release Under Risk", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="risk_id.company_id", store=True, precompute=True)
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, readonly=True, ondelete="restrict", index=True)
    product_id = fields.Many2one(related="lot_id.product_id", store=True)
    uom_id = fields.Many2one(related="lot_id.product_uom_id")
    kind = fields.Selection(KINDS, "Where", required=True, readonly=True)
    location_id = fields.Many2one("stock.location", "Place", readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "With Whom", readonly=True, ondelete="restrict")
    picking_id = fields.Many2one("stock.picking", "Last Transfer", readonly=True, ondelete="restrict")
    production_id = fields.Many2one("mrp.production", "Manufacturing Order", readonly=True, ondelete="restrict")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    now_at = fields.Char("Now", related="lot_id.mdq_whereabouts")
    handled = fields.Boolean("Dealt With", readonly=True, copy=False)
    handled_by = fields.Many2one("res.users", "By", readonly=True, copy=False, ondelete="restrict")
    handled_on = fields.Datetime("On", readonly=True, copy=False)
    note = fields.Text("What Was Done", readonly=True, copy=False)

    def handle(self, note):
        """Say what was done about these pieces: got back, blocked on the spot, destroyed."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self.check_access("read")
        if not isinstance(note, str) or not note.strip():
            raise UserError(self.env._("Say what was done about the pieces."))
        if any(self.mapped("handled")):
            raise UserError(self.env._("Some of these are dealt with already: choose the others."))
        # No role writes the list; the role and the words were checked above.
        self.sudo().write({"handled": True, "handled_by": self.env.uid, "handled_on": fields.Datetime.now(), "note": note.strip()})
        return True

    def action_handle(self):
        return {**self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_release_risk_handle_action"),
                "context": {"default_piece_ids": self.ids}}


class MdqReleaseRisk(models.Model):
    _inherit = "mdq.release.risk"

    piece_ids = fields.One2many("mdq.release.risk.piece", "risk_id", "Recall List", readonly=True)
    piece_count = fields.Integer("Rows of the Recall List", compute="_compute_piece_counts")
    open_piece_count = fields.Integer("To Deal With", compute="_compute_piece_counts")

    @api.depends("piece_ids.handled")
    def _compute_piece_counts(self):
        groups = self.env["mdq.release.risk.piece"]._read_group([("risk_id", "in", self.ids)], ["risk_id", "handled"], ["__count"])
        counts = {(risk.id, handled): count for risk, handled, count in groups}
        for risk in self:
            risk.open_piece_count = counts.get((risk.id, False), 0)
            risk.piece_count = risk.open_piece_count + counts.get((risk.id, True), 0)

    def _list_pieces(self, lots):
        """Write down where the pieces of these lots are. Extend with `_mdq_find_pieces` where more is known."""
        # No role writes the list; the server tells what it finds, whoever may read stock.
        self.env["mdq.release.risk.piece"].sudo().create([{**row, "risk_id": self.id} for row in lots.sudo()._mdq_find_pieces()])

    def action_view_pieces(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_release_risk_piece_action")
        return {**action, "domain": [("risk_id", "in", self.ids)], "context": {"of_one_risk": len(self) == 1}}


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_find_pieces(self):
        """Return [{lot_id, kind, location_id, partner_id, picking_id, production_id, quantity}]: where each piece is. Extend.

        What a customer sent back is not with him any more.
        """
        places = [{key: row.get(key) or False for key in ("lot_id", "kind", "location_id", "quantity", "production_id")}
                  for row in (*self._mdq_find_places(), *self._mdq_find_consumed())]
        return [*places, *self._mdq_find_with_customers()]

    def _mdq_find_with_customers(self):
        lines = self.env["stock.move.line"].search_fetch(
            [("lot_id", "in", self.ids), ("state", "=", "done"), "|", ("location_dest_id.usage", "=", "customer"),
             ("location_id.usage", "=", "customer")],
            ["lot_id", "picking_id", "location_id", "location_dest_id", "quantity_product_uom"], order="date, id")
        total, last = defaultdict(float), {}
        for line in lines:
            key = (line.lot_id, line.picking_id.partner_id.commercial_partner_id)
            going = (line.location_dest_id.usage == "customer") - (line.location_id.usage == "customer")
            total[key] += going * line.quantity_product_uom
            if going > 0:
                last[key] = line.picking_id
        return [
            {"lot_id": lot.id, "kind": "shipped", "partner_id": partner.id, "quantity": quantity,
             "picking_id": last.get((lot, partner), line.picking_id.browse()).id}
            for (lot, partner), quantity in total.items() if lot.product_uom_id.compare(quantity, 0) > 0
        ]
