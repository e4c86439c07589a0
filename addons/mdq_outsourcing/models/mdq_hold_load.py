from odoo import fields, models
from odoo.fields import Domain


class MdqHoldRuleMixin(models.AbstractModel):
    """Lots of one treatment load share what went wrong in it."""

    _inherit = "mdq.hold.rule.mixin"

    rule = fields.Selection(selection_add=[("load", "Same treatment load")], ondelete={"load": "set default"})
    load_id = fields.Many2one("mdq.treatment.load", "Treatment Load", ondelete="restrict")

    def _get_rule_needs(self):
        return {**super()._get_rule_needs(), "load": ("load_id",)}

    def _find_by_load(self, company):
        return Domain("id", "in", self.load_id.line_ids.lot_id.ids)
