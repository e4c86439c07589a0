from datetime import date

from odoo.tests import freeze_time, tagged

from .common import MdqQualityCase

MAY = (date(2026, 5, 1), date(2026, 5, 31))


@tagged("post_install", "-at_install")
class TestSupplierScorecardLots(MdqQualityCase):
    """Lots and units of a supplier, as they were inspected.

    Requirement: MDQ-SUP-045
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plan()

    def _inspect(self, day, lot=None, bad=(), partner=None):
        """Receive, read five units and conclude on a day; bad units have a bad surface."""
        inspection = self.env["mdq.inspection"].sudo().create({
            "lot_id": (lot or self._lot()).id, "point": "iqc", "quantity": 50, "partner_id": (partner or self.supplier).id,
        })
        with freeze_time(f"2026-05-{day:02} 06:00:00"):
            mine = inspection.with_user(self.inspector)
            readings = self._good(inspection)
            mine.record([{**reading, "ok": reading["unit_no"] not in bad} if "ok" in reading else reading for reading in readings])
            mine.action_conclude()
        return inspection

    def _rows(self, code, period=MAY):
        rows = self.env["mdq.supplier.scorecard"].sudo()._get_facts(self.supplier, *period, self.company)
        return [row for row in rows if row.metric == code]

    def test_lots_by_their_decision(self):
        self._inspect(4)
        self._inspect(5, bad=(2,))
        self.assertEqual([row.numerator for row in self._rows("lots")], [1, 0])
        bad = self._rows("lots")[1]
        self.assertIn("was rejected", self.env["mdq.supplier.scorecard"]._explain_fact("lots", bad.data))

    def test_bad_units_of_the_inspected(self):
        self._inspect(4)
        self._inspect(5, bad=(2,))
        self.assertEqual([(row.numerator, row.denominator) for row in self._rows("ppm")], [(0, 2), (1, 2)])

    def test_a_corrected_reading_counts_as_corrected(self):
        inspection = self.env["mdq.inspection"].sudo().create({
            "lot_id": self._lot().id, "point": "iqc", "quantity": 50, "partner_id": self.supplier.id,
        })
        with freeze_time("2026-05-06 06:00:00"):
            mine = inspection.with_user(self.inspector)
            readings = self._good(inspection)
            mine.record([{**reading, "ok": False} if "ok" in reading else reading for reading in readings])
            mine.record([{**reading, "reason": "Held the wrong side to the light"} for reading in readings if "ok" in reading])
            mine.action_conclude()
        self.assertEqual([(row.numerator, row.denominator) for row in self._rows("ppm")], [(0, 2)])

    def test_a_second_inspection_of_a_lot_says_nothing_new(self):
        lot = self._lot()
        self._inspect(4, lot, bad=(1,))
        again = self.env["mdq.inspection"].sudo()._create_for_lots(lot, "iqc", {"quantity": 5, "partner_id": self.supplier.id})
        again._write_guarded({"state": "accepted", "state_changed_on": "2026-05-20 06:00:00"})
        self.assertEqual([row.numerator for row in self._rows("lots")], [0])

    def test_open_and_cancelled_ones_are_not_counted(self):
        lots = self._lot() | self._lot()
        made = self.env["mdq.inspection"].sudo()._create_for_lots(lots, "iqc", {"quantity": 5, "partner_id": self.supplier.id})
        made[0]._write_guarded({"state": "cancelled", "state_changed_on": "2026-05-20 06:00:00"})
        self.assertEqual(self._rows("lots"), [])

    def test_the_day_of_the_company_decides_the_month(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        inspection = self._inspect(5)
        inspection._write_guarded({"state_changed_on": "2026-05-31 16:30:00"})  # June in Shanghai
        self.assertEqual(self._rows("lots"), [])
        self.assertEqual(len(self._rows("lots", (date(2026, 6, 1), date(2026, 6, 30)))), 1)

    def test_a_site_counts_for_its_company(self):
        site = self.env["res.partner"].create({"name": "Plant 2", "parent_id": self.supplier.id, "type": "other"})
        self._inspect(4, partner=site)
        self.assertEqual([row.partner for row in self._rows("lots")], self.supplier.ids)

    def test_the_suite_ships_one_scheme_in_force(self):
        """A higher addon's scheme takes the place of the lower one's; both are kept."""
        shipped = self.env["mdq.supplier.scorecard.scheme"].search([("shipped_with", "!=", False)])
        self.assertLessEqual(len(shipped.filtered(lambda scheme: scheme.state == "effective")), 1)
        for scheme in shipped:
            self.assertEqual(scheme.weight_total, 100)
