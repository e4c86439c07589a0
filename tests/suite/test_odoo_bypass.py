"""No word in the context opens a gate.

A caller of JSON-2 chooses the context of the call. This posts every word that Odoo, popular add-ons or the suite itself give a
meaning to, at once and as the administrator, and finds each guard still shut.
"""

import re
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from our_models import file_of, insert_bare_row, is_server_written, our_models, stored_models
from repository import addons, allowed, none_of

KNOWN_KEYS = [
    "skip_backorder", "skip_sanity_check", "skip_expired", "skip_consumption", "skip_immediate", "skip_sms", "skip_overprocessed_check",
    "skip_check", "skip_validation", "skip_readonly_check", "skip_mdq", "tracking_disable", "mail_notrack", "mail_create_nolog",
    "auditlog_disabled", "identity_checked", "cancel_backorder", "active_test", "no_procurement", "mrp_subcontracting",
    "subcontracting_portal", "with_expiration", "inventory_mode", "inventory_report_mode", "force_delete", "force_unlink",
    "install_mode", "import_file", "module", "uninstall_mode", "_force_unlink", "bypass", "bypass_check", "no_check", "force", "su",
    "from_server", "allow_write", "is_admin", "validate_analytic", "disable_auto_revaluation", "do_not_unreserve", "is_scrap",
    "mdq_skip", "mdq_bypass", "mdq_force", "mdq_guarded", "mdq_server", "mdq_signed", "mdq_transition", "mdq_allow",
    "mdq_reservation", "mdq_released_only", "mdq_no_gate", "mdq_in_transition", "mdq_concession_id",
]  # fmt: skip


def keys_in_our_code():
    """Words that the suite's own code puts into a context: a caller can put them there too."""
    found = set()
    for addon in addons():
        for path in addon.python_files():
            for call in re.findall(r"with_context\(([^()]*)\)", path.read_text(encoding="utf-8")):
                found.update(re.findall(r"(\w+)\s*=", call))
    return found


def hostile_context(model=None):
    context = dict.fromkeys({*KNOWN_KEYS, *keys_in_our_code()} - {"lang", "tz", "allowed_company_ids"}, True)
    context["active_test"] = False
    if model is not None:
        context.update({f"default_{name}": value for name, value in hostile_defaults(model).items()})
    return context


def hostile_defaults(model):
    """An end state and a stamped person, offered as defaults of a form."""
    defaults = {name: 1 for name in guarded(model) if model._fields[name].type in ("many2one", "integer")}
    if "state" in guarded(model):
        defaults["state"] = end_state(model)
    return defaults


def guarded(model):
    return sorted(model._get_guarded_fields()) if hasattr(model, "_get_guarded_fields") else []


def is_asked(model, field):
    """Required, or the id that goes with a required name of a model."""
    return field.required or (field.type == "many2one_reference" and model._fields[field.model_field].required)


def end_state(model):
    """A state that is not the first."""
    return model._fields["state"].get_values(model.env)[-1]


