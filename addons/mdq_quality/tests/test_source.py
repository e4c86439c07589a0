import uuid
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user

from .common import MdqQualityCase
from .gauge_common import GaugeCase


class TestSource(MdqQualityCase):
    """Requirement: MDQ-QUA-402"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "A", 50)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)]).with_user(cls.inspector)

    def _read(self, value="5.98", unit_no=1, **extra):
        return self.inspection.record([{"characteristic": "OD", "unit_no": unit_no, "value": value, **extra}])

    def _row(self, unit_no=1):
        return self.inspection._get_current()[unit_no, self.plan.line_ids[0].id]

    # ------------------------------------------------------------------------------------ sending twice

    def test_a_reading_that_is_sent_again_is_taken_once(self):
        """Requirement: MDQ-QUA-401"""
        key = str(uuid.uuid4())
        self.assertEqual(self._read(client_key=key), {"accepted": 1, "rejected": []})
        self.assertEqual(self._read(client_key=key), {"accepted": 1, "rejected": []})
        self.assertEqual(len(self.inspection.measurement_ids), 1)
        self.assertEqual(self._row().client_key, key)

    def test_a_correction_that_is_sent_again_does_not_undo_a_later_one(self):
        """Requirement: MDQ-QUA-401"""
        first, second = str(uuid.uuid4()), str(uuid.uuid4())
        self._read("6.50", client_key=first)
        self._read("5.98", client_key=second, reason="Misread")
        self._read("5.97", reason="Measured again")
        self.assertEqual(self._read("6.50", client_key=first)["accepted"], 1)
        self.assertEqual(self._read("5.98", client_key=second, reason="Misread")["accepted"], 1)
        self.assertEqual((self._row().value, len(self.inspection.measurement_ids)), ("5.97", 3))

    def test_what_was_taken_is_accepted_again_after_the_decision(self):
        """Only the answer was lost, and somebody else has concluded meanwhile."""
        readings = [{**reading, "client_key": str(uuid.uuid4())} for reading in self._good(self.inspection)]
        self.inspection.record(readings)
        self.inspection.action_conclude()
        count = len(self.inspection.measurement_ids)
        self.assertEqual(self.inspection.record(readings), {"accepted": len(readings), "rejected": []})
        for sent in ([{**readings[0], "value": "5.99"}], [*readings, {**readings[0], "client_key": str(uuid.uuid4())}], self._good(self.inspection), []):
            with self.subTest(sent=sent[:1]), self.assertRaisesRegex(UserError, "that is final"):
                self.inspection.record(sent)
        with self.assertRaises(AccessError):
            self.inspection.with_user(self.auditor).record(readings)
        self.assertEqual(len(self.inspection.measurement_ids), count)

    def test_a_key_belongs_to_one_reading(self):
        key = str(uuid.uuid4())
        self._read(client_key=key)
        for changed in ({"unit_no": 2}, {"value": "5.99", "reason": "x"}):
            self.assertIn("another reading", self._read(**changed, client_key=key)["rejected"][0]["why"])
        other = self._receive((self.bar, "B", 50)).move_line_ids.lot_id
        inspection = self._inspections(other).with_user(self.inspector)
        result = inspection.record([{"characteristic": "OD", "unit_no": 1, "value": "5.98", "client_key": key}])
        self.assertIn("another reading", result["rejected"][0]["why"])
        twice = [{"characteristic": "OD", "unit_no": unit, "value": "5.97", "client_key": str(uuid.UUID(int=7 << 64))} for unit in (1, 2)]
        self.assertEqual([each["index"] for each in inspection.record(twice)["rejected"]], [1])

    def test_a_key_that_is_none_is_refused(self):
        for key in ("", "1", 7, ["x"], {"a": 1}, "x" * 36):
            self.assertIn("UUID", self._read(client_key=key)["rejected"][0]["why"], key)

    # ------------------------------------------------------------------------------------------ origin

    def test_a_program_is_a_program_by_default(self):
        self._read()
        self.assertEqual((self._row().source, self._row().is_proved), ("api", False))

    def test_what_cannot_be_proved_is_not_believed(self):
        for number, claimed in enumerate(("import", "scanner", True, None, {"a": 1})):
            self._read(f"5.98{number}", source=claimed, reason="again")
            self.assertEqual(self._row().source, "api", claimed)

    def test_the_screen_types(self):
        inspections = type(self.env["mdq.inspection"])
        with patch.object(inspections, "_get_channel", lambda self: "screen"):
            for number, claimed in enumerate((None, "api", "import", "manual", "gauge")):
                self._read(f"5.98{number}", source=claimed, reason="again")
                self.assertEqual((self._row().source, self._row().is_proved), ("manual", False), claimed)

    def test_the_clock_of_the_device_is_kept_beside_that_of_the_server(self):
        self._read(typed_on="2026-01-05 10:00:00", sent_on="2026-01-05 10:00:07")
        self.assertEqual(str(self._row().typed_on), "2026-01-05 10:00:00")
        self._read(unit_no=2, typed_on="yesterday")
        self.assertFalse(self._row(2).typed_on)

    # -------------------------------------------------------------------------------------------- who

    def test_another_company_and_a_supplier_are_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_inspector", company_id=company.id, company_ids=[Command.set(company.ids)])
        portal = new_test_user(self.env, "mdq_portal", groups="base.group_portal")
        for user in (stranger, portal, self.auditor, self.planner):
            inspection = self.inspection.with_user(user)
            for call in (lambda i=inspection: i.record([]), lambda i=inspection, u=user: i.save_entries([], u.id),
                         lambda i=inspection: i.record_second([]), lambda i=inspection: i.record_defects([]),
                         lambda i=inspection: i.import_readings("a.csv", "")):
                with self.assertRaises(AccessError):
                    call()


class TestGaugeSource(GaugeCase):
    """Requirement: MDQ-QUA-403"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gauge.mdq_sends_readings = True
        cls.lot, cls.inspection = cls._received("A")

    def _read(self, value="5.98", unit_no=1, **extra):
        return self.inspection.record([{"characteristic": "OD", "unit_no": unit_no, "value": value, "gauge": "MIC-1", **extra}])

    def _row(self, unit_no=1):
        return self.inspection._get_current()[unit_no, self.plan.line_ids[0].id]

    def test_a_gauge_is_the_source_only_when_it_is_known_to_send(self):
        self._read(source="gauge")
        self.assertEqual((self._row().source, self._row().is_proved, self._row().gauge_id.id), ("gauge", True, self.gauge.id))
        self.assertIn("no gauge", self._read(unit_no=2, source="gauge", gauge="MIC-99")["rejected"][0]["why"])
        self.gauge.mdq_sends_readings = False
        self.assertIn("not known", self._read(unit_no=2, source="gauge")["rejected"][0]["why"])
        self._read(unit_no=2)
        self.assertEqual((self._row(2).source, self._row(2).is_proved), ("api", False))

    def test_a_gauge_of_another_company_is_no_proof(self):
        self.gauge.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertTrue(self._read(source="gauge")["rejected"])

    def test_only_quality_declares_that_a_gauge_sends(self):
        keeper = self.new_user("mdq_maintenance", "maintenance.group_equipment_manager")
        with self.assertRaises(AccessError):
            self.env["maintenance.equipment"].with_user(keeper).browse(self.gauge.id).mdq_sends_readings = False

    def test_a_reading_of_a_gauge_that_is_sent_again_is_taken_once(self):
        """Requirement: MDQ-QUA-401"""
        key = str(uuid.uuid4())
        for _time in range(2):
            self.assertEqual(self._read(client_key=key)["accepted"], 1)
        self.assertEqual(len(self.inspection.measurement_ids), 1)

    def test_what_a_known_gauge_sends_needs_no_second_person(self):
        """Requirement: MDQ-QUA-404"""
        self.diameter.write_with_reason({"defect_class": "critical"}, "Test")
        self.company.mdq_second_person = True
        self._read(source="gauge")
        self._read(unit_no=2)
        self.assertEqual((self._row().needs_second, self._row(2).needs_second), (False, True))
        second = self.inspection.with_user(self.new_user("mdq_second_inspector", "mdq_base.group_inspector"))
        self.assertEqual(second.record_second([{"characteristic": "OD", "unit_no": 2, "value": "5.98"}])["accepted"], 1)

    def test_the_label_of_a_gauge_chooses_it(self):
        for label in ("MIC-1", "SN-MIC-1"):
            found = self.env["mdq.inspection"].with_user(self.inspector).find_scanned(label)
            self.assertEqual((found["inspections"], found["gauge"]["id"], found["gauge"]["sends"]), ([], self.gauge.id, True))
        self.assertTrue(self.inspection.get_floor()["columns"][0]["gauges"][0]["sends"])
