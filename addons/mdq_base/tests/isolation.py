"""Supplier against supplier: the tests that every model a supplier can read has to pass.

    @tagged("post_install", "-at_install")
    class TestCertificateIsolation(PortalIsolation, MdqSupplierCommon):
        isolated_models = ("mdq.supplier.certificate", "mdq.supplier.certificate.type")

        @classmethod
        def setUpClass(cls):
            super().setUpClass()
            cls.theirs = {cls.signatory: [cls.certificate], cls.rival: [cls.their_certificate]}

`isolated_models` is written out, because a statement over all addons reads it: a model that portal groups may read and that no class
names fails there. `theirs` gives {portal user: [records of his company]} for two or more suppliers, the hardest case that can be made
(same product, same process). Records of other models (Odoo's own) may be among them and are tried in the same way.
"""

import ast
import contextlib
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

PORTAL_GROUPS = ("base.group_portal", "base.group_public", "mdq_base.group_supplier_user", "mdq_base.group_supplier_quality",
                 "mdq_base.group_supplier_signatory")
QUIET = ("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule", "odoo.models", "odoo.osv.expression")


def portal_models(env, addon):
    """The names of the addon's models that a person of a supplier may read."""
    groups = env["res.groups"].union(*(env.ref(name) for name in PORTAL_GROUPS))
    lines = env["ir.model.access"].sudo().search([
        ("perm_read", "=", True), ("active", "=", True), ("group_id", "in", (groups | groups.all_implied_ids).ids)])
    names = {line.model_id.model for line in lines if line.model_id.model in env}
    return {name for name in names if env[name]._original_module == addon and not env[name]._transient}


def covered_models(folder):
    """The names in `isolated_models` of the test files in a folder."""
    found = set()
    for path in sorted(Path(folder).glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and "isolated_models" in (getattr(target, "id", "") for target in node.targets):
                found.update(ast.literal_eval(node.value))
    return found


class PortalIsolation:
    isolated_models = ()
    theirs = {}

    def _records(self, user):
        """{model: records of the user's company}"""
        found = {}
        for records in self.theirs[user]:
            if records:
                found[records._name] = found.get(records._name, records.browse()) | records
        return found

    def _pairs(self):
        """(user, his own records, records of another supplier), both of one model."""
        for user in self.theirs:
            for other in set(self.theirs) - {user}:
                foreign = self._records(other)
                for model, own in self._records(user).items():
                    if model in foreign:
                        yield user, own, foreign[model]

    def _each(self, check):
        with mute_logger(*QUIET):
            for user, own, foreign in self._pairs():
                model = self.env[own._name].with_user(user).with_context(active_test=False)
                with self.subTest(model=own._name, user=user.login):
                    check(model, own, foreign)

    def _shut(self, call):
        with self.assertRaises(UserError), self.cr.savepoint():
            call()

    def test_two_suppliers_have_records_of_every_model(self):
        for model in self.isolated_models:
            with self.subTest(model=model):
                owners = [user for user in self.theirs if model in self._records(user)]
                companies = {user.commercial_partner_id for user in owners}
                self.assertGreater(len(companies), 1, f"Give two suppliers records of {model}, or nothing is tried.")

    def test_no_model_of_the_addon_is_forgotten(self):
        module = type(self).__module__.split(".tests")[0].rsplit(".", 1)[-1]
        self.assertFalse(portal_models(self.env, module) - covered_models(Path(__file__).parents[2] / module / "tests"))

    def test_own_records_are_read(self):
        def check(model, own, foreign):
            self.assertEqual(model.search([("id", "in", (own | foreign).ids)]), own)
            self.assertTrue(own.with_user(model.env.user).read(["display_name"]))

        self._each(check)

    def test_searches_find_nothing_of_others(self):
        def check(model, own, foreign):
            domain = [("id", "in", foreign.ids)]
            self.assertFalse(model.search([]) & foreign)
            self.assertFalse(model.search_count(domain))
            self.assertFalse(model.search_read(domain, ["display_name"]))
            self.assertFalse(model.web_search_read(domain, {"display_name": {}})["records"])
            self.assertFalse(sum(row["__count"] for row in model.formatted_read_group(domain, [], ["__count"])))
            self.assertFalse({number for number, _name in model.name_search("", limit=None)} & set(foreign.ids))

        self._each(check)

    def test_guessed_ids_are_refused(self):
        def check(model, own, foreign):
            for record in foreign:
                record = model.browse(record.id)
                for call in (lambda r=record: r.read(), lambda r=record: r.read(["display_name"]),
                             lambda r=record: r.web_read({"display_name": {}}), lambda r=record: r.export_data(["id"]),
                             lambda r=record: r.write({}), lambda r=record: r.unlink(), lambda r=record: r.copy()):
                    self._shut(call)

        self._each(check)

    def test_related_records_lead_to_nothing_of_others(self):
        """What his own records point at, read as he reads it, holds nothing of another supplier."""
        foreign = {}
        for user in self.theirs:
            others = [self._records(other) for other in self.theirs if other.commercial_partner_id != user.commercial_partner_id]
            foreign[user] = {record for records in others for model in records.values() for record in model}

        def check(model, own, _foreign):
            for name, field in own._fields.items():
                if field.comodel_name in self.env and field.type in ("one2many", "many2many", "many2one"):
                    seen = self._seen(own.with_user(model.env.user), name)
                    self.assertFalse({(field.comodel_name, number) for number in seen}
                                     & {(record._name, record.id) for record in foreign[model.env.user]}, name)

        self._each(check)

    def _seen(self, records, name):
        """The ids that a field shows to the user; a field that is closed to him shows none."""
        try:
            records.invalidate_recordset()
            rows = records.read([name], load=False)
        except AccessError:
            return set()
        return {number for row in rows for number in (row[name] if isinstance(row[name], (list, tuple)) else [row[name]]) if number}

    def test_files_and_messages_of_others_are_refused(self):
        def check(model, own, foreign):
            user = model.env.user
            files = self._files(foreign)
            if files:  # a record under a signature takes none
                self.assertFalse(self.env["ir.attachment"].with_user(user).search([("id", "in", files.ids)]))
            for file in files:
                self._shut(lambda f=file: f.with_user(user).sudo(False).read(["raw"]))
            if "message_ids" in foreign._fields:
                notes = self.env["mail.message"].sudo().create([
                    {"model": record._name, "res_id": record.id, "body": "For us", "message_type": "comment"} for record in foreign])
                self.assertFalse(self.env["mail.message"].with_user(user).search([("id", "in", notes.ids)]))
                self._shut(lambda: notes.with_user(user).sudo(False).read(["body"]))

        self._each(check)

    def _files(self, records):
        """What is attached to the records or stored in their fields, and one file more for each."""
        attachments = self.env["ir.attachment"].sudo()
        with contextlib.suppress(UserError), self.cr.savepoint():  # some models take no file from outside
            attachments.create([
                {"name": "secret.txt", "raw": b"secret", "res_model": record._name, "res_id": record.id} for record in records])
        # Contents of fields are found only by a search that names the field.
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        return attachments.search(domain) | attachments.search([*domain, ("res_field", "!=", False)])
