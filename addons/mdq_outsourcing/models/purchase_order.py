from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    mdq_batch_step_count = fields.Integer("Batch Steps", compute="_compute_mdq_batch_step_count", groups="base.group_user")

    @api.depends("order_line.mdq_batch_step_id")
    def _compute_mdq_batch_step_count(self):
        for order in self:
            # A number on a button, for whoever may read the order.
            order.mdq_batch_step_count = len(order.sudo().order_line.mdq_batch_step_id)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "purchase":
            # Who confirms an order need not be a planner of batches.
            self.sudo().order_line.mdq_batch_step_id._on_ordered()
        elif vals.get("state") == "cancel":
            # The same for who cancels it.
            self.sudo().order_line.mdq_batch_step_id._on_order_cancelled()
        return result

    @api.readonly
    def action_view_mdq_batch_steps(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_outsourcing.mdq_batch_step_action")
        return {**action, "domain": [("purchase_line_id.order_id", "in", self.ids)], "context": {}}
