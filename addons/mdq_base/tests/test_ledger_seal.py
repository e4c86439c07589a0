import hashlib
import shutil
import tempfile
from pathlib import Path

from odoo import sql_db
from odoo.tests import TransactionCase, tagged

from ..core import merkle
from ..models import ledger_scan, ledger_table, mdq_ledger_seal
from .common import LedgerCase
from .test_ledger_export import mdq_verify


@tagged("post_install", "-at_install")
class TestLedgerSeal(LedgerCase):
    """Requirement: MDQ-BAS-104"""

    def _seals(self):
        self.env.invalidate_all()
        return self.seals.search([], order="number")

    def test_postgresql_hashes_what_python_would(self):
        """With nothing, with a reason in Chinese, with line breaks and quotes in the image.

        Requirement: MDQ-BAS-043
        """
        self.record.reason = 'Größe "M"\n\\ 钛'
        with self.record._mdq_reason("供应商要求"):
            self.record.max_uses = 3
        leaves = [leaf for _xid, _entry, leaf in ledger_scan.leaves(self.env.cr, *self._run())]
        entries = list(ledger_scan.entries(self.env.cr, *self._run()))
        self.assertEqual(leaves, [merkle.leaf(entry) for entry in entries])
        self.assertTrue(any("供应商要求" in entry for entry in entries))

    def _run(self):
        self.env.cr.execute("SELECT max(id) FROM mdq_ledger_epoch")
        return self.env.cr.fetchone()[0], 0, 2**62

    def test_the_text_of_a_time_does_not_depend_on_settings(self):
        """Requirement: MDQ-BAS-043"""
        entries = list(ledger_scan.entries(self.env.cr, *self._run()))
        self.env.cr.execute("SELECT set_config('datestyle', 'German', true)")
        self.assertEqual(list(ledger_scan.entries(self.env.cr, *self._run())), entries)

    def test_seal_covers_its_content_and_the_seal_before(self):
        self.seals._seal()
        self.record.max_uses = 5
        self.env.flush_all()
        first = self._seals()[-1]
        self.patch(type(self.seals), "_get_horizon", lambda seals: 2**61 + 1)
        self.env.cr.execute("INSERT INTO mdq_ledger (xid, table_name, res_id, operation, image, source) VALUES"
                            " (%s, 'mdq_test_gone', 1, 'D', '{\"id\": 1}', 'test')", [2**61])
        self.seals._seal()
        second = self._seals()[-1]
        self.assertEqual((second.previous, int(second.xid_from)), (first.hash, 2**61))
        text = (
            f'{{"count":1,"epoch":{second.epoch},"format":1,"number":{second.number},"previous":"{first.hash}",'
            f'"root":"{second.root}","sealed_at":"{second.sealed_at.isoformat()}.000000",'
            f'"xid_from":{2**61},"xid_to":{2**61 + 1}}}'
        )
        self.assertEqual(second.hash, hashlib.sha256(text.encode()).hexdigest())

    def test_a_long_run_is_sealed_in_parts_that_part_no_transaction(self):
        self.patch(mdq_ledger_seal, "MOST", 4)
        self.seals._seal()
        self.env.cr.execute(
            """INSERT INTO mdq_ledger (xid, table_name, res_id, operation, image, source)
               SELECT %s + number / 3, 'mdq_test_gone', 1, 'D', '{"id": 1}', 'test' FROM generate_series(0, 19) number""",
            [2**61])
        before = len(self._seals())
        self.patch(type(self.seals), "_get_horizon", lambda seals: 2**62 - 1)
        done = self.seals._seal()
        self.assertEqual(done, {"seals": 4, "entries": 20})
        self.assertEqual(self._seals()[before:].mapped("count"), [6, 6, 6, 2])
        self.assertEqual(self.problems(), [])

    def test_problems_are_said_in_the_language_of_the_caller(self):
        """Requirement: MDQ-BAS-043"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.auditor.lang = "zh_CN"
        self.seals._seal()
        self.without_triggers("mdq_ledger", "UPDATE mdq_ledger SET reason = 'forged' WHERE id = (SELECT max(id) FROM mdq_ledger)")
        self.without_triggers("mdq_concession", f"UPDATE mdq_concession SET max_uses = 99 WHERE id = {self.record.id}")
        number = self.seals.search([], limit=1).number
        ledger = self.env["mdq.ledger"].with_user(self.auditor).with_context(lang="zh_CN")
        problems = ledger.verify()["problems"]
        self.assertIn(f"mdq_concession {self.record.id}：该行绕过台账被修改", problems)
        self.assertRegex("\n".join(problems), f"封存 {number}：记录被修改或调换顺序（封存时 [0-9]+ 条）；首个差异")
        self.assertEqual({type(problem) for problem in problems}, {str})
        self.assertIn("存证 999999：该封存不存在", ledger.check_anchor("999999:3f9a0c41d2e7b865")[0])

    def test_a_second_sealer_does_nothing(self):
        with self.registry.cursor() as other:
            other.execute("SELECT pg_advisory_xact_lock(%s)", [mdq_ledger_seal.LOCK])
            self.assertEqual(self.seals._seal(), {"seals": 0, "entries": 0})
        # A database that was just made has entries of two epochs: before and after its tables knew their cluster.
        self.assertIn(self.seals._seal()["seals"], (1, 2))
        self.assertEqual(self.seals._seal()["seals"], 0)

    def test_a_sealer_whose_snapshot_is_old_does_nothing(self):
        self.seals._seal()
        self.patch(type(self.seals), "search_fetch", lambda seals, *args, **kwargs: seals.browse())
        run = {"epoch": 1, "xid_from": 0, "xid_to": 1, "count": 0, "root": merkle.root([])}
        self.assertFalse(self.seals._insert(run, []))

    def test_after_a_restore_a_new_epoch_begins_and_the_old_one_is_sealed_to_its_end(self):
        """Another cluster counts its transactions from the start again."""
        self.record.max_uses = 5  # not sealed yet when the backup was made
        self.env.flush_all()
        old = self._run()[0]
        ledger_table.start_epoch(self.env.cr, "another cluster")
        new = self._run()[0]
        self.assertGreater(new, old)
        self.env.cr.execute("INSERT INTO mdq_ledger (xid, table_name, res_id, operation, image, source) VALUES"
                            " (3, 'mdq_test_gone', 1, 'D', '{\"id\": 1}', 'test') RETURNING epoch")
        self.assertEqual(self.env.cr.fetchone()[0], new)
        self.record.max_uses = 6
        self.env.flush_all()
        self.patch(type(self.seals), "_get_horizon", lambda seals: 2**62)
        self.seals._seal()
        last = self._seals()[-1]
        self.assertEqual((last.epoch, int(last.xid_from)), (new, 0))
        self.assertEqual(self.problems(), [])
        ledger_table.start_epoch(self.env.cr, "another cluster")
        self.assertEqual(self._run()[0], new)

    def test_current_root(self):
        self.seals._seal()
        last = self._seals()[-1]
        root = self.env["mdq.ledger.seal"].with_user(self.inspector)._get_current_root()
        self.assertEqual(root, {"number": last.number, "hash": last.hash, "short": last.hash[:16], "sealed_at": last.sealed_at})

    def test_verification_in_steps_says_how_far_it_is(self):
        """Requirement: MDQ-BAS-043"""
        self.seals._seal()
        ledger = self.env["mdq.ledger"].with_user(self.auditor)
        step, progress, places = ledger.verify_step(), [], []
        while step["position"]:
            progress.append(step["progress"])
            places.append(step["place"])
            self.assertEqual(step["problems"], [])
            step = ledger.verify_step(step["position"])
        self.assertEqual(step["progress"], 1)
        self.assertEqual(progress, sorted(progress))
        self.assertIn("mdq_concession", places)

    def test_verification_since_a_seal_leaves_out_those_before(self):
        """Requirement: MDQ-BAS-043"""
        self.seals._seal()
        last = self._seals()[-1].number
        result = self.env["mdq.ledger"].with_user(self.auditor).verify(since=last)
        self.assertEqual((result["ok"], result["seals"]), (True, 1))


@tagged("post_install", "-at_install")
class TestLedgerHorizon(TransactionCase):
    """Requirement: MDQ-BAS-104"""

    def _cursor(self, name):
        cursor = sql_db.db_connect(name).cursor()
        self.addCleanup(cursor.close)
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return cursor, cursor.fetchone()[0]

    def _horizon(self, cursor):
        return self.env(cr=cursor)["mdq.ledger.seal"]._get_horizon()

    def test_only_transactions_of_this_database_hold_up_the_seal(self):
        """Transactions are numbered for the whole cluster; a long one elsewhere must not cost the minute."""
        _elsewhere, foreign = self._cursor("postgres")
        # A short one that ends just now is waited for until the next attempt, as nothing is known of it any more.
        for _attempt in range(50):
            cursor, own = self._cursor(self.env.cr.dbname)
            if self._horizon(cursor) == own:
                break
            cursor.close()
        self.assertEqual(self._horizon(cursor), own)
        self.assertGreater(own, foreign)

    def test_a_running_transaction_here_holds_up_the_seal(self):
        _writer, running = self._cursor(self.env.cr.dbname)
        cursor, _own = self._cursor(self.env.cr.dbname)
        self.assertLessEqual(self._horizon(cursor), running)


@tagged("post_install", "-at_install")
class TestFirstSeals(LedgerCase):
    """A ledger that the first version of the suite sealed: no format, no time and no blocks in its seals.

    Requirement: MDQ-BAS-104
    """

    def setUp(self):
        super().setUp()
        self.without_triggers("mdq_ledger_seal", "DELETE FROM mdq_ledger_seal")
        self.env.cr.execute("SELECT DISTINCT epoch FROM mdq_ledger ORDER BY epoch")
        before = ""
        for number, (epoch,) in enumerate(self.env.cr.fetchall(), 1):
            before = self._seal_as_the_first_version(number, epoch, before)
        self.number = number

    def _seal_as_the_first_version(self, number, epoch, previous):
        """As `chain.Seal.hash` and `mdq.ledger.seal._seal_epoch` were when they were written first."""
        leaves = [leaf for _xid, _entry, leaf in ledger_scan.leaves(self.env.cr, epoch, 0, 2**61)]
        root = merkle.root(leaves)
        text = (f'{{"count":{len(leaves)},"epoch":{epoch},"number":{number},"previous":"{previous}","root":"{root}",'
                f'"xid_from":0,"xid_to":{2**61}}}')
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.env.cr.execute(
            """INSERT INTO mdq_ledger_seal (number, epoch, xid_from, xid_to, count, root, previous, hash, sealed_at)
               VALUES (%s, %s, '0', %s, %s, %s, %s, %s, now())""",
            [number, epoch, str(2**61), len(leaves), root, previous, digest])
        return digest

    def _seal_more(self):
        self.env.cr.execute("INSERT INTO mdq_ledger (xid, table_name, res_id, operation, image, source) VALUES"
                            " (%s, 'mdq_test_gone', 1, 'D', '{\"id\": 1}', 'test')", [2**61])
        self.patch(type(self.seals), "_get_horizon", lambda seals: 2**61 + 1)
        self.seals._seal()

    def test_they_verify_and_newer_ones_follow(self):
        self.assertEqual(self.problems(), [])
        self._seal_more()
        self.assertEqual(self.seals.search([], limit=1).format, 1)
        self.assertEqual(self.problems(), [])

    def test_what_was_changed_under_them_is_found(self):
        self.without_triggers("mdq_ledger", "UPDATE mdq_ledger SET reason = 'forged' WHERE id = (SELECT max(id) FROM mdq_ledger"
                              " WHERE table_name = 'mdq_concession')")
        self.assertRegex("\n".join(self.problems()), f"seal {self.number}: entries were changed .* do not tell where in them")

    def test_their_export_verifies_offline(self):
        self._seal_more()
        done = self.env["mdq.ledger"].with_user(self.auditor).export()
        path = Path(tempfile.mkdtemp()) / "export.zip"
        path.write_bytes(self.env["ir.attachment"].browse(done["attachment_id"]).raw)
        self.addCleanup(shutil.rmtree, path.parent)
        report = mdq_verify.verify(str(path))
        self.assertEqual(report.problems, [])
        self.assertIn(("seals", f"{self.number + 1}, number 1 to {self.number + 1}"), report.counts)
