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

    def _mdq_get_role_codes(self):
        """Return the external ids of the roles that this person was given in the suite, joined by spaces."""
        self.ensure_one()
        # Who holds which role is no secret to the person; reading groups needs an administrator.
        given, all_groups = self.sudo().group_ids, self.sudo().all_group_ids
        codes = _get_mdq_codes(given) or _get_mdq_codes(all_groups)
        return " ".join(codes)


def _get_mdq_codes(groups):
    return sorted(code for code in groups.get_external_id().values() if code.startswith("mdq"))


class ResGroups(models.Model):
    _inherit = "res.groups"

    _mdq_ledger_columns = ("name", "privilege_id", "share")
    _mdq_ledger_links = ("implied_ids",)
