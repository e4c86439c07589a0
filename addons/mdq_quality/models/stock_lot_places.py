from odoo import models

from ..core import movement


class StockLot(models.Model):
    """Where the pieces of a lot are now: own stock, subcontractor, customer, used up."""

    _inherit = "stock.lot"

    def _mdq_get_places(self):
        """Return {lot id: [{kind, name, quantity}]}, with the same few queries for all lots.

        Kinds are those of `core.movement`; names of customers come from the deliveries.
        """
        # Where lots are counts as a whole, whatever the reader may see of stock.
        groups = self.env["stock.quant"].sudo()._read_group(
            [("lot_id", "in", self.ids), ("quantity", ">", 0)], ["lot_id", "location_id"], ["quantity:sum"]
        )
        customers = self._mdq_get_customers() if self else {}
        places = {lot_id: {} for lot_id in self.ids}
        for lot, location, quantity in groups:
            kind = location._mdq_get_kind()
            name = location._mdq_get_place_name(kind, customers.get(lot.id, self.env["res.partner"]))
            key = (kind, name)
            places[lot.id][key] = places[lot.id].get(key, 0) + quantity
        return {lot_id: [{"kind": kind, "name": name, "quantity": quantity} for (kind, name), quantity in found.items()]
                for lot_id, found in places.items()}

    def _mdq_get_customers(self):
        # Who received the goods is part of where they are, whoever may read deliveries.
        lines = self.env["stock.move.line"].sudo().search_fetch([
            ("lot_id", "in", self.ids), ("state", "=", "done"), ("location_dest_id.usage", "=", "customer"),
        ], ["lot_id", "picking_id"])
        lines.picking_id.partner_id.fetch(["name"])
        return {lot.id: own.picking_id.partner_id for lot, own in lines.grouped("lot_id").items()}

    def _mdq_get_places_text(self, places):
        """Return the places of one lot in words."""
        return "; ".join(f"{place['name']}: {place['quantity']:g} {self.product_id.uom_id.name}" for place in places)


class StockLocation(models.Model):
    """What a place is called when somebody asks where a lot is."""

    _inherit = "stock.location"

    def _mdq_get_place_name(self, kind, customers):
        if kind == movement.OUTSIDE:
            return self.env._("Subcontractor %s", self.subcontractor_ids[:1].name or self.display_name)
        if kind == movement.CUSTOMER:
            names = ", ".join(customers.mapped("name"))
            return self.env._("Customer %s", names) if names else self.env._("Customer")
        words = {
            movement.PRODUCTION: self.env._("Used up in production"), movement.INVENTORY: self.env._("Scrapped or written off"),
            movement.SUPPLIER: self.env._("Returned to the supplier"), movement.ELSEWHERE: self.env._("In transit"),
        }
        return words.get(kind) or self.display_name
