from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    _mdq_ledger_columns = (
        "name", "state", "company_id", "partner_id", "picking_type_id", "location_id", "location_dest_id", "origin",
        "scheduled_date", "date_done", "backorder_id", "return_id",
    )
