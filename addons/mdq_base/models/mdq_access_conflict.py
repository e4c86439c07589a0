from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import access


class MdqAccessConflict(models.Model):
    """Two roles that one person should not hold together, and why: a setting that access reviews flag."""

    _name = "mdq.access.conflict"
    _description = "Conflict of Duties"
    _inherit = ["mdq.audited.mixin"]
    _order = "id"

    name = fields.Char("Why", required=True, translate=True)
    group_id = fields.Many2one("res.groups", "Role", required=True, ondelete="restrict")
    other_group_id = fields.Many2one("res.groups", "Other Role", required=True, ondelete="restrict")
    active = fields.Boolean(default=True)

    @api.constrains("group_id", "other_group_id")
    def _check_groups(self):
        for conflict in self:
            if conflict.group_id == conflict.other_group_id:
                raise ValidationError(self.env._("A role is in no conflict with itself. Choose two different roles."))

    @api.model
    def _explain_all(self, roles):
        """Return {user: sentence} for {user: set of roles}; users without a conflict are left out."""
        rules = {(rule.group_id.id, rule.other_group_id.id): rule for rule in self.search([])}
        explained = {}
        for user, held in roles.items():
            found = access.conflicts(held, rules)
            if found:
                explained[user] = "; ".join(rules[pair]._explain() for pair in found)
        return explained

    def _explain(self):
        self.ensure_one()
        return self.env._("%(role)s and %(other)s: %(why)s", role=self.group_id.name, other=self.other_group_id.name,
                          why=self.name)
