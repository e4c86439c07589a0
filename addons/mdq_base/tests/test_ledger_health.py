from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..models import ledger_table
from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestLedgerHealth(LedgerCase):
    """Requirement: MDQ-BAS-110"""

    def _health(self):
        points = self.env["mdq.ledger"].with_user(self.auditor).health()
        return {point["code"]: (point["level"], point["sentence"]) for point in points}

    def test_a_protected_ledger(self):
        self.env.flush_all()
        self.seals._seal()
        health = self._health()
        levels = {code: level for code, (level, _sentence) in health.items()}
        self.assertEqual({levels[code] for code in ("triggers", "guards", "seals", "partitions")}, {"good"})
        self.assertIn("separate_ledger_owner.sql", health["owner"][1])
        self.assertIn("No hash was put out of reach yet", health["anchors"][1])

    def test_triggers_switched_off(self):
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE mdq_concession DISABLE TRIGGER mdq_ledger_update")
        level, sentence = self._health()["triggers"]
        self.assertEqual((level, "mdq_concession" in sentence), ("bad", True))

    def test_guards_switched_off(self):
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE mdq_ledger_seal DISABLE TRIGGER mdq_append_only")
        level, sentence = self._health()["guards"]
        self.assertEqual((level, "mdq_ledger_seal" in sentence), ("bad", True))

    def test_guards_of_one_month_switched_off(self):
        self.env.flush_all()
        part = ledger_table.get_partitions(self.env.cr)[0]
        self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER mdq_append_only", SQL.identifier(part)))
        level, sentence = self._health()["guards"]
        self.assertEqual((level, part in sentence), ("bad", True))

    def test_entries_that_wait_too_long(self):
        self.env.flush_all()
        self.env.cr.execute("INSERT INTO mdq_ledger (recorded_at, xid, table_name, res_id, operation, image, source) VALUES"
                            " (timezone('UTC', now()) - interval '1 hour', %s, 'mdq_test_gone', 1, 'D', '{\"id\": 1}', 'test')", [2**61])
        level, sentence = self._health()["seals"]
        self.assertEqual((level, "entries wait for a seal" in sentence), ("fair", True))

    def test_months_that_nobody_prepared(self):
        self.env.flush_all()
        self.env.cr.execute("INSERT INTO mdq_ledger (recorded_at, table_name, res_id, operation, image, source) VALUES"
                            " ('2199-01-01', 'mdq_test_gone', 1, 'D', '{\"id\": 1}', 'test')")
        self.assertEqual(self._health()["partitions"][0], "fair")

    def test_it_is_for_those_who_answer_for_it(self):
        with self.assertRaisesRegex(AccessError, "This is for the role"):
            self.env["mdq.ledger"].with_user(self.inspector).health()
