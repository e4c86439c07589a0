from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestLedger(LedgerCase):
    def _history(self, user=None):
        self.env.flush_all()
        return self.env["mdq.ledger"].with_user(user or self.quality_engineer).history("mdq.concession", self.record.id)

    def test_history_tells_who_changed_what_from_what_to_what(self):
        """Requirement: MDQ-BAS-040"""
        self.record.with_user(self.quality_engineer).reason = "Second"
        change = next(c for c in self._history() if c["field"] == "reason" and c["operation"] == "U")
        self.assertEqual((change["old"], change["new"], change["user"]), ("First", "Second", "Mdq Quality Engineer"))
        self.assertEqual(change["label"], "Justification")

    def test_reason_of_a_move_is_kept(self):
        """Requirement: MDQ-BAS-040"""
        self.record.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "Supplier was approved")
        change = next(c for c in self._history() if c["field"] == "state" and c["new"] == "withdrawn")
        self.assertEqual((change["reason"], change["uid"]), ("Supplier was approved", self.quality_manager.id))
        self.assertEqual(change["new_text"], "Withdrawn")

    def test_history_is_for_those_who_may_read_the_record(self):
        """Requirement: MDQ-BAS-040"""
        portal = self.new_user("mdq_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self._history(portal)

    def test_sql_is_caught_and_named(self):
        """Requirement: MDQ-BAS-041"""
        self.env.flush_all()
        self.env.cr.execute("SELECT set_config('mdq.source', '', true)")  # as from outside of Odoo
        self.env.cr.execute("UPDATE mdq_concession SET reason = 'By hand' WHERE id = %s", [self.record.id])
        change = self._history(self.quality_manager)[-1]
        self.assertEqual((change["new"], change["source"], change["uid"]), ("By hand", "SQL", False))

    def test_many2many_of_groups_and_users_is_in_the_ledger(self):
        """Requirement: MDQ-BAS-041"""
        tables = {"res_users", "mdq_signature", "mdq_concession", "mdq_approval_decision", "res_groups_users_rel"}
        self.env.cr.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'mdq_ledger_insert'")
        self.assertLessEqual(tables, {table for (table,) in self.env.cr.fetchall()})

    def test_group_membership_is_recorded(self):
        """Requirement: MDQ-BAS-041"""
        self.env.cr.execute("SELECT count(*) FROM mdq_ledger WHERE table_name = 'res_groups_users_rel'")
        before = self.env.cr.fetchone()[0]
        self.auditor.group_ids += self.env.ref("mdq_base.group_releaser")
        self.env.flush_all()
        self.env.cr.execute("SELECT count(*) FROM mdq_ledger WHERE table_name = 'res_groups_users_rel'")
        self.assertGreater(self.env.cr.fetchone()[0], before)

    def test_entries_are_never_changed_or_removed(self):
        """Requirement: MDQ-BAS-042"""
        for statement in ("UPDATE mdq_ledger SET uid = 1", "DELETE FROM mdq_ledger", "TRUNCATE mdq_ledger",
                          "TRUNCATE mdq_ledger_other", "DELETE FROM mdq_ledger_seal"):
            self.seals._seal()
            with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "append-only"), self.cr.savepoint():
                self.env.cr.execute(statement)

    def test_no_role_writes_the_ledger(self):
        """Requirement: MDQ-BAS-042"""
        for user in (self.quality_manager, self.admin, self.env.ref("base.user_admin")):
            for model in ("mdq.ledger", "mdq.ledger.seal"):
                for operation in ("create", "write", "unlink"):
                    self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_sealed_ledger_verifies(self):
        """Requirement: MDQ-BAS-043"""
        first = self.env["mdq.ledger"].with_user(self.quality_manager).seal()
        self.assertGreater(first["entries"], 0)
        self.assertEqual(self.problems(), [])

    def test_tampered_entry_is_found(self):
        """Requirement: MDQ-BAS-043"""
        self.seals._seal()
        last = self.seals.search([], limit=1)
        self.without_triggers("mdq_ledger", "UPDATE mdq_ledger SET reason = 'forged' WHERE id = (SELECT max(id) FROM mdq_ledger"
                               " WHERE table_name = 'mdq_concession')")
        self.assertIn(f"seal {last.number}: entries were changed", "\n".join(self.problems()))

    def test_removed_entry_is_found(self):
        """Requirement: MDQ-BAS-043"""
        self.seals._seal()
        self.without_triggers("mdq_ledger", "DELETE FROM mdq_ledger WHERE id = (SELECT max(id) FROM mdq_ledger)")
        self.assertTrue(self.problems())

    def test_row_changed_behind_the_ledger_is_found(self):
        """Requirement: MDQ-BAS-043"""
        self.seals._seal()
        self.without_triggers("mdq_concession", f"UPDATE mdq_concession SET max_uses = 99 WHERE id = {self.record.id}")
        self.assertIn(f"mdq_concession {self.record.id}: the row was changed behind the ledger's back", self.problems())

    def test_forged_seal_is_found(self):
        """Requirement: MDQ-BAS-043"""
        self.seals._seal()
        self.without_triggers("mdq_ledger_seal", "UPDATE mdq_ledger_seal SET count = count + 1 WHERE number = 1")
        self.assertIn("seal 1: its hash does not belong to its content", self.problems())

    def test_verification_is_for_those_who_answer_for_it(self):
        """Requirement: MDQ-BAS-043"""
        with self.assertRaises(AccessError):
            self.env["mdq.ledger"].with_user(self.inspector).verify()
