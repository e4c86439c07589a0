from datetime import date

from odoo.tests import tagged

from .common import MdqOutsourcingCase

MAY, JUNE = (date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 6, 1), date(2026, 6, 30))


@tagged("post_install", "-at_install")
class TestSupplierScorecardSteps(MdqOutsourcingCase):
    """Work on our lots counts in the supplier's score like goods that were ordered.

    Requirement: MDQ-SUP-158
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.lot = cls._machined_order()
        cls.step = cls.order.step_ids[1].with_user(cls.planner)

    def _rows(self, partner=None, period=MAY):
        rows = self.env["mdq.supplier.scorecard"].sudo()._get_facts(partner or self.lantian, *period, self.company)
        return [row for row in rows if row.metric == "otif" and row.model == "mdq.batch.step"]

    def _due(self, due, back=None):
        """Send the lot out, due on a day; it is back on another, or still there."""
        self.step.action_send()
        self.step.date_planned = f"{due} 06:00:00"
        if back:
            self._report_anodising(self.step)
            self.step.action_receive()
            self.step.sudo().picking_in_id.date_done = f"{back} 06:00:00"

    def test_back_on_the_due_day(self):
        self._due("2026-05-12", "2026-05-12")
        row, = self._rows()
        self.assertEqual((row.numerator, row.res_id), (1, self.step.id))
        self.assertEqual(self._rows(period=JUNE), [])

    def test_back_late(self):
        self._due("2026-05-12", "2026-05-14")
        row, = self._rows()
        self.assertEqual(row.numerator, 0)
        self.assertIn("back on 2026-05-14", self.env["mdq.supplier.scorecard"]._explain_fact("otif", row.data))
        self.company.mdq_score_days = 2
        self.assertEqual([row.numerator for row in self._rows()], [1])

    def test_not_back_by_the_end_of_the_month(self):
        self._due("2026-05-30", "2026-06-02")
        row, = self._rows()
        self.assertEqual(row.numerator, 0)
        self.assertIn("not back yet", self.env["mdq.supplier.scorecard"]._explain_fact("otif", row.data))

    def test_still_there(self):
        self._due("2026-05-12")
        self.assertEqual([row.numerator for row in self._rows()], [0])

    def test_a_transforming_step_counts_by_its_order_line_alone(self):
        self.order.step_ids[0].sudo()._write_guarded({"date_planned": "2026-05-12 06:00:00"})
        self.assertEqual(self._rows(self.hongda), [])
