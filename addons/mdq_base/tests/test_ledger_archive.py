import datetime
from types import SimpleNamespace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import ledger_table, ledger_trigger
from .common import LedgerCase
from .test_ledger_export import mdq_verify
from .test_ledger_tables import model_of


@tagged("post_install", "-at_install")
class TestLedgerArchive(LedgerCase):
    """Old months leave the database as exports that can still be checked, and the rest verifies on.

    Requirement: MDQ-BAS-112
    """

    def setUp(self):
        super().setUp()
        self._make_old_month()
        self.archives = self.env["mdq.ledger.archive"].with_user(self.admin)
        self._set_floor(datetime.date(2010, 1, 1))

    def _set_floor(self, floor):
        self.patch(type(self.env["mdq.retention.policy"]), "_get_ledger_floor", lambda policies: floor)

    def _make_old_month(self):
        """A month long ago, with a row that never changed since, one that did, one that is gone, and a link."""
        self.env.cr.execute("""
            CREATE TABLE mdq_ledger_2001_01 (LIKE mdq_ledger INCLUDING ALL);
            ALTER TABLE mdq_ledger ATTACH PARTITION mdq_ledger_2001_01 FOR VALUES FROM ('2001-01-01') TO ('2001-02-01');
            CREATE TABLE mdq_test_thing (id integer PRIMARY KEY, name varchar);
            CREATE TABLE mdq_test_link (a_id integer, b_id integer)""")
        field = SimpleNamespace(relation="mdq_test_link", column1="a_id", column2="b_id")
        thing = model_of("mdq_test_thing")
        thing._mdq_get_ledger_links = lambda: [field]
        ledger_trigger.register(self.env, [thing])
        self.env.cr.execute("ALTER TABLE mdq_ledger ALTER COLUMN recorded_at SET DEFAULT '2001-01-15'")
        self.env.cr.execute("""
            INSERT INTO mdq_test_thing VALUES (1, 'still'), (2, 'old'), (3, 'gone');
            INSERT INTO mdq_test_link VALUES (1, 2), (1, 3);
            DELETE FROM mdq_test_link WHERE b_id = 3""")
        self.env.cr.execute("ALTER TABLE mdq_ledger ALTER COLUMN recorded_at SET DEFAULT timezone('UTC', clock_timestamp())")
        self.env.cr.execute("UPDATE mdq_test_thing SET name = 'new' WHERE id = 2; DELETE FROM mdq_test_thing WHERE id = 3")

    def _archive(self):
        return self.archives.browse(self.archives.archive("2001-01-31"))

    def test_the_rest_verifies_and_the_month_verifies_offline(self):
        self.seals._seal()
        archive = self._archive()
        self.assertNotIn("mdq_ledger_2001_01", ledger_table.get_partitions(self.env.cr))
        self.assertEqual(self.problems(), [])
        carried = self.env["mdq.ledger"].search([("source", "=", "archive")])
        self.assertEqual(carried.mapped("image"), [{"a_id": 1, "b_id": 2}, {"id": 1, "name": "still"}])
        path = archive.export_id.attachment_id.sudo()._full_path(archive.export_id.attachment_id.sudo().store_fname)
        self.assertEqual(mdq_verify.verify(path).problems, [])

    def test_rows_of_the_month_are_still_compared(self):
        self.seals._seal()
        self._archive()
        self.without_triggers("mdq_test_thing", "UPDATE mdq_test_thing SET name = 'forged' WHERE id = 1")
        self.assertEqual(self.problems(), ["mdq_test_thing 1: the row was changed behind the ledger's back"])

    def test_seals_of_an_archived_month_stay_in_the_chain(self):
        self.seals._seal()
        archive = self._archive()
        self.without_triggers("mdq_ledger_seal", f"UPDATE mdq_ledger_seal SET count = count + 1 WHERE number = {archive.last}")
        self.assertIn(f"seal {archive.last}: its hash does not belong to its content", self.problems())

    def test_what_must_be_kept_stays(self):
        self.seals._seal()
        self._set_floor(None)
        with self.assertRaisesRegex(UserError, "Nothing leaves the ledger before a retention policy"):
            self._archive()
        self._set_floor(datetime.date(2001, 1, 31))
        with self.assertRaisesRegex(UserError, "only what is older than 2001-01-31 may be archived"):
            self._archive()

    def test_what_is_not_sealed_or_does_not_verify_stays(self):
        with self.assertRaisesRegex(UserError, "some without a seal"):
            self._archive()
        self.seals._seal()
        self.without_triggers("mdq_ledger", "UPDATE mdq_ledger SET reason = 'forged' WHERE recorded_at = '2001-01-15'")
        with self.assertRaisesRegex(UserError, "What does not verify is not archived"):
            self._archive()

    def test_months_leave_in_their_order_and_once(self):
        self.seals._seal()
        self.env.cr.execute("""
            CREATE TABLE mdq_ledger_2000_12 (LIKE mdq_ledger INCLUDING ALL);
            ALTER TABLE mdq_ledger ATTACH PARTITION mdq_ledger_2000_12 FOR VALUES FROM ('2000-12-01') TO ('2001-01-01')""")
        with self.assertRaisesRegex(UserError, "archive mdq_ledger_2000_12 before"):
            self._archive()
        with self.assertRaisesRegex(UserError, "The ledger has no table for 1999-01"):
            self.archives.archive("1999-01-01")

    def test_it_is_for_administrators_of_quality(self):
        with self.assertRaisesRegex(AccessError, "This is for the role"):
            self.env["mdq.ledger.archive"].with_user(self.quality_manager).archive("2001-01-31")

    def test_the_page_says_which_month_may_leave(self):
        self.seals._seal()
        archives = self.env["mdq.ledger.archive"]
        month = archives.with_user(self.auditor).next_month()
        self.assertEqual((month["month"], month["why"]), ("2001-01-01", False))
        self._set_floor(None)
        self.assertIn("before a retention policy", archives.with_user(self.auditor).next_month()["why"])
        with self.assertRaises(AccessError):
            archives.with_user(self.inspector).next_month()

    def test_seals_of_an_archived_month_are_called_archived(self):
        self.seals._seal()
        archive = self._archive()
        result = self.env["mdq.ledger"].with_user(self.auditor).verify()
        self.assertEqual((result["ok"], result["archived"] > 0), (True, True))
        seal = self.seals.with_user(self.auditor).search([("number", "=", archive.last)])
        self.assertEqual(seal.place, "archived")

    def test_an_export_does_not_pretend_to_have_what_left(self):
        self.seals._seal()
        archive = self._archive()
        ledger = self.env["mdq.ledger"].with_user(self.auditor)
        with self.assertRaisesRegex(UserError, "left with their months"):
            ledger.export(archive.first, archive.last)
        self.patch(type(self.seals), "_get_horizon", lambda seals: 2**61 + 1)
        self.env.cr.execute("INSERT INTO mdq_ledger (xid, table_name, res_id, operation, image, source) VALUES"
                            " (%s, 'mdq_test_thing', 9, 'D', '{\"id\": 9}', 'test')", [2**61])
        self.seals._seal()
        self.assertEqual(ledger.export()["first"], archive.last + 1)
