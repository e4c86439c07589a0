from odoo.tests import TransactionCase, new_test_user

ROLES = (
    "inspector", "quality_engineer", "quality_manager", "releaser", "sqe", "planner", "change_board", "auditor", "admin",
)  # fmt: skip


class MdqAppCommon(TransactionCase):
    """One person a role, with the least rights, and two without any role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"app_{role}", f"base.group_user,mdq_base.group_{role}") for role in ROLES
        }
        cls.employee = new_test_user(cls.env, "app_employee", "base.group_user")
        cls.portal_user = new_test_user(cls.env, "app_portal", "base.group_portal,mdq_base.group_supplier_user")

    def _home(self, user, lang="en_US"):
        return self.env["mdq.home"].with_user(user).with_context(lang=lang)

    def _tiles(self, user, lang="en_US"):
        return {tile["key"]: tile for tile in self._home(user, lang).get_tiles()}
