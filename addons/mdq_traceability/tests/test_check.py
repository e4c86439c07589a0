from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestCheck(MdqTraceCommon):
    """Requirement: MDQ-TRA-009"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar_lot, cls.pouch_lot, cls.machined_lot, cls.packed_lot = cls._chain()
        cls.env.flush_all()

    def _sql(self, statement, *arguments):
        self.env.cr.execute(statement, arguments)
        self.env.invalidate_all()

    def test_a_graph_written_by_events_equals_the_one_reckoned_anew(self):
        self.assertEqual(self.env["mdq.lot.edge"]._compare(), [])
        self.assertEqual(self.env["mdq.lot.edge"]._rebuild(), (0, 0))

    def test_what_was_changed_behind_the_graphs_back_is_named(self):
        self._sql("UPDATE mdq_lot_edge SET quantity = 99 WHERE parent_lot_id = %s", self.bar_lot.id)
        self._sql("UPDATE mdq_lot_edge SET superseded_on = now() WHERE parent_lot_id = %s", self.pouch_lot.id)
        found = {(row["problem"], row["parent_lot_id"]) for row in self.env["mdq.lot.edge"]._compare()}
        self.assertEqual(found, {("different", self.bar_lot.id), ("missing", self.pouch_lot.id)})

    def test_a_rebuild_mends_the_graph_and_keeps_what_was_wrong(self):
        self._sql("UPDATE mdq_lot_edge SET quantity = 99 WHERE parent_lot_id = %s", self.bar_lot.id)
        self.assertEqual(self.env["mdq.lot.edge"]._rebuild(), (1, 1))
        self.assertEqual(self._edges(parent_lot_id=self.bar_lot).quantity, 5)
        everything = self.env["mdq.lot.edge"].search([("parent_lot_id", "=", self.bar_lot.id)], order="id")
        self.assertEqual(everything.mapped("quantity"), [99, 5])

    def test_the_nightly_check_leaves_a_record_and_calls_the_quality_manager(self):
        self._sql("UPDATE mdq_lot_edge SET quantity = 99 WHERE parent_lot_id = %s", self.bar_lot.id)
        self.env["mdq.trace.check"]._cron_check()
        check = self.env["mdq.trace.check"].search([("company_id", "=", self.env.company.id)], limit=1)
        self.assertEqual((check.difference_count, check.line_ids.parent_lot_id), (1, self.bar_lot))
        self.assertEqual((check.line_ids.expected, check.line_ids.found), (5, 99))
        self.assertIn(self.quality_manager, check.activity_ids.user_id)
        check.with_user(self.quality_manager).action_rebuild()
        self.assertTrue(check.repaired_on)
        self.assertFalse(self.env["mdq.lot.edge"]._compare())
        self.assertFalse(check.activity_ids)

    def test_anybody_of_quality_may_compare_but_only_a_manager_mends(self):
        result = self.env["mdq.trace.check"].with_user(self.auditor).action_check()
        check = self.env["mdq.trace.check"].browse(result["res_id"])
        self.assertEqual(check.difference_count, 0)
        for user in (self.auditor, self.quality_engineer, self.inspector):
            with self.subTest(user.login), self.assertRaisesRegex(AccessError, "Quality Manager"):
                check.with_user(user).action_rebuild()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_no_role_writes_a_check(self):
        check = self.env["mdq.trace.check"]._check(self.env.company)
        with self.assertRaises(AccessError):
            check.with_user(self.quality_manager).write({"difference_count": 0})