@tagged("post_install", "-at_install")
class TestBypassWords(HttpCase):
    """Requirement: MDQ-BAS-003"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = ["base.group_system"] + [
            f"mdq_base.group_{role}" for role in ("quality_manager", "releaser", "sqe", "planner", "change_board", "admin", "inspector")
        ]
        cls.attacker = new_test_user(cls.env, "context_sender", groups=",".join(groups))
        cls.key = cls.env["res.users.apikeys"].with_user(cls.attacker)._generate("rpc", "bypass words", None)

    def _post(self, model, method, ids=(), context=None, **arguments):
        """(whether the call went through, what it said)"""
        with mute_logger(
            "odoo.sql_db",
            "odoo.http",
            "odoo.addons.base.models.ir_rule",
            "odoo.addons.base.models.ir_model",
            "odoo.addons.rpc.controllers.json2",
        ):
            response = self.url_open(
                f"/json/2/{model}/{method}",
                json={"ids": list(ids), "context": context or {}, **arguments},
                headers={"Authorization": f"bearer {self.key}"},
            )
        self.env.invalidate_all()
        return response.ok, response.text[:300]

    def test_the_caller_is_let_in(self):
        """Without this, everything below would be refused for the wrong reason."""
        went, said = self._post("res.users", "search_count", domain=[])
        self.assertTrue(went, said)

    def test_states_and_stamps_are_not_written(self):
        """Neither over RPC nor by code of the server that runs with sudo in the caller's context."""
        findings = []
        for model in stored_models(self.env):
            for name, value in hostile_defaults(model).items():
                record = insert_bare_row(self.env, model)
                went, _said = self._post(model._name, "write", record.ids, hostile_context(), vals={name: value})
                # With sudo: code of the server is refused as well.
                if went or self._writes(record.sudo().with_context(**hostile_context()), {name: value}):
                    findings.append(f"{file_of(model)}: a context word let a caller write {name}.")
        none_of(findings)

    def _writes(self, record, vals):
        with self.env.cr.savepoint() as savepoint:
            try:
                record.write(vals)
                return True
            except UserError:
                return False
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_records_are_not_born_in_an_end_state(self):
        """`default_…` in the context is a caller's choice like any other word."""
        findings = []
        for model in stored_models(self.env):
            if "state" not in guarded(model):
                continue
            # With sudo: access rights are not what is tested here.
            dressed = model.with_user(self.attacker).sudo().with_context(**hostile_context(model))
            values = self._minimal(model)
            # As above.
            if self._state_at_birth(model.sudo(), values) is None:
                findings.append(f"{file_of(model)}: nothing was tried, as no record could be made from guessed values; extend _guess.")
            for vals in (values, {**values, "state": end_state(model)}):
                if self._state_at_birth(dressed, vals) == end_state(model):
                    findings.append(f"{file_of(model)}: default_state in the context makes new records {end_state(model)}.")
                    break
        none_of(findings)

    def test_defaults_that_people_keep_bring_no_record_into_an_end_state(self):
        """Everybody may keep defaults of his own, over RPC as well."""
        findings = []
        for model in stored_models(self.env):
            if "state" not in guarded(model):
                continue
            values = self._minimal(model)
            self.env["ir.default"].set(model._name, "state", end_state(model), user_id=self.attacker.id)
            # With sudo: access rights are not what is tested here.
            if self._state_at_birth(model.with_user(self.attacker).sudo(), values) == end_state(model):
                findings.append(f"{file_of(model)}: a default that a person keeps makes new records {end_state(model)}.")
        none_of(findings)

    def test_links_are_guarded_at_both_ends(self):
        """What a record guards of its links, nobody writes from the other end either."""
        closed = {
            field.relation: f"{model._name}.{name}"
            for model in stored_models(self.env)
            for name, field in model._fields.items()
            if field.type == "many2many" and field.store and (name in guarded(model) or is_server_written(model))
        }
        findings = []
        for model in self.env.values():
            for name, field in model._fields.items():
                link = closed.get(field.relation) if field.type == "many2many" and field.store and not model._abstract else None
                if not link or link == f"{model._name}.{name}" or is_server_written(model):
                    continue
                # With sudo: access rights are not what is tested here.
                if self._writes(insert_bare_row(self.env, model).sudo(), {name: [(5,)]}):
                    findings.append(f"{model._name}.{name} writes {link}, which its own record guards.")
        none_of(findings)

    def _minimal(self, model):
        """Values for the required fields that have no default, as far as one can guess them."""
        have = model.default_get(list(model._fields))
        asked = [
            field
            for name, field in model._fields.items()
            if is_asked(model, field) and field.store and not field.compute and name not in {*have, *MAGIC_COLUMNS}
        ]
        values = {field.name: self._guess(field) for field in asked}
        return {name: value for name, value in values.items() if value is not None}

    def _guess(self, field):
        if field.type == "many2one":
            return self.env[field.comodel_name].search([], limit=1).id or None
        if field.type == "selection":
            return field.get_values(self.env)[0]
        if field.name == "res_model":
            return "res.users"  # records in the ledger that are always there
        if field.type == "many2one_reference":
            return self.env.uid
        simple = {"char": "x", "text": "x", "integer": 1, "float": 1.0, "date": "2099-01-01", "datetime": "2099-01-01 00:00:00"}
        return simple.get(field.type)

    def _state_at_birth(self, model, vals):
        """The state that would go into the table; the row itself is not written, so its other content does not matter."""

        class Captured(Exception):
            pass

        def capture(records, data_list):
            raise Captured(data_list[0]["stored"].get("state"))

        with patch.object(self.registry[model._name], "_create", capture), self.env.cr.savepoint() as savepoint:
            try:
                model.create(vals)
            except Captured as found:
                return found.args[0]
            except Exception:  # noqa: BLE001 (a refusal of any kind is what is hoped for)
                return None
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_quality_records_are_not_deleted(self):
        findings, settings = [], {name for name, _reason in allowed("deletable")}
        for model in stored_models(self.env):
            if not model._mdq_ledger or not model._auto or model._name in settings:
                continue
            record = insert_bare_row(self.env, model)
            if self._post(model._name, "unlink", record.ids, hostile_context())[0] and not record.exists():
                findings.append(f"{file_of(model)}: a context word let a caller delete a quality record.")
        none_of(findings)

    def test_server_written_models_stay_closed(self):
        findings = []
        for model in stored_models(self.env):
            if not is_server_written(model):
                continue
            record = insert_bare_row(self.env, model)
            forged = {next(name for name, field in model._fields.items() if field.store and name not in MAGIC_COLUMNS): False}
            calls = {"write": {"vals": forged}, "create": {"vals_list": [forged]}, "unlink": {}}
            for method, arguments in calls.items():
                ids = [] if method == "create" else record.ids
                if self._post(model._name, method, ids, hostile_context(), **arguments)[0]:
                    findings.append(f"{file_of(model)}: a context word let a caller {method} it.")
        none_of(findings)

    def test_private_methods_stay_private(self):
        """What the server does for itself is out of reach of a call by name."""
        private = ("_move_to", "_write_guarded", "_create_guarded", "_mdq_set_status", "_sign", "_use")
        findings = []
        for model in [*our_models(self.env), self.env["stock.lot"]]:
            if model._abstract:
                continue
            for method in private:
                if hasattr(model, method) and self._post(model._name, method, [1], hostile_context())[0]:
                    findings.append(f"{file_of(model)}: {method} answers a call over RPC.")
        none_of(findings)
