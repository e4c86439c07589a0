from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What nobody takes a risk on: the lot itself is in doubt, or somebody else has to act first.
NEVER = {
    "status", "expiry", "accepted", "segregation", "quality_event", "first_article", "retest", "production_release", "market_releaser",
}


class MdqReleaseRiskKind(models.Model):
    """One thing that may still be open when a lot is used under risk, and for how long at most."""

    _name = "mdq.release.risk.kind"
    _description = "What May Be Late"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "code, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Selection(
        "_get_code_selection", "Release Check", required=True, help="The check of the release that may be open.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: all companies.")
    categ_ids = fields.Many2many(
        "product.category", string="Product Categories", help="Empty: all. A category counts with those below it.")
    max_days = fields.Integer(
        "Days at Most", default=30, required=True, help="A release under risk that rests on it ends at the latest then.")

    _days_positive = models.Constraint("CHECK (max_days > 0)", "A release under risk lasts a day at least.")

    @api.model
    def _get_code_selection(self):
        """Every check that has a name (see `_mdq_get_check_names` of the lot), without those that are never left open."""
        return [(code, name) for code, name in self.env["stock.lot"]._mdq_get_check_names().items() if code not in NEVER]

    @api.constrains("code")
    def _check_code(self):
        for kind in self:
            if kind.code in NEVER:
                name = self.env["stock.lot"]._mdq_get_check_names().get(kind.code, kind.code)
                raise ValidationError(self.env._("“%s” is never left open: no lot is used while this check fails.", name))

    @api.model
    def _find_for(self, lot):
        """Return {code: kind} of what may be open when this lot is used."""
        # The rule holds, whoever asks.
        kinds = self.sudo().search([("company_id", "in", [False, *lot._mdq_get_companies().ids])], order="max_days desc, id")
        category = lot.product_id.categ_id
        return {kind.code: kind for kind in kinds if kind._covers(category)}

    def _covers(self, category):
        return not self.categ_ids or any(
            (category.parent_path or "").startswith(own.parent_path) for own in self.categ_ids)
