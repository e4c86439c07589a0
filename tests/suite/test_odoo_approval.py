"""Nothing reaches a state that an approval opens, around the approval.

For every model that names such states (`_mdq_approved_states`, and `_mdq_routed_states` where a route is in force), somebody who holds every role and made the record tries to get
there by each way that a caller has: create, write, import, copy, every public method, with every known word in the context, and
code of the server that runs with sudo in that context.
"""

import inspect

from odoo.addons.mdq_base.tests.common import effective_route
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger
from our_models import file_of, insert_bare_row, stored_models
from repository import none_of
from test_odoo_bypass import hostile_context

ROLES = ("quality_manager", "releaser", "sqe", "planner", "change_board", "inspector")
LOGIN = "holds_all_roles"
CREDENTIAL = {"type": "password", "password": LOGIN}


def gated(env):
    """(model, state that only an approval opens, a state before it)"""
    for model in stored_models(env):
        for state in (*getattr(model, "_mdq_approved_states", ()), *getattr(model, "_mdq_routed_states", ())):
            for before in states_before(model, state):
                yield model, state, before


def states_before(model, state):
    """From where the state is reached; a state that was approved once already (suspended) comes back by other rules."""
    found = []
    for before in model._fields["state"].get_values(model.env):
        record = model.new({"state": before})
        if state in record._get_transitions().get(before, ()):
            found.append(before)
    return found


def public_methods(model):
    """Those of the suite's own, with arguments that a hostile caller would give."""
    for name, method in inspect.getmembers(type(model), inspect.isfunction):
        if name.startswith("_") or not method.__module__.startswith("odoo.addons.mdq") or getattr(method, "_api_private", False):
            continue
        values = {"credential": CREDENTIAL, "reason": "x", "comment": "x"}
        wanted = [p for p in list(inspect.signature(method).parameters.values())[1:] if p.default is p.empty]
        if name not in ("create", "write", "unlink", "copy", "copy_data") and all(p.name in values for p in wanted):
            yield name, {p.name: values[p.name] for p in wanted}


@tagged("post_install", "-at_install")
class TestApprovedStates(TransactionCase):
    """Requirement: MDQ-BAS-196"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = ["base.group_system"] + [f"mdq_base.group_{role}" for role in ROLES]
        cls.attacker = new_test_user(cls.env, LOGIN, groups=",".join(groups), password=LOGIN)
        for model in stored_models(cls.env):
            if getattr(model, "_mdq_routed_states", ()):
                effective_route(cls.env, model._name, {"name": "One", "group_id": cls.env.ref("mdq_base.group_quality_manager").id})

    def _record(self, model, before):
        row = {"state": before, "create_uid": self.attacker.id, "company_id": self.env.company.id}
        return insert_bare_row(self.env, model, **row).with_user(self.attacker)

    def _dressed(self, record):
        return record.with_context(**hostile_context(record))

    def _reaches(self, record, state, attempt):
        """Whether any record of the model is in the state after the attempt; whatever happened is taken back."""
        with self.env.cr.savepoint() as savepoint, mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_model"):
            try:
                before = record.sudo().search_count([("state", "=", state)])
                attempt()
                self.env.flush_all()
                return record.sudo().with_context(active_test=False).search_count([("state", "=", state)]) > before
            except Exception:  # noqa: BLE001 (a refusal of any kind is what is hoped for)
                return False
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_there_is_something_to_guard(self):
        self.assertIn("mdq.document", {model._name for model, _state, _before in gated(self.env)})

    def test_the_gate_itself_is_shut(self):
        """The one way of the server, with sudo, says that the approval is missing."""
        findings = []
        for model, state, before in gated(self.env):
            record = self._dressed(self._record(model, before)).sudo()
            try:
                record._move_to(state)
                findings.append(f"{file_of(model)}: {before} became {state} without an approval.")
            except UserError as error:
                if "is not approved yet" not in str(error):
                    findings.append(f"{file_of(model)}: {before} to {state} was refused for another reason: {error}")
        none_of(findings)

    def test_no_write_create_import_or_copy_gets_there(self):
        findings = []
        for model, state, before in gated(self.env):
            record = self._dressed(self._record(model, before))
            attempts = {
                "write": lambda r=record, s=state: r.write({"state": s}),
                "sudo write": lambda r=record, s=state: r.sudo().write({"state": s}),
                "import": lambda r=record, s=state: r.load([".id", "state"], [[str(r.id), s]]),
                "create": lambda r=record, s=state: r.create({"state": s}),
                "sudo create": lambda r=record, s=state: r.sudo().create({"state": s}),
                "default": lambda r=record, s=state: r.sudo().with_context(default_state=s).create({}),
                "copy": lambda r=record, s=state: r.sudo().copy({"state": s}),
            }
            for name, attempt in attempts.items():
                if self._reaches(record, state, attempt):
                    findings.append(f"{file_of(model)}: {name} reached {state}.")
        none_of(findings)

    def test_no_public_method_gets_there(self):
        """Not even for who holds every role, as he made the record himself."""
        findings = []
        for model, state, before in gated(self.env):
            record = self._dressed(self._record(model, before))
            for name, arguments in public_methods(model):
                for who in (record, record.sudo()):
                    if self._reaches(record, state, lambda w=who, n=name, a=arguments: getattr(w, n)(**a)):
                        findings.append(f"{file_of(model)}: {name} reached {state} from {before} without an approval.")
        none_of(findings)
