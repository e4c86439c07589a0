from odoo import models

from ..core import movement

KIND_BY_USAGE = {
    "supplier": movement.SUPPLIER, "customer": movement.CUSTOMER, "production": movement.PRODUCTION,
    "inventory": movement.INVENTORY,
}


class StockLocation(models.Model):
    _inherit = "stock.location"

    _mdq_ledger_columns = ("name", "usage", "location_id", "company_id", "active")

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
