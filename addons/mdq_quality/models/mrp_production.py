from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    _mdq_ledger_columns = (
        "name", "state", "company_id", "product_id", "product_qty", "product_uom_id", "bom_id", "origin", "location_src_id",
        "location_dest_id", "date_start", "date_finished",
    )
    _mdq_ledger_links = ("lot_producing_ids",)
