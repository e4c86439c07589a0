from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    _mdq_ledger_columns = (
        "name", "state", "company_id", "partner_id", "picking_type_id", "location_id", "location_dest_id", "origin",
        "scheduled_date", "date_done", "backorder_id", "return_id",
    )

    mdq_inspection_count = fields.Integer(
        "Number of Inspections", compute="_compute_mdq_inspection_count", compute_sudo=True, groups="base.group_user")

    def _compute_mdq_inspection_count(self):
        counts = dict(self.env["mdq.inspection"]._read_group([("picking_id", "in", self.ids)], ["picking_id"], ["__count"]))
        for picking in self:
            picking.mdq_inspection_count = counts.get(picking, 0)

    def action_mdq_view_inspections(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_action")
        return {**action, "domain": [("picking_id", "in", self.ids)], "context": {"create": False}}
