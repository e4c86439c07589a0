import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from ..models import ledger_trigger
from .common import LedgerCase
from .test_ledger_tables import model_of


@tagged("post_install", "-at_install")
class TestLedgerSources(LedgerCase, HttpCase):
    """Whatever changes a record leaves an entry: who acted, in whose session, why, from where, when, in which transaction.

    Requirement: MDQ-BAS-103
    """

    def _last(self, table="mdq_concession", res_id=None):
        return self.entries(table, res_id or self.record.id)[-1]

    def test_orm(self):
        self.record.with_user(self.quality_engineer).max_uses = 5
        entry = self._last()
        self.assertEqual((entry.operation, entry.image["max_uses"], entry.uid), ("U", 5, self.quality_engineer))
        self.env.cr.execute("SELECT pg_current_xact_id()::text::bigint, timezone('UTC', now())")
        xid, begin = self.env.cr.fetchone()
        self.assertEqual(entry.xid, xid)
        self.assertGreaterEqual(entry.recorded_at, begin.replace(microsecond=0))

    def test_sudo_keeps_the_person(self):
        self.record.with_user(self.quality_engineer).sudo().max_uses = 5
        self.assertEqual(self._last().uid, self.quality_engineer)

    def test_acting_for_another_keeps_the_session(self):
        session = self.env.transaction.default_env
        self.record.with_user(self.quality_engineer).max_uses = 5
        self.assertEqual((self._last().uid, self._last().session_uid), (self.quality_engineer, session.user))

    def test_reason(self):
        with self.record._mdq_reason("The supplier asked"):
            self.record.max_uses = 5
        self.assertEqual(self._last().reason, "The supplier asked")
        self.record.max_uses = 6
        self.assertFalse(self._last().reason)

    def test_raw_sql(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT set_config('mdq.source', '', true)")  # as from outside of Odoo
        self.env.cr.execute(SQL("UPDATE mdq_concession SET max_uses = 5 WHERE id = %s", self.record.id))
        self.assertEqual((self._last().source, self._last().uid.id), ("SQL", False))

    def test_truncate(self):
        self.env.cr.execute("CREATE TABLE mdq_test_thing (id serial PRIMARY KEY, name varchar)")
        ledger_trigger.register(self.env, [model_of("mdq_test_thing")])
        self.env.cr.execute("INSERT INTO mdq_test_thing (name) VALUES ('a'), ('b'); TRUNCATE mdq_test_thing")
        self.assertEqual(self.entries("mdq_test_thing").mapped("operation"), ["I", "I", "D", "D"])
        self.assertEqual(self.problems(), [])

    def test_cascade(self):
        """The database deletes links with their record; the person who deleted it stands at the links too."""
        group = self.env["res.groups"].create({"name": "Test", "user_ids": self.auditor.ids})
        admin = self.env.ref("base.user_admin")
        group.with_user(admin).unlink()
        entries = self.entries("res_groups_users_rel").filtered(lambda entry: entry.image["gid"] == group.id)
        self.assertEqual(entries.mapped("operation"), ["I", "D"])
        self.assertEqual(entries[-1].uid, admin)

    def test_many2many_from_either_side(self):
        group, admin = self.env.ref("mdq_base.group_releaser"), self.env.ref("base.user_admin")
        self.auditor.with_user(admin).group_ids = [Command.link(group.id)]
        self.assertEqual(self._link(group), ("I", admin))
        group.with_user(admin).user_ids = [Command.unlink(self.auditor.id)]
        self.assertEqual(self._link(group), ("D", admin))
        self.assertEqual(self.problems(), [])

    def _link(self, group):
        entry = self.entries("res_groups_users_rel").filtered(
            lambda entry: entry.image == {"uid": self.auditor.id, "gid": group.id})[-1]
        return entry.operation, entry.uid

    def test_rule_from_either_side(self):
        rule, group = self.env.ref("mdq_base.mdq_concession_rule_company"), self.env.ref("mdq_base.group_releaser")
        group.rule_groups = [Command.link(rule.id)]
        rule.groups = [Command.clear()]
        entries = self.entries("rule_group_rel").filtered(lambda entry: entry.image["rule_group_id"] == rule.id)
        self.assertEqual(entries.mapped("operation"), ["I", "D"])
        self.assertNotIn("SQL", entries.mapped("source"))

    def test_import(self):
        result = self.env["mdq.concession"].with_user(self.quality_engineer).load(
            ["gate", "reason", "partner_id/.id", "valid_to"], [["purchase", "Imported", str(self.partner.id), "2099-01-01"]])
        entry = self.entries("mdq_concession", result["ids"][0])[0]
        self.assertEqual((entry.operation, entry.image["reason"], entry.uid), ("I", "Imported", self.quality_engineer))

    def test_archive(self):
        self.partner.with_user(self.env.ref("base.user_admin")).action_archive()
        entry = self._last("res_partner", self.partner.id)
        self.assertEqual((entry.image["active"], entry.uid), (False, self.env.ref("base.user_admin")))

    def test_attachment(self):
        attachment = self.env["ir.attachment"].create({"name": "a.txt", "raw": b"one"})
        self.assertEqual(self._last("ir_attachment", attachment.id).image["checksum"], attachment.checksum)
        attachment.raw = b"two"
        self.assertEqual(self._last("ir_attachment", attachment.id).image["checksum"], attachment.checksum)

    def test_access_rights(self):
        access = self.env.ref("mdq_base.access_mdq_ledger_auditor")
        access.perm_write = True
        self.assertTrue(self._last("ir_model_access", access.id).image["perm_write"])

    def test_rpc(self):
        """A call over JSON-2 names its route and the owner of the key."""
        key = self.env["res.users.apikeys"].with_user(self.quality_engineer)._generate("rpc", "test", fields.Datetime.now() + timedelta(1))
        answer = self.url_open(
            "/json/2/mdq.concession/write", headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            data=json.dumps({"ids": self.record.ids, "vals": {"max_uses": 5}}),
        )
        self.assertEqual(answer.status_code, 200, answer.text)
        entry = self._last()
        self.assertEqual((entry.source, entry.uid), ("/json/2/mdq.concession/write", self.quality_engineer))

    def test_scheduled_job(self):
        action = self.env["ir.actions.server"].create({
            "name": "Test", "state": "code", "model_id": self.env["ir.model"]._get_id("mdq.concession"),
            "code": f"model.browse({self.record.id}).write({{'max_uses': 5}})",
        })
        cron = self.env.ref("mdq_base.ir_cron_mdq_ledger_seal")
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            cron.with_env(self.env(cr=cr))._callback("Ripening", action.id)
        self.assertEqual((self._last().source, self._last().image["max_uses"]), ("cron: Ripening", 5))

    def test_what_is_rolled_back_leaves_no_entry(self):
        before = self.entries("mdq_concession")
        savepoint = self.env.cr.savepoint()
        self.record.max_uses = 5
        self.env.flush_all()
        savepoint.close()
        self.assertEqual(self.entries("mdq_concession"), before)
        self.record.invalidate_recordset()
        self.record.with_user(self.quality_engineer).max_uses = 6
        self.assertEqual((self._last().uid, self._last().source != "SQL"), (self.quality_engineer, True))

    def test_what_is_rolled_back_without_a_flush_takes_no_name_along(self):
        """The import of files works in such a savepoint. Requirement: MDQ-BAS-103"""
        self.env.cr.precommit.run()  # the transaction begins here, as for the triggers
        self.env.cr.execute("SELECT set_config('mdq.source', '', true), set_config('mdq.uid', '', true)")
        savepoint = self.env.cr.savepoint(flush=False)
        self.record.with_user(self.quality_engineer).max_uses = 5
        self.env.flush_all()
        savepoint.close()
        self.env.invalidate_all(flush=False)
        self.record.with_user(self.quality_engineer).max_uses = 6
        self.assertEqual((self._last().uid, self._last().source != "SQL"), (self.quality_engineer, True))

    def test_each_of_two_people_stands_at_what_he_changed(self):
        """Also when nobody flushes in between, and a third one does at the end. Requirement: MDQ-BAS-103"""
        before = self.entries("mdq_concession", self.record.id)
        self.record.with_user(self.quality_engineer).max_uses = 5
        self.record.with_user(self.quality_manager).max_uses = 6
        self.record.with_user(self.admin).env.flush_all()
        entries = self.entries("mdq_concession", self.record.id) - before
        told = [(entry.image["max_uses"], entry.uid) for entry in entries]
        self.assertEqual(told, [(5, self.quality_engineer), (6, self.quality_manager)])

    def _waiting(self, model):
        """Names of the fields of a model that are not written to the database yet."""
        return {field.name for field, ids in self.env._field_dirty.items() if ids and field.model_name == model}

    def test_a_change_of_person_writes_only_what_the_ledger_keeps(self):
        """The rest waits, as it does without a ledger. Requirement: MDQ-BAS-103"""
        named, noted = self.env["res.partner"].create([{"name": "Before"}, {"name": "Other"}])
        self.env.flush_all()
        # Quality engineers do not keep addresses; who changes them stands in the ledger all the same.
        noted.with_user(self.quality_engineer).sudo().comment = "Gate 3"
        self.record.with_user(self.quality_manager).max_uses = 5
        self.assertIn("comment", self._waiting("res.partner"))
        self.env.flush_all()
        named.with_user(self.quality_engineer).sudo().name = "After"
        self.record.with_user(self.quality_manager).max_uses = 6
        self.env.flush_all()
        self.assertEqual((self._last("res_partner", named.id).image["name"], self._last("res_partner", named.id).uid), ("After", self.quality_engineer))
        self.assertEqual(self._last().uid, self.quality_manager)
        self.assertEqual(self.problems(), [])

    def test_what_is_computed_carries_the_name_of_who_caused_it(self):
        """Requirement: MDQ-BAS-103"""
        self.env.flush_all()
        self.record.with_user(self.quality_engineer).max_uses = 5
        self.env.flush_all()
        self.record.with_user(self.admin)._write_multi([{"max_uses": 7}])  # as a stored computation writes: nobody in the values
        self.assertEqual((self._last().image["max_uses"], self._last().uid), (7, self.quality_engineer))
