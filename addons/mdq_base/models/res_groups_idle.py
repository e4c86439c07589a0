from odoo import api, models

ROLES = ("inspector", "quality_engineer", "releaser", "sqe", "planner", "change_board", "auditor", "admin")
SUPPLIERS = ("supplier_user", "supplier_quality", "supplier_signatory")
MINUTES = 30
MINUTES_OF_ADMINISTRATORS = 15


class ResGroups(models.Model):
    """The screen of who went away locks: how soon is a setting of each role, which administrators change on the group."""

    _inherit = "res.groups"

    _mdq_ledger_columns = ("lock_timeout", "lock_timeout_mfa", "lock_timeout_inactivity", "lock_timeout_inactivity_mfa")

    @api.model
    def _mdq_set_idle_lock(self):
        """Give the roles a time after which their screen locks, where nobody has chosen one: with the installation, once."""
        for role in (*ROLES, *SUPPLIERS):
            group = self.env.ref(f"mdq_base.group_{role}")
            if not group.lock_timeout_inactivity:
                group.lock_timeout_inactivity = MINUTES_OF_ADMINISTRATORS if role == "admin" else MINUTES
