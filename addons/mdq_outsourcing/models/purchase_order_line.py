from odoo import api, fields, models
from odoo.exceptions import UserError


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    mdq_batch_step_id = fields.Many2one(
        "mdq.batch.step", "Batch Step", readonly=True, copy=False, ondelete="restrict", index="btree_not_null",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("mdq_batch_step_id") for vals in vals_list):
            raise UserError(self._mdq_get_step_refusal())
        lines = super(PurchaseOrderLine, self.with_context(default_mdq_batch_step_id=False)).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        if "mdq_batch_step_id" in vals:
            raise UserError(self._mdq_get_step_refusal())
        return super().write(vals)

    def _mdq_get_step_refusal(self):
        return self.env._("A batch step orders its own line: open the step and use its Order button.")

    def _mdq_link_step(self, step):
        """Link a line to the step that ordered it: for the server's own code; above the guard of `write`."""
        return super().write({"mdq_batch_step_id": step.id})

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
