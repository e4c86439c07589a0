from odoo import models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    _mdq_ledger_columns = ("login", "active", "partner_id", "company_id", "share")
    _mdq_ledger_links = ("group_ids", "company_ids")

    def _mdq_require(self, *groups):
        """Refuse unless this user is in one of the groups (external ids). Nothing else counts, not even sudo."""
        if not any(self.has_group(group) for group in groups):
            # Names of groups are no secret, and the caller must know whom to ask.
            names = [self.env.ref(group).sudo().name for group in groups]
            raise AccessError(self.env._(
                "This is for the role %(roles)s. Ask somebody with that role, or your administrator for the role.",
                roles=" / ".join(names),
            ))

    def write(self, vals):
        self._mdq_mark_ledger()
        return super().write(vals)


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        self._mdq_mark_ledger()
        return super().write(vals)
