from odoo import fields
from odoo.tests import freeze_time

from .common import MdqQualityCase


class TestInspectionDue(MdqQualityCase):
    """An inspection is due so many days after its goods came in.

    Requirement: MDQ-QUA-610
    """

    def test_the_product_says_when_else_the_company(self):
        self.company.mdq_inspection_days = 5
        self.bar.mdq_inspection_days = 2
        with freeze_time("2026-03-02 08:00:00"):
            due = {}
            for product in (self.bar, self.screw):
                lot = self._receive((product, f"DUE-{product.id}", 5)).move_line_ids.lot_id
                due[product] = self._inspections(lot).date_due
        self.assertEqual(due[self.bar], fields.Datetime.to_datetime("2026-03-04 08:00:00"))
        self.assertEqual(due[self.screw], fields.Datetime.to_datetime("2026-03-07 08:00:00"))

    def test_what_is_late_is_found_until_it_is_decided(self):
        self._plan()
        lot = self._receive((self.bar, "LATE-1", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot)
        late = [("is_late", "=", True), ("id", "=", inspection.id)]
        self.assertFalse(inspection.search(late))
        with freeze_time(fields.Datetime.add(inspection.date_due, hours=1)):
            inspection.invalidate_recordset(["is_late"])
            self.assertTrue(inspection.is_late)
            self.assertEqual(inspection.search(late), inspection)
            self._accept(inspection)
            self.assertFalse(inspection.search(late))

    def test_an_inspector_may_be_given_another_day(self):
        lot = self._receive((self.bar, "DAY-1", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot).with_user(self.quality_engineer)
        inspection.date_due = "2030-01-01 08:00:00"
        self.assertEqual(inspection.date_due.year, 2030)

    def test_on_the_calendar_an_inspection_is_called_by_its_lot(self):
        lot = self._receive((self.bar, "DAY-2", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot)
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_action_due")
        self.assertIn("mdq_lot_first", action["context"])
        self.assertEqual(inspection.with_context(mdq_lot_first=True).display_name, f"DAY-2 {inspection.name}")
        self.assertEqual(inspection.display_name, inspection.name)
