from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    _mdq_ledger_columns = ("name", "state", "partner_id", "date_done", "mdq_papers", "mdq_papers_note")

    mdq_papers = fields.Selection(
        [("right", "Complete and correct"), ("wrong", "Missing or wrong")], "Supplier's Documents", copy=False,
        help="Delivery note, certificates and reports that came with the goods. Counts in the supplier's scorecard.",
    )
    mdq_papers_note = fields.Char("What Is Wrong With Them", copy=False)
