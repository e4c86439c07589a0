from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from .gauge_common import GaugeCase


class TestGaugeCalibration(GaugeCase):
    """Requirement: MDQ-QUA-104"""

    def _refused(self, calibration, words, user=None):
        user = user or self.quality_engineer
        with self.assertRaisesRegex(UserError, words):
            calibration.with_user(user).confirm(self.credential_of(user))

    def test_it_is_confirmed_with_a_signature_and_dates_the_next(self):
        calibration = self.gauge.mdq_last_calibration_id
        self.assertEqual(calibration.state, "confirmed")
        self.assertEqual(calibration.signature_ids.user_id, self.quality_engineer)
        self.assertEqual(calibration.next_due, fields.Date.add(calibration.performed_on, months=12))
        self.assertEqual(self.gauge.mdq_next_due, calibration.next_due)
        self.assertTrue(calibration.name.startswith("CAL/"))

    def test_confirmed_it_is_never_changed(self):
        calibration, other = self.gauge.mdq_last_calibration_id, self._gauge("M-2")
        for record in (calibration.with_user(self.quality_manager), calibration.sudo()):
            for vals in ({"as_found": "fail"}, {"next_due": "2099-01-01"}, {"gauge_id": other.id}, {"state": "draft"},
                         {"certificate_file": False}):
                with self.assertRaises(UserError):
                    record.write(vals)
            with self.assertRaises(UserError):
                record.unlink()
            with self.assertRaises(UserError):
                record.write({"line_ids": [self._line()]})

    def test_who_did_or_entered_it_does_not_confirm_it(self):
        entered = self._calibration(self.gauge, 1, user=self.quality_engineer)
        done = self._calibration(self.gauge, 1, laboratory_id=False, performed_by_id=self.quality_engineer.id, line_ids=[self._line()])
        for calibration in (entered, done):
            with self.assertRaisesRegex(AccessError, "another quality engineer"):
                calibration.with_user(self.quality_engineer).confirm(self.credential_of(self.quality_engineer))
            with self.assertRaises(AccessError):
                calibration.with_user(self.inspector).confirm(self.credential_of(self.inspector))
            with self.assertRaises(UserError):
                calibration.with_user(self.quality_engineer).write({"state": "confirmed"})
            calibration.with_user(self.quality_manager).confirm(self.credential_of(self.quality_manager))
        draft = self._calibration(self.gauge, 1)
        with self.assertRaises(UserError):
            draft.with_user(self.quality_engineer).confirm({"type": "password", "password": "wrong"})
        with self.assertRaises(UserError):
            draft.with_user(self.quality_engineer)._move_to("confirmed")
            draft.with_user(self.quality_engineer)._move_to("draft")

    def test_what_is_missing_is_said(self):
        self._refused(self._calibration(self.gauge, 1, certificate_number=False), "number of its certificate")
        self._refused(self._calibration(self.gauge, 1, certificate_file=False), "certificate itself")
        self._refused(self._calibration(self.gauge, 1, laboratory_id=False), "which laboratory or which person")
        own = {"laboratory_id": False, "performed_by_id": self.inspector.id}
        self._refused(self._calibration(self.gauge, 1, **own), "needs its readings")
        self._refused(self._calibration(self.gauge, 1, as_found="none"), "nobody knows")
        self._refused(self._calibration(self.gauge, 1, as_found=False), "how it was found")
        press = self.env["maintenance.equipment"].create({"name": "Press"})
        self._refused(self._calibration(press, 1), "not a gauge")

    def test_readings_decide_over_what_is_claimed(self):
        bad = self._calibration(self.gauge, 1)
        bad.line_ids = [self._line(as_found="10.005")]
        self.assertEqual((bad.as_found, bad.as_left), ("fail", "pass"))
        bad.with_user(self.quality_engineer).as_found = "pass"
        self._refused(bad, "readings say otherwise")
        with self.assertRaises(ValidationError):
            self._calibration(self.gauge, 1, line_ids=[self._line(reference="ten")])
        exact = self._calibration(self.gauge, 1, line_ids=[self._line(as_found="10.004"), self._line(as_found="9.9959999")])
        self.assertEqual(exact.line_ids.mapped("found_ok"), [True, False])

    def test_dates_make_sense(self):
        with self.assertRaises(ValidationError):
            self._calibration(self.gauge, -1)
        with self.assertRaises(ValidationError):
            self._calibration(self.gauge, 5, next_due=self._days_ago(6))

    def test_the_last_by_day_counts_whatever_was_entered_last(self):
        self._calibrate(self.gauge, 300, as_found="pass")
        self.assertEqual(self.gauge.mdq_last_calibration_id.performed_on, self._days_ago(10))

    def test_a_manager_withdraws_a_false_one(self):
        calibration = self.gauge.mdq_last_calibration_id
        with self.assertRaises(AccessError):
            calibration.with_user(self.quality_engineer).withdraw(self.credential_of(self.quality_engineer), "Wrong gauge")
        with self.assertRaisesRegex(UserError, "Say why"):
            calibration.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "")
        calibration.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "Wrong gauge")
        self.assertEqual((calibration.state, self.gauge.mdq_gauge_status), ("withdrawn", "uncalibrated"))

    def test_a_draft_is_entered_on_the_form_and_cancelled(self):
        with Form(self.env["mdq.gauge.calibration"].with_user(self.inspector)) as form:
            form.gauge_id = self.gauge
            form.performed_by_id = self.inspector
            with form.line_ids.new() as line:
                line.reference, line.as_found, line.as_left, line.largest_error = "10", "10.009", "10.001", "0.004"
        calibration = form.save()
        self.assertEqual((calibration.as_found, calibration.as_left), ("fail", "pass"))
        calibration.action_cancel()
        with self.assertRaises(UserError):
            calibration.write({"note": "x"})

    def test_companies_are_separate(self):
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=company.id, company_ids=[company.id])
        with self.assertRaises(AccessError):
            self.gauge.mdq_last_calibration_id.with_user(stranger).check_access("read")
        with self.assertRaises(UserError):
            self.env["mdq.gauge.calibration"].with_user(stranger).create({"gauge_id": self.gauge.id})

    def test_the_print_says_gauge_results_and_readings_in_both_languages(self):
        """Requirement: MDQ-QUA-104"""
        calibration = self._calibration(self.gauge, 1, "fail", line_ids=[self._line(as_found="10.0051")], work_done="Spindle readjusted")
        calibration.with_user(self.quality_engineer).confirm(self.credential_of(self.quality_engineer))
        report = self.env["ir.actions.report"].with_user(self.auditor)
        html = report._render_qweb_html("mdq_quality.mdq_gauge_calibration_report_action", calibration.ids)[0].decode()
        for words in ("Gauge No. <span>量具编号</span>", "MIC-1", "0.001", "Out of tolerance", "Within limits", "10.0051", "Spindle readjusted",
                      calibration.impact_ids.name, "Mdq Quality Engineer", "C-MIC-1-1"):
            self.assertIn(words, html)
