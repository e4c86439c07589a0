"""People with the least rights of their roles, and the helpers every test of the suite needs."""

from odoo.tests import TransactionCase, new_test_user

ROLES = ("inspector", "quality_engineer", "quality_manager", "releaser", "sqe", "planner", "change_board", "auditor",
         "admin")
NEVER_SIGN = {"mdq_base.group_auditor", "mdq_base.group_admin"}


def credential_of(user):
    """The credential of a test user: Odoo's helper makes the password from the login."""
    return {"type": "password", "password": user.login.ljust(8, "x")}


def accept_statement(user, credential=None):
    """What each person does once, before the first signature."""
    user.env["mdq.signature.statement"].with_user(user).accept(credential or credential_of(user))


class MdqCase(TransactionCase):
    """One user a role (`cls.inspector`, …), and `credential_of(user)`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ROLES:
            setattr(cls, role, cls.new_user(f"mdq_{role}", f"mdq_base.group_{role}"))

    @classmethod
    def new_user(cls, login, *groups, accepts=True, **vals):
        user = new_test_user(
            cls.env, login=login, groups=",".join(groups), password=login.ljust(8, "x"),
            name=login.replace("_", " ").title(), **vals,
        )
        if accepts and not NEVER_SIGN.intersection(groups):
            accept_statement(user)
        return user

    @staticmethod
    def credential_of(user):
        return credential_of(user)
