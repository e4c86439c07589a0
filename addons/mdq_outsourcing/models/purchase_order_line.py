from odoo import api, models
from odoo.exceptions import UserError


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "mdq.batch.step.made.mixin"]

    def _mdq_get_step_refusal(self):
        return self.env._("A batch step orders its own line: open the step and use its Order button.")

    @api.constrains("product_id", "order_id")
    def _check_mdq_batch_step(self):
        """A line that stands for a step keeps buying what the step needs, from the supplier of the step."""
        for line in self.filtered("mdq_batch_step_id"):
            step = line.mdq_batch_step_id
            if step.kind == "transform" and line.product_id != step.product_id:
                raise UserError(self.env._(
                    "This line orders step %(step)s: its product stays %(product)s. Cancel the order to order differently.",
                    step=step.display_name, product=step.product_id.display_name,
                ))

    def _mdq_get_goods(self):
        """A service is bought for the goods of its step."""
        # Which goods wait does not depend on who reads steps.
        return self.sudo().mdq_batch_step_id.product_id or super()._mdq_get_goods()

    def _mdq_get_moves_in(self):
        """Goods that a step on the lot took back came in by the line of its service."""
        # What came in does not depend on who reads steps.
        moves = self.sudo().mdq_batch_step_id.picking_ids.move_ids
        return super()._mdq_get_moves_in() | moves.filtered(lambda move: move._mdq_brings_in())
