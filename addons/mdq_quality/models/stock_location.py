from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from ..core import movement

KIND_BY_USAGE = {
    "supplier": movement.SUPPLIER, "customer": movement.CUSTOMER, "production": movement.PRODUCTION,
    "inventory": movement.INVENTORY,
}
PLACING = {"usage", "location_id", "company_id"}


class StockLocation(models.Model):
    _inherit = "stock.location"

    _mdq_ledger_columns = ("name", "usage", "location_id", "company_id", "active")

    def write(self, vals):
        """A place full of unreleased lots does not become a customer's or a subcontractor's by a change of its settings."""
        held = self._mdq_get_unreleased_places() if not PLACING.isdisjoint(vals) else None
        if not held:
            return super().write(vals)
        with self.env.cr.savepoint():
            before = {place: place._mdq_get_kind() for place in held}
            result = super().write(vals)
            for place in held:
                if place._mdq_get_kind() != before[place]:
                    raise UserError(self.env._(
                        "%s holds lots that are not released: what kind of place it is cannot change. Move them first.",
                        place.display_name,
                    ))
        return result

    def _mdq_get_unreleased_places(self):
        # All stock counts, also what the caller may not read.
        groups = self.env["stock.quant"].sudo()._read_group([
            ("location_id", "child_of", self.ids), ("quantity", ">", 0), ("mdq_status", "!=", False),
            ("mdq_status", "!=", "released"),
        ], [], ["location_id:recordset"])
        return groups[0][0]

    def _mdq_get_kind(self):
        """Return what kind of place this is, in the words of `core.movement`."""
        self.ensure_one()
        if self.usage in KIND_BY_USAGE:
            return KIND_BY_USAGE[self.usage]
        if self.usage == "transit" and not self.company_id:
            return movement.ELSEWHERE
        return movement.OUTSIDE if self.is_subcontract() else movement.OWN

    def _mdq_get_operation(self, destination, counted=False, unbuilt=False):
        """Return the operation of a movement from this place to another."""
        if self != destination and self.company_id and destination.company_id and self.company_id != destination.company_id:
            return "ship"
        return movement.operation(
            self._mdq_get_kind(), destination._mdq_get_kind(), same_place=self == destination,
            counted=counted, unbuilt=unbuilt,
        )


class ResPartner(models.Model):
    """Goods that lie at a subcontractor's are outside, and go there only when they are released."""

    _inherit = "res.partner"

    @api.constrains("property_stock_subcontractor")
    def _check_mdq_subcontractor_place(self):
        for partner in self:
            place = partner.sudo().property_stock_subcontractor  # where a place lies is the same for every reader
            if place and not place.is_subcontract():
                raise ValidationError(self.env._(
                    "%(place)s cannot be the place of subcontractor %(partner)s: goods would go there as if they stayed here. Make it a"
                    " place below the subcontracting location of the company.", place=place.display_name, partner=partner.display_name,
                ))
