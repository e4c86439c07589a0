import psycopg2
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import MdqQualityCase


class TestReading(MdqQualityCase):
    """Requirement: MDQ-QUA-022"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "A", 50)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)]).with_user(cls.inspector)

    def _read(self, value, unit_no=1, **extra):
        return self.inspection.record([{"characteristic": "OD", "unit_no": unit_no, "value": value, **extra}])

    def _row(self, unit_no=1):
        return self.inspection._get_current()[unit_no, self.plan.line_ids[0].id]

    def test_what_can_be_taken_is_kept_and_the_rest_is_returned_with_its_reason(self):
        result = self.inspection.record([
            {"characteristic": "OD", "unit_no": 1, "value": 5.98},
            {"characteristic": self.surface.id, "unit_no": 1, "ok": True},
            {"characteristic": "NOPE", "unit_no": 1, "value": 1},
            {"characteristic": "OD", "unit_no": 3, "value": 5.98},
            {"characteristic": "OD", "unit_no": 2, "value": "about six"},
            {"characteristic": "OD", "unit_no": 2, "value": ""},
            {"characteristic": "SURF", "unit_no": 2, "value": 1},
            {"characteristic": "OD", "value": 1},
            "nonsense",
            {"characteristic": "OD", "unit_no": True, "value": 5.98},
        ])
        self.assertEqual(result["accepted"], 2)
        self.assertEqual([each["index"] for each in result["rejected"]], [2, 3, 4, 5, 6, 7, 8, 9])
        self.assertIn("NOPE", result["rejected"][0]["why"])
        self.assertIn("1 to 2", result["rejected"][1]["why"])
        self.assertEqual((self.inspection.reading_count, self.inspection.reading_total), (2, 4))

    def test_readings_are_judged_unrounded(self):
        """Requirement: MDQ-QUA-023"""
        for value, passed in (("6.00", True), ("6.0000001", False), ("6.0049", False), ("5.95", True), ("5.9499999", False),
                              (6, True), (5.98, True), ("0", False)):
            self._read(value, reason="again")
            self.assertEqual((self._row().passed, self._row().value), (passed, str(value)), value)

    def test_a_value_in_another_unit_is_converted_before_it_is_judged(self):
        """Requirement: MDQ-QUA-024"""
        self.assertFalse(self._read("0.598", uom="cm")["rejected"])
        self.assertEqual((self._row().value, self._row().entered, self._row().passed), ("5.98", "0.598", True))
        self._read("0.00601", unit_no=2, uom=self.env.ref("uom.product_uom_meter").id)
        self.assertEqual((self._row(2).value, self._row(2).passed), ("6.01", False))
        for uom in ("kg", "furlong of nothing", 0.5, True, ["mm"], {"id": 1}):
            self.assertTrue(self._read("5.98", unit_no=2, uom=uom, reason="x")["rejected"], uom)

    def test_nothing_is_not_zero(self):
        """Requirement: MDQ-QUA-025"""
        self.inspection.record(self._good(self.inspection)[:3])
        with self.assertRaisesRegex(UserError, "not zero"):
            self.inspection.action_conclude()
        self.assertEqual(self.inspection.state, "open")
        with self.assertRaisesRegex(UserError, "lacks 1"):
            self.inspection._move_to("accepted")

    def test_the_decision_follows_from_the_readings(self):
        self._accept(self.inspection)
        self.assertEqual((self.inspection.state, self.lot.mdq_status), ("accepted", "quarantine"))

    def test_a_correction_is_a_new_reading_with_its_reason(self):
        """Requirement: MDQ-QUA-026"""
        self._read("6.50")
        self.assertIn("say why", self._read("5.97")["rejected"][0]["why"])
        self.assertEqual(self._read("6.50"), {"accepted": 1, "rejected": []})
        self.assertEqual(len(self.inspection.measurement_ids), 1)
        first = self._row()
        self._read("5.97", reason="Misread the scale")
        self.assertEqual((self._row().supersedes_id, self._row().reason, self._row().passed), (first, "Misread the scale", True))
        self.assertEqual(first.value, "6.50")

    def test_the_same_cell_twice_in_one_call_is_said(self):
        reading = {"characteristic": "OD", "unit_no": 1, "value": "5.98"}
        result = self.inspection.record([reading, {**reading, "value": "5.99"}])
        self.assertEqual((result["accepted"], [each["index"] for each in result["rejected"]]), (1, [1]))

    def test_readings_are_never_changed_or_deleted(self):
        """Requirement: MDQ-QUA-027"""
        self._read("6.50")
        row = self._row()
        for user in (self.inspector, self.quality_manager, self.env.user):
            for records in (row.with_user(user), row.with_user(user).sudo()):
                with self.assertRaises(UserError):
                    records.write({"value": "5.98"})
                with self.assertRaises(UserError):
                    records.unlink()
            with self.assertRaises(AccessError):
                self.env["mdq.measurement"].with_user(self.inspector).create({
                    "inspection_id": self.inspection.id, "plan_line_id": self.plan.line_ids[0].id, "unit_no": 1,
                    "characteristic_id": self.diameter.id, "recorded_by": self.inspector.id, "passed": True,
                })
        for statement in ("UPDATE mdq_measurement SET value = '5.98'", "DELETE FROM mdq_measurement"):
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                self.cr.execute(statement)

    def test_an_acceptance_number_accepts_so_many_bad_units(self):
        plan = self._plan(self.screw, sample_size=3, acceptance_number=1)
        for bad, state in ((1, "accepted"), (2, "rejected")):
            lot = self._receive((self.screw, f"S{bad}", 50)).move_line_ids.lot_id
            inspection = self._inspections(lot).with_user(self.inspector)
            readings = self._good(inspection)
            for unit in range(bad):
                readings[2 * unit + 1]["ok"] = False
            inspection.record(readings)
            inspection.action_conclude()
            self.assertEqual((inspection.plan_id, inspection.state), (plan, state))

    def test_one_critical_defect_rejects_whatever_the_acceptance_number(self):
        """Requirement: MDQ-QUA-028"""
        self.surface.write_with_reason({"defect_class": "critical"}, "Test")
        self._plan(self.screw, sample_size=3, acceptance_number=2)
        lot = self._receive((self.screw, "S", 50)).move_line_ids.lot_id
        inspection = self._inspections(lot).with_user(self.inspector)
        readings = self._good(inspection)
        readings[1]["ok"] = False
        inspection.record(readings)
        inspection.action_conclude()
        self.assertEqual(inspection.state, "rejected")

    def test_every_unit_where_the_plan_says_so(self):
        self._plan(self.screw, sampling="all")
        lot = self._receive((self.screw, "S", 7)).move_line_ids.lot_id
        self.assertEqual(self._inspections(lot).sample_size, 7)

    def test_the_grid_shows_limits_and_readings(self):
        self._read("6.50")
        grid = self.inspection.get_grid()
        self.assertTrue(grid["editable"])
        self.assertEqual([(column["code"], column["lower"], column["upper"], column["unit"]) for column in grid["columns"]],
                         [("OD", "5.95", "6.00", "mm"), ("SURF", "", "", "")])
        self.assertEqual([(cell["unit_no"], cell["value"], cell["passed"]) for cell in grid["readings"]], [(1, "6.50", False)])
        self.assertFalse(self.inspection.with_user(self.auditor).get_grid()["editable"])
