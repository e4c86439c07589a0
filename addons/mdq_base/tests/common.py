"""People with the least rights of their roles, and the helpers every test of the suite needs."""

import functools

from odoo import Command
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from . import people

ROLES = ("inspector", "quality_engineer", "quality_manager", "releaser", "sqe", "planner", "change_board", "auditor",
         "admin")
NEVER_SIGN = {"mdq_base.group_auditor", "mdq_base.group_admin"}


def credential_of(user):
    """The credential of a test user: Odoo's helper makes the password from the login."""
    return {"type": "password", "password": user.login.ljust(8, "x")}


def accept_statement(user, credential=None):
    """What each person does once, before the first signature."""
    user.env["mdq.signature.statement"].with_user(user).accept(credential or credential_of(user))


def effective_route(env, model, *steps, **vals):
    """A route in force with these steps, without its own way through approval."""
    route = env["mdq.approval.route"].create({
        "name": "Route", "model_id": env["ir.model"]._get_id(model), "sequence": 1,
        "step_ids": [Command.create(step) for step in steps], **vals,
    })
    route._write_guarded({"state": "effective"})
    return route


def new_user(env, login, groups, accepts=True, password=None, **vals):
    """A user with these groups, who has accepted the statement where his roles sign."""
    password = password or login.ljust(8, "x")
    user = new_test_user(
        env, login=login, groups=",".join(groups), password=password, name=login.replace("_", " ").title(), **vals,
    )
    if accepts and not NEVER_SIGN.intersection(groups):
        accept_statement(user, {"type": "password", "password": password})
    return user


class MdqCase(TransactionCase):
    """One user a role (`cls.inspector`, …), and `credential_of(user)`."""

    people = {f"mdq_{role}": (f"mdq_base.group_{role}",) for role in ROLES}  # {login: groups} of those whom every class needs
    prefix = "mdq_"  # of their logins; the rest is the name of the attribute
    password = None  # one for all of them; None: made from the login

    @classmethod
    def setUpClass(cls):
        people.move_in(cls.people, functools.partial(new_user, password=cls.password))
        super().setUpClass()
        for login, groups in cls.people.items():
            user = people.find(cls.env, login) or cls.new_user(login, *groups, password=cls.password)
            people.forgive(cls.env, user)
            setattr(cls, login.removeprefix(cls.prefix), user)

    @classmethod
    def new_user(cls, login, *groups, **vals):
        return new_user(cls.env, login, groups, **vals)

    @classmethod
    def effective_route(cls, model, *steps, **vals):
        return effective_route(cls.env, model, *steps, **vals)

    @staticmethod
    def credential_of(user):
        return credential_of(user)


class LedgerCase(MdqCase):
    """A record in the ledger, and the ledger as the auditor sees it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "A"})
        cls.record = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "First", "partner_id": cls.partner.id, "valid_to": "2099-01-01"})
        cls.seals = cls.env["mdq.ledger.seal"]

    def setUp(self):
        super().setUp()
        # A test is one transaction, so its own entries are never below the horizon: move the horizon.
        self.patch(type(self.seals), "_get_horizon", lambda seals: 2**61)

    def entries(self, table, res_id=None):
        """The entries of a table (of a row) as records, oldest first."""
        self.env.flush_all()
        domain = [("table_name", "=", table)] + ([("res_id", "=", res_id)] if res_id else [])
        return self.env["mdq.ledger"].search(domain, order="id")

    def problems(self):
        self.env.invalidate_all()
        return self.env["mdq.ledger"].with_user(self.auditor).verify()["problems"]

    def without_triggers(self, table, statement):
        """Change a table as its owner could do it in SQL."""
        self.env.flush_all()
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
        self.env.cr.execute(statement)
        self.env.cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", SQL.identifier(table)))
