from odoo import models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    _inherit = "res.partner"

    _mdq_ledger_columns = (
        "name", "active", "parent_id", "commercial_partner_id", "is_company", "type", "company_id", "vat", "ref", "email",
        "street", "street2", "city", "zip", "state_id", "country_id",
    )

    def write(self, vals):
        if "name" in vals:
            self._mdq_check_own_name(vals["name"])
        return super().write(vals)

    def _mdq_check_own_name(self, name):
        """The name stands under signatures: whoever signs does not give himself another one."""
        user = self.env.user
        own = self & user.partner_id
        if own and own.name != name and user._mdq_get_role_codes() and not user.has_group("base.group_erp_manager"):
            raise AccessError(self.env._("Your name stands under your signatures. Ask an administrator to change it."))
