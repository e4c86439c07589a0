from odoo import models
from odoo.exceptions import UserError


class MdqBatchStep(models.Model):
    """A step done in-house: a manufacturing order makes its lot, or work is done on the lot itself."""

    _inherit = "mdq.batch.step"

    def action_produce(self):
        """Make the manufacturing order of ready steps; return the action that opens it."""
        for step in self:
            step._require_ready("in_house")
            if step.production_ids.filtered(lambda production: production.state != "cancel"):
                raise UserError(self.env._("%s has a manufacturing order already.", step.display_name))
            step._create_production()
        return self.action_view_productions()

    def action_complete(self):
        """Finish in-house work on lots that needed no manufacturing order."""
        self.env.user._mdq_require("mdq_base.group_planner", "mdq_base.group_inspector")
        for step in self:
            if step.kind != "in_house" or step.state not in ("ready", "reported"):
                raise UserError(step._get_transition_refusal("done"))
            step._check_may_be_completed()
            for line in step.line_ids:
                line._count({"quantity_sent": line.quantity, "quantity_received": line.quantity})
            step._finish()
        return True

    def action_view_productions(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Manufacturing Orders"), "res_model": "mrp.production",
            "view_mode": "list,form", "domain": [("id", "in", self.production_ids.ids)], "context": {"create": False},
        }

    def _create_production(self):
        # The order itself is a planner's work; its link to the step is the server's.
        production = self.env["mrp.production"].with_company(self.company_id).create({
            "product_id": self.product_id.id, "product_qty": self.quantity, "product_uom_id": self.uom_id.id,
            "origin": self.display_name, "company_id": self.company_id.id,
        })
        production._mdq_link_step(self)
        production.action_confirm()
        self._write_guarded({"date_started": self.state_changed_on})
        return production

    def _check_may_be_completed(self):
        if self.production_ids.filtered(lambda production: production.state not in ("done", "cancel")):
            raise UserError(self.env._("%s is finished by its manufacturing order.", self.display_name))
        if not self.line_ids:
            raise UserError(self.env._("Name the lots of %s first.", self.display_name))

    def _on_produced(self):
        """Attach the lots that were made; when nothing is left to make, the step is done."""
        self.ensure_one()
        made = {}
        moves = self.production_ids.move_finished_ids.filtered(
            lambda move: move.state == "done" and move.product_id == self.product_id
        )
        for line in moves.move_line_ids.filtered("lot_id"):
            made[line.lot_id] = made.get(line.lot_id, 0.0) + line.quantity_product_uom
        for lot, quantity in made.items():
            self.env["mdq.batch.step.lot"]._attach(self, lot, quantity_received=quantity)
        if all(production.state in ("done", "cancel") for production in self.production_ids):
            self._finish()
