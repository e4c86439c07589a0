from odoo.exceptions import AccessError

from .gauge_common import GaugeCase


class TestGaugeReading(GaugeCase):
    """Requirement: MDQ-QUA-045"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot, cls.inspection = cls._received("A")

    def _record(self, gauge, value="5.98", **extra):
        return self.inspection.record([{"characteristic": "OD", "unit_no": 1, "value": value, "gauge": gauge, **extra}])

    def _refused(self, gauge, words, value="5.98", **extra):
        for inspection in (self.inspection, self.inspection.with_user(self.quality_manager), self.inspection.sudo()):
            result = inspection.record([{"characteristic": "OD", "unit_no": 1, "value": value, "gauge": gauge, **extra}])
            self.assertEqual(result["accepted"], 0)
            self.assertRegex(result["rejected"][0]["why"], words)
        self.assertFalse(self.inspection.measurement_ids.filtered(lambda row: row.value == value))

    def test_a_reading_keeps_its_gauge_as_it_stood(self):
        """Requirement: MDQ-QUA-105"""
        for named in ("MIC-1", " SN-MIC-1 ", self.gauge.id):
            self.assertFalse(self._record(named, reason="again")["rejected"], named)
        row = self.inspection.measurement_ids
        self.assertEqual((len(row), row.gauge_id, row.gauge_status), (1, self.gauge, "in_service"))
        self.assertEqual(row.gauge_calibration_id, self.gauge.mdq_last_calibration_id)
        self.assertIn("MIC-1 Micrometer (C-MIC-1-10, ", row.gauge)
        self._calibrate(self.gauge, 1, as_left="fail")
        self.assertEqual(row.gauge_status, "in_service")
        self.assertEqual(self.gauge.mdq_reading_count, 1)

    def test_an_unknown_device_is_refused(self):
        """Requirement: MDQ-QUA-106"""
        for named in ("CMM-77", 987654321, ["MIC-1"], {"id": 1}, True):
            self._refused(named, "There is no gauge")
        other = self.env["res.company"].create({"name": "Other"})
        self._gauge("MIC-X").with_user(self.env.user).company_id = other
        self._refused("MIC-X", "There is no gauge")
        press = self.env["maintenance.equipment"].create({"name": "Press", "serial_no": "PRESS"})
        self._refused("PRESS", "There is no gauge")
        self._refused(press.id, "There is no gauge")

    def test_a_gauge_is_named_where_the_plan_asks_for_one(self):
        for nothing in (None, "", False):
            self._refused(nothing, "say with which gauge")
        self.assertFalse(self.inspection.record([{"characteristic": "SURF", "unit_no": 1, "ok": True}])["rejected"])

    def test_one_that_may_not_be_used_is_refused(self):
        overdue, failed = self._gauge("OVER"), self._gauge("FAIL")
        self._calibrate(overdue, next_due=self._days_ago(1))
        self._calibrate(failed, as_left="fail")
        self._refused("OVER", "was due on")
        self._refused("FAIL", "failed its last calibration")
        self._gauge("NEW")
        self._refused("NEW", "no confirmed calibration")
        self.gauge.with_user(self.inspector).mdq_withdraw("Dropped")
        self._refused("MIC-1", "out of service")
        self.gauge.with_user(self.quality_engineer).mdq_return_to_service("Checked")
        self.gauge.with_user(self.quality_engineer).active = False
        self._refused("MIC-1", "archived")

    def test_one_that_cannot_measure_it_is_refused(self):
        caliper, coarse = self._gauge("CAL-1", self.caliper), self._gauge("COARSE", mdq_resolution="0.01")
        small = self._gauge("SMALL", mdq_range_max="5.975")
        for gauge in (caliper, coarse, small):
            self._calibrate(gauge)
        self._refused("CAL-1", "is measured with a Test micrometer")
        self._refused("COARSE", "too coarse")
        self._refused("SMALL", "cannot have shown 5.98")
        self.assertFalse(self._record("SMALL", "5.97")["rejected"])
        self._refused("SMALL", "cannot have shown 9.7", "0.97", uom="cm", reason="again")

    def test_the_resolution_rule_is_set_on_the_type(self):
        coarse = self._gauge("COARSE", mdq_resolution="0.01")
        self._calibrate(coarse)
        self.micrometer.with_user(self.quality_engineer).write_with_reason({"resolution_ratio": 5}, "Customer agreed")
        self.assertFalse(self._record("COARSE")["rejected"])

    def test_a_characteristic_may_ask_for_a_finer_step(self):
        self.diameter.with_user(self.quality_engineer).write_with_reason({"resolution": "0.0005"}, "Finer drawing")
        self._refused("MIC-1", "asks for 0.0005 mm")

    def test_units_are_converted_before_they_are_compared(self):
        inch = self._gauge("INCH", mdq_gauge_uom_id=self.env.ref("uom.product_uom_inch").id, mdq_range_max="1", mdq_resolution="0.00005")
        self._calibrate(inch)
        self.assertFalse(self._record("INCH")["rejected"])
        self._refused("INCH", "cannot have shown", "25.5", reason="again")
        kilo = self._gauge("KILO", mdq_gauge_uom_id=self.env.ref("uom.product_uom_kgm").id)
        self._calibrate(kilo)
        self._refused("KILO", "measures in kg", "5.97", reason="again")

    def test_the_same_value_from_another_gauge_is_another_reading(self):
        second = self._gauge("MIC-2")
        self._calibrate(second)
        self._record("MIC-1")
        self.assertIn("say why", self._record("MIC-2")["rejected"][0]["why"])
        self._record("MIC-2", reason="The first gauge was dropped")
        self.assertEqual(self.inspection.measurement_ids.gauge_id, self.gauge | second)

    def test_the_plan_in_force_keeps_its_gauge_type(self):
        self.diameter.with_user(self.quality_engineer).write_with_reason({"gauge_type_id": self.caliper.id}, "New method")
        self.assertEqual(self.plan.line_ids[0].gauge_type_id, self.micrometer)
        self.assertFalse(self._record("MIC-1")["rejected"])
        with self.assertRaisesRegex(Exception, "Effective|frozen|changed"):
            self.plan.line_ids[0].with_user(self.quality_engineer).gauge_type_id = self.caliper

    def test_the_grid_offers_gauges_and_says_why_not(self):
        """Requirement: MDQ-QUA-107"""
        self._calibrate(self._gauge("COARSE", mdq_resolution="0.01"))
        columns = {column["code"]: column for column in self.inspection.get_grid()["columns"]}
        offered = {gauge["number"]: gauge for gauge in columns["OD"]["gauges"]}
        self.assertEqual((columns["OD"]["gauge_type"], columns["OD"]["gauge_required"]), ("Test micrometer", True))
        self.assertEqual((offered["MIC-1"]["ok"], offered["MIC-1"]["codes"]), (True, ["MIC-1", "SN-MIC-1"]))
        self.assertFalse(offered["COARSE"]["ok"])
        self.assertIn("too coarse", offered["COARSE"]["why"])
        self.assertEqual((columns["SURF"]["gauges"], columns["SURF"]["gauge_required"]), ([], False))

    def test_a_scan_is_answered(self):
        self.assertEqual(self.inspection.get_gauge("SN-MIC-1", "OD")["id"], self.gauge.id)
        self.assertTrue(self.inspection.get_gauge("MIC-1")["ok"])
        self.assertIn("no gauge", self.inspection.get_gauge("NOPE")["why"])
        self.gauge.with_user(self.inspector).mdq_withdraw("Dropped")
        self.assertIn("out of service", self.inspection.get_gauge("MIC-1", "OD")["why"])
        with self.assertRaises(AccessError):
            self.inspection.with_user(self.new_user("mdq_nobody", "base.group_user")).get_gauge("MIC-1")

    def test_queries_do_not_grow_with_readings_or_gauges(self):
        """Requirement: MDQ-QUA-108"""
        plan = self._plan(self.screw, sample_size=60)
        numbers = []
        for number in range(6):
            self._calibrate(self._gauge(f"Q-{number}"))
            numbers.append(f"Q-{number}")
        counts = {}
        for units, named in ((2, numbers[:1]), (60, numbers)):
            lot = self._receive((self.screw, f"S{units}", 100)).move_line_ids.lot_id
            inspection = self._inspections(lot).with_user(self.inspector)
            readings = [{"characteristic": "OD", "unit_no": unit, "value": "5.98", "gauge": named[unit % len(named)]}
                        for unit in range(1, units + 1)]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(inspection.record(readings), {"accepted": units, "rejected": []})
            counts[units] = self.env.cr.sql_log_count - before
        self.assertEqual(plan.sample_size, 60)
        self.assertLessEqual(counts[60] - counts[2], 2, counts)
