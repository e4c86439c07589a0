from odoo import api, fields, models
from odoo.exceptions import UserError


class MdqHoldPlace(models.TransientModel):
    """Asks which lots and why, shows what it would reach, and puts them on hold."""

    _name = "mdq.hold.place"
    _description = "Put Lots on Hold"
    _inherit = ["mdq.hold.rule.mixin"]

    lot_ids = fields.Many2many("stock.lot", string="Lots", domain="[('mdq_status', '!=', False)]")
    found_lot_ids = fields.Many2many("stock.lot", string="Lots Found", compute="_compute_found_lot_ids")
    found_count = fields.Integer("Number of Lots", compute="_compute_found_lot_ids")
    reason = fields.Text(required=True)

    @api.depends(lambda self: ("lot_ids", "rule", *self._get_rule_facts()))
    def _compute_found_lot_ids(self):
        for wizard in self:
            # Who may place the hold may see which lots it would reach.
            lots = wizard.lot_ids._origin if wizard.rule == "list" else wizard.sudo()._find_lots(self.env.company).sudo(False)
            wizard.found_lot_ids, wizard.found_count = lots, len(lots)

    def action_place(self):
        """Place the hold and open it."""
        self.ensure_one()
        hold_id = self._place()
        return {"type": "ir.actions.act_window", "res_model": "mdq.hold", "res_id": hold_id, "views": [(False, "form")]}

    def _place(self):
        holds = self.env["mdq.hold"]
        if self.rule == "list":
            if not self.lot_ids:
                raise UserError(self.env._("Name the lots that are put on hold, or a rule that finds them."))
            return holds.place(self.lot_ids.ids, self.reason)
        values = {name: self[name].id if self._fields[name].type == "many2one" else self[name] for name in self._get_rule_facts()}
        return holds.place_by_rule(self.rule, {name: value for name, value in values.items() if value}, self.reason, self.keep_catching)
