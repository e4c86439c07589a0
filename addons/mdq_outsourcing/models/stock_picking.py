from odoo import api, models
from odoo.exceptions import AccessError, UserError


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "mdq.batch.step.made.mixin"]

    # ------------------------------------------------------------------------------- of the steps

    def _mdq_get_step_refusal(self):
        return self.env._("A batch step makes its own transfers: open the step and use its Send and Take Back buttons.")

    @api.readonly
    def action_view_mdq_batch_step(self):
        return {"type": "ir.actions.act_window", "res_model": "mdq.batch.step", "res_id": self.mdq_batch_step_id.id,
                "views": [(False, "form")]}

    # ------------------------------------------------------------------------- receipts with origin

    def _action_done(self):
        result = super()._action_done()
        # Whether goods have an origin does not depend on what the receiver may read.
        self.sudo()._mdq_check_produced()
        return result

    def _mdq_check_produced(self):
        """Goods of a subcontractor came in: the orders that made them must be done, or they have no origin."""
        moves = self.move_ids.filtered(lambda move: move.is_subcontract and move.state == "done" and move.quantity)
        for move in moves._mdq_filter_traced():
            unfinished = move._get_subcontract_production().filtered(lambda order: order.state not in ("done", "cancel"))
            if unfinished:
                raise UserError(move._mdq_get_unfinished_refusal(unfinished))
            move._mdq_check_lots_produced()

    # ---------------------------------------------------------------------- what suppliers may not do

    def _mdq_refuse_supplier(self):
        if self.env.user.share and not self.env.su:
            raise AccessError(self.env._("Suppliers report what they made; the receiver decides on the transfer."))

    def do_unreserve(self):
        self._mdq_refuse_supplier()
        return super().do_unreserve()

    def action_cancel(self):
        self._mdq_refuse_supplier()
        return super().action_cancel()

    def action_confirm(self):
        self._mdq_refuse_supplier()
        return super().action_confirm()

    def action_assign(self):
        self._mdq_refuse_supplier()
        return super().action_assign()

    def button_validate(self):
        self._mdq_refuse_supplier()
        return super().button_validate()
