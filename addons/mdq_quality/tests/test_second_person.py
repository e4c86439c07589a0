import uuid
from unittest.mock import patch

import psycopg2
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import MdqQualityCase


class TestSecondPerson(MdqQualityCase):
    """A typed reading of a critical characteristic counts only with a second person.

    Requirement: MDQ-QUA-404, MDQ-APP-058
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.new_user("mdq_second_inspector", "mdq_base.group_inspector")
        cls.diameter.write_with_reason({"defect_class": "critical"}, "Test")
        cls.company.mdq_second_person = True
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "A", 50)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)]).with_user(cls.inspector)
        cls.theirs = cls.inspection.with_user(cls.second)

    def _fill(self, **extra):
        return self.inspection.record([{**reading, **extra} for reading in self._good(self.inspection)])

    def _enter(self, value="5.98", unit_no=1, **extra):
        return self.theirs.record_second([{"characteristic": "OD", "unit_no": unit_no, "value": value, **extra}])

    def _row(self, unit_no=1):
        return self.inspection._get_current()[unit_no, self.plan.line_ids[0].id]

    def test_without_a_second_person_nothing_is_decided_by_any_route(self):
        self._fill()
        for number, decide in enumerate((
            self.inspection.action_conclude, self.inspection.sudo().action_conclude, lambda: self.inspection._move_to("accepted"),
            lambda: self.inspection.sudo()._move_to("accepted"),
            self.inspection.with_context(skip_mdq=True, second_person=False).action_conclude,
            lambda: self.inspection.write({"state": "accepted"}),
        )):
            with self.assertRaises(UserError, msg=number):
                decide()
        with self.assertRaisesRegex(UserError, "second person"):
            self.inspection.action_conclude()
        self.assertFalse(self.inspection._get_verdict().accepted)
        self.assertEqual((self.inspection.reading_count, self.inspection.reading_total), (2, 4))

    def test_the_same_value_entered_again_by_another_lets_it_count(self):
        self._fill()
        self.assertEqual(self._enter(), {"accepted": 1, "rejected": []})
        self.assertEqual(self._enter("5.9800", unit_no=2)["accepted"], 1, "the same number with other digits")
        self.assertEqual(self.inspection.reading_count, 4)
        self.inspection.action_conclude()
        self.assertEqual(self.inspection.state, "accepted")
        second = self._row().second_ids
        self.assertEqual((second.recorded_by, second.way, second.agrees), (self.second, "entry", True))

    def test_nobody_is_his_own_second_person(self):
        self._fill()
        own = self.inspection.record_second([{"characteristic": "OD", "unit_no": 1, "value": "5.98"}])
        self.assertIn("yourself", own["rejected"][0]["why"])
        with self.assertRaisesRegex(UserError, "yourself"):
            self.inspection.confirm_readings(self._row().ids, self.credential_of(self.inspector))
        for inspection in (self.inspection.sudo(), self.inspection.with_context(uid=self.second.id)):
            self.assertTrue(inspection.record_second([{"characteristic": "OD", "unit_no": 1, "value": "5.98"}])["rejected"])

    def test_the_second_person_does_not_see_the_first_value(self):
        self._fill()
        cells = {(cell["unit_no"], cell["line"]): cell for cell in self.theirs.get_grid()["readings"]}
        cell = cells[1, self.plan.line_ids[0].id]
        self.assertEqual((cell["value"], cell["passed"], cell["hidden"], cell["waiting"]), ("", None, True, True))
        refusal = self.theirs.record([{"characteristic": "OD", "unit_no": 1, "value": "5.97"}])["rejected"][0]["why"]
        self.assertIn("second", refusal)
        self.assertNotIn("5.98", refusal)
        mine = {(cell["unit_no"], cell["line"]): cell for cell in self.inspection.get_grid()["readings"]}
        self.assertEqual(mine[1, self.plan.line_ids[0].id]["value"], "5.980")

    def test_entries_that_differ_are_both_kept_and_do_not_count(self):
        self._fill()
        self.assertIn("differ", self._enter("5.97")["rejected"][0]["why"])
        self.assertEqual((self._row().second_ids.value, self._row().second_ids.agrees), ("5.97", False))
        self.assertIn("let somebody else look", self._enter("5.98")["rejected"][0]["why"], "no guessing until it fits")
        with self.assertRaisesRegex(UserError, "second person"):
            self.inspection.action_conclude()
        self.theirs.record([{"characteristic": "OD", "unit_no": 1, "value": "5.97", "reason": "Measured again together"}])
        back = self.inspection.record_second([{"characteristic": "OD", "unit_no": 1, "value": "5.97"}])
        self.assertEqual(back["accepted"], 1, "the correction is confirmed by the first person")

    def test_who_entered_something_else_does_not_confirm_it_by_a_look(self):
        self._fill()
        self._enter("5.97")
        other = self._row(2).id
        self.assertEqual([row["id"] for row in self.theirs.get_waiting_readings()], [other])
        with self.assertRaisesRegex(UserError, "unit 1 as something else"):
            self.theirs.confirm_readings([self._row().id, other], self.credential_of(self.second))
        third = self.new_user("mdq_third_inspector", "mdq_base.group_inspector")
        self.inspection.with_user(third).confirm_readings([self._row().id, other], self.credential_of(third), "Measured together: the first is right")
        self.assertFalse(self.inspection._get_waiting())

    def test_a_look_counts_with_the_credential_of_that_very_call(self):
        self._fill()
        rows = self._row() | self._row(2)
        self.assertEqual([each["value"] for each in self.theirs.get_waiting_readings()], ["5.980", "5.980"])
        self.assertEqual(self.inspection.get_waiting_readings(), [])
        for wrong in (None, {}, {"type": "password", "password": "no"}, self.credential_of(self.inspector)):
            with self.assertRaises(UserError):
                self.theirs.confirm_readings(rows.ids, wrong)
        self.theirs.confirm_readings(rows.ids, self.credential_of(self.second))
        signatures = rows.second_ids.signature_ids
        self.assertEqual((signatures.user_id, set(signatures.mapped("meaning")), len(signatures)), (self.second, {"verified"}, 2))
        with self.assertRaisesRegex(UserError, "already"):
            self.theirs.confirm_readings(rows.ids, self.credential_of(self.second))
        self.inspection.action_conclude()

    def test_a_correction_needs_a_second_person_again(self):
        self._fill()
        self._enter()
        self._enter(unit_no=2)
        self.inspection.record([{"characteristic": "OD", "unit_no": 1, "value": "5.96", "reason": "Misread"}])
        with self.assertRaisesRegex(UserError, "second person"):
            self.inspection.action_conclude()

    def test_a_program_or_a_file_is_no_way_around(self):
        for source in ("api", "import", "gauge", "manual", None):
            self._fill(source=source, reason="again")
            self.assertTrue(self._row().needs_second, source)

    def test_a_setting_that_is_taken_back_does_not_free_what_waits(self):
        self._fill()
        self.company.mdq_second_person = False
        with self.assertRaisesRegex(UserError, "second person"):
            self.inspection.action_conclude()

    def test_a_characteristic_asks_by_itself(self):
        self.company.mdq_second_person = False
        self.surface.write_with_reason({"second_person": True}, "Judged by eye")
        self._fill()
        with self.assertRaisesRegex(UserError, "Surface"):
            self.inspection.action_conclude()
        result = self.theirs.record_second([{"characteristic": "SURF", "unit_no": unit, "ok": True} for unit in (1, 2)])
        self.assertEqual(result["accepted"], 2)
        self.inspection.action_conclude()

    def test_a_reading_that_is_not_required_stops_the_decision_too(self):
        plan = self._plan(self.screw, lines=[
            {"characteristic_id": self.diameter.id, "upper_limit": "6", "required": False}, {"characteristic_id": self.surface.id},
        ])
        lot = self._receive((self.screw, "S", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot).with_user(self.inspector)
        self.assertEqual(inspection.plan_id, plan)
        inspection.record([{"characteristic": "OD", "unit_no": 1, "value": "6.5"},
                           *({"characteristic": "SURF", "unit_no": unit, "ok": True} for unit in (1, 2))])
        with self.assertRaisesRegex(UserError, "second person"):
            inspection.action_conclude()

    def test_a_second_entry_that_is_sent_again_is_taken_once(self):
        self._fill()
        key = str(uuid.uuid4())
        self._enter(client_key=key)
        self.assertEqual(self._enter(client_key=key)["accepted"], 1)
        self.assertEqual(len(self._row().second_ids), 1)
        self.assertIn("another reading", self.theirs.record_second(
            [{"characteristic": "SURF", "unit_no": 1, "ok": True, "client_key": key}])["rejected"][0]["why"])

    def test_only_inspectors_are_second_persons(self):
        self._fill()
        for user in (self.auditor, self.releaser, self.planner):
            with self.assertRaises(AccessError):
                self.inspection.with_user(user).record_second([{"characteristic": "OD", "unit_no": 1, "value": "5.98"}])
            with self.assertRaises(AccessError):
                self.inspection.with_user(user).confirm_readings(self._row().ids, self.credential_of(user))

    def test_who_confirmed_does_not_release(self):
        both = self.new_user("mdq_both", "mdq_base.group_inspector", "mdq_base.group_releaser")
        self._fill()
        self.inspection.with_user(both).confirm_readings((self._row() | self._row(2)).ids, self.credential_of(both))
        self.inspection.action_conclude()
        self.assertIn(both, self.inspection._get_inspectors())

    def test_what_a_second_person_said_stays(self):
        self._fill()
        self._enter()
        row = self._row().second_ids
        for change in (lambda: row.write({"agrees": False}), row.unlink, lambda: row.sudo().unlink()):
            with self.assertRaises(UserError):
                change()
        for statement in ("UPDATE mdq_measurement_second SET agrees = false", "DELETE FROM mdq_measurement_second"):
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                self.cr.execute(statement)
        with self.assertRaises(AccessError):
            self.env["mdq.measurement.second"].with_user(self.second).create({
                "measurement_id": self._row(2).id, "inspection_id": self.inspection.id, "way": "entry", "agrees": True,
                "recorded_by": self.second.id,
            })

    def test_queries_do_not_grow_with_what_waits(self):
        counts = {}
        for size in (3, 40):
            product = self._product(f"Bar {size}")
            self._plan(product, sample_size=size)
            lot = self._receive((product, f"Q{size}", 50)).move_line_ids.lot_id
            inspection = self._inspections(lot).with_user(self.inspector)
            inspection.record(self._good(inspection))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            inspection.get_grid()
            inspection._get_verdict()
            counts[size] = self.cr.sql_log_count - before
        self.assertEqual(counts[3], counts[40], counts)

    def test_the_screen_is_believed_no_more_than_a_program(self):
        inspections = type(self.env["mdq.inspection"])
        with patch.object(inspections, "_get_channel", lambda self: "screen"):
            self._fill(source="gauge")
        self.assertEqual((self._row().source, self._row().needs_second), ("manual", True))
