from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    _mdq_ledger_columns = (
        "name", "state", "company_id", "product_id", "product_qty", "product_uom_id", "bom_id", "origin", "location_src_id",
        "location_dest_id", "date_start", "date_finished",
    )
    _mdq_ledger_links = ("lot_producing_ids",)

    def write(self, vals):
        """A lot that is named after work has begun is inspected at the operations that are under way."""
        result = super().write(vals)
        if "lot_producing_ids" in vals and any(order.product_id.mdq_controlled for order in self):
            self.env["mdq.inspection"]._open_for_workorders(self.workorder_ids)
        return result
