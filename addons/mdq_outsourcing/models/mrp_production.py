from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Command


class MrpProduction(models.Model):
    _name = "mrp.production"
    _inherit = ["mrp.production", "mdq.batch.step.made.mixin"]

    def write(self, vals):
        if self.env.user.share and not self.env.su:
            vals = self._mdq_check_supplier_vals(vals)
        return super().write(vals)

    def _mdq_get_step_refusal(self):
        return self.env._("A batch step makes its own manufacturing order: open the step and use its Produce button.")

    def _split_productions(self, amounts=False, cancel_remaining_qty=False, set_consumed_qty=False):
        """The rest of an order of a step belongs to the same step."""
        productions = super()._split_productions(amounts, cancel_remaining_qty, set_consumed_qty)
        steps = self.mdq_batch_step_id
        if len(steps) == 1:
            (productions - self)._mdq_link_step(steps)
        return productions

    def button_mark_done(self):
        result = super().button_mark_done()
        # Who produces need not be a planner; the lots are facts of the production.
        for step in self.sudo().filtered(lambda production: production.state == "done").mdq_batch_step_id:
            step._on_produced()
        return result

    # ---------------------------------------------------------------- what suppliers may do to it

    def _mdq_check_supplier_vals(self, vals):
        """Check what a supplier says of his order; component lines are written here, through their own checks."""
        vals = dict(vals)
        if "lot_producing_ids" in vals:
            self.env["stock.lot"]._mdq_check_own(_get_linked_ids(vals["lot_producing_ids"]))
        for command in vals.pop("move_line_raw_ids", ()):
            self._mdq_write_component_line(command)
        return vals

    def _mdq_write_component_line(self, command):
        """Do one command of the list of component lots."""
        lines = self.env["stock.move.line"]
        if command[0] == Command.CREATE:
            lines.create({**command[2], "move_id": self._mdq_get_component_move(command[2].get("product_id")).id})
        elif command[0] == Command.UPDATE:
            lines.browse(command[1]).write(command[2])
        elif command[0] in (Command.DELETE, Command.UNLINK):
            lines.browse(command[1]).unlink()
        elif command[0] == Command.SET:
            (self.move_raw_ids.move_line_ids - lines.browse(command[2])).unlink()

    def _mdq_get_component_move(self, product_id):
        self.ensure_one()
        move = self.move_raw_ids.filtered(lambda move: move.product_id.id == product_id)[:1]
        if not move:
            raise AccessError(self.env._("Only components of the order can be reported. Ask the buyer for a change."))
        return move

    def _mdq_refuse_supplier(self):
        if self.env.user.share and not self.env.su:
            raise AccessError(self.env._("Suppliers report what they made; the receiver decides on the order."))

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


def _get_linked_ids(commands):
    """Return the ids that commands of a many2many put in."""
    linked = []
    for command in commands:
        if isinstance(command, int):
            linked.append(command)
        elif command[0] == Command.LINK:
            linked.append(command[1])
        elif command[0] == Command.SET:
            linked += command[2]
    return linked
