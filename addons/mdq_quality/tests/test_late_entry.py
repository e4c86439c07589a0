import uuid
from datetime import timedelta

from odoo import fields

from .common import MdqQualityCase


class TestLateEntry(MdqQualityCase):
    """Requirement: MDQ-BAS-052 MDQ-APP-027"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "A", 50)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)]).with_user(cls.inspector)

    def _ago(self, **span):
        return fields.Datetime.to_string(fields.Datetime.now() - timedelta(**span))

    def _entry(self, unit_no=1, **extra):
        return {"characteristic": "OD", "unit_no": unit_no, "value": "5.98", **extra}

    def _row(self, unit_no=1):
        return self.inspection._get_current()[unit_no, self.plan.line_ids[0].id]

    def _save(self, *entries):
        entries = [{"kind": "reading", "client_key": str(uuid.uuid4()), **entry} for entry in entries]
        return self.inspection.save_entries(entries, self.inspector.id)["results"], entries

    def test_two_days_later_it_is_refused_until_the_reason_is_said(self):
        result = self.inspection.record([self._entry(typed_on=self._ago(days=2)), self._entry(2)])
        self.assertEqual(result["accepted"], 1)
        self.assertRegex(result["rejected"][0]["why"], "unit 1 was entered at .* UTC, more than 60 minutes before .*Say why it comes late")
        self.inspection.record([self._entry(typed_on=self._ago(days=2), late_reason="Tablet had no network")])
        self.assertEqual((self._row().is_late, self._row().late_reason), (True, "Tablet had no network"))
        self.assertEqual((self._row(2).is_late, self._row(2).late_reason), (False, False))
        self.assertEqual({cell["unit_no"]: cell["late"] for cell in self.inspection.get_grid()["readings"]}, {1: True, 2: False})

    def test_what_comes_in_time_is_not_late_and_keeps_no_reason(self):
        self.inspection.record([self._entry(typed_on=self._ago(minutes=50), late_reason="Just so")])
        self.assertEqual((self._row().is_late, self._row().late_reason), (False, False))

    def test_a_wrong_clock_makes_nothing_late(self):
        for number, (typed, sent) in enumerate([("2020-01-01 08:00:00", "2020-01-01 08:00:09"), (self._ago(days=-3), None)], 1):
            self.inspection.record([self._entry(number, typed_on=typed, sent_on=sent)])
            self.assertFalse(self._row(number).is_late)

    def test_the_screen_is_asked_for_the_reason_and_the_others_are_taken(self):
        (late, fresh), entries = self._save(self._entry(typed_on=self._ago(hours=3)), self._entry(2, typed_on=self._ago(minutes=1)))
        self.assertEqual((late["ok"], late["late"], fresh["ok"], fresh.get("late")), (False, True, True, None))
        self.assertIn("Say why it comes late", late["why"])
        results = self.inspection.save_entries([{**entries[0], "late_reason": "No network in the cellar"}], self.inspector.id)["results"]
        self.assertTrue(results[0]["ok"])
        self.assertTrue(self._row().is_late)

    def test_a_reading_whose_answer_was_lost_is_not_late(self):
        (taken,), (entry,) = self._save(self._entry(typed_on=self._ago(minutes=1)))
        self.assertTrue(taken["ok"])
        again = self.inspection.save_entries([{**entry, "typed_on": self._ago(hours=3)}], self.inspector.id)["results"]
        self.assertTrue(again[0]["ok"])
        self.assertEqual(len(self.inspection.measurement_ids), 1)

    def test_the_company_says_how_long(self):
        self.inspection.company_id.sudo().mdq_late_minutes = 0
        self.inspection.record([self._entry(typed_on=self._ago(days=2))])
        self.assertFalse(self._row().is_late)
        self.inspection.company_id.sudo().mdq_late_minutes = 5
        self.assertTrue(self.inspection.record([self._entry(2, typed_on=self._ago(minutes=6))])["rejected"])

    def test_nonsense_for_a_moment_or_a_reason_is_nothing(self):
        self.inspection.record([self._entry(1, typed_on=["x"], sent_on={"a": 1}), self._entry(2, typed_on="yesterday", sent_on=7)])
        self.assertFalse(self._row().is_late or self._row(2).is_late)

    def test_a_reason_is_said_in_words(self):
        for reason in ({"a": 1}, "  ", 7, None):
            self.assertTrue(self.inspection.record([self._entry(typed_on=self._ago(days=1), late_reason=reason)])["rejected"], reason)
