import psycopg2
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from .gauge_common import GaugeCase


class TestGauge(GaugeCase):
    """Requirement: MDQ-QUA-101"""

    def test_a_gauge_takes_a_number_and_what_its_type_says(self):
        gauge = self._gauge(False)
        self.assertTrue(gauge.mdq_gauge_no)
        self.assertEqual((gauge.mdq_gauge_uom_id, gauge.mdq_interval_months), (self.millimetre, 12))
        self.assertEqual(gauge.display_name, f"{gauge.mdq_gauge_no} Micrometer")
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self._gauge("MIC-1", serial_no="other")

    def test_range_and_resolution_are_numbers_that_make_sense(self):
        for vals in ({"mdq_range_min": "wide"}, {"mdq_range_min": "30"}, {"mdq_resolution": "0"}, {"mdq_gauge_uom_id": False}):
            with self.assertRaises(ValidationError):
                self.gauge.write_with_reason(vals, "Try")

    def test_what_decides_whether_it_fits_is_for_quality(self):
        manager = self.new_user("mdq_maintenance", "maintenance.group_equipment_manager")
        self.gauge.with_user(manager).note = "Kept in drawer 3"
        for values in ({"mdq_resolution": "0.0001"}, {"mdq_gauge_type_id": False}, {"active": False}):
            with self.assertRaises(AccessError):
                self.gauge.with_user(manager).write_with_reason(values, "Easier")
        with self.assertRaises(AccessError):
            self.env["maintenance.equipment"].with_user(manager).create({"name": "X", "mdq_gauge_type_id": self.micrometer.id})
        self.env["maintenance.equipment"].with_user(manager).create({"name": "Drill press"})

    def test_what_follows_from_calibrations_is_never_set(self):
        later = fields.Date.add(fields.Date.today(), years=5)
        for gauge in (self.gauge, self.gauge.sudo(), self.gauge.with_user(self.admin)):
            with self.assertRaisesRegex(UserError, "Enter a calibration"):
                gauge.write({"mdq_next_due": later})
        with self.assertRaises(UserError):
            self._gauge("MIC-9", mdq_next_due=later)
        sent = self.env["maintenance.equipment"].with_context(default_mdq_next_due=later).with_user(self.quality_engineer)
        gauge = sent.create({"name": "New", "mdq_gauge_type_id": self.micrometer.id})
        self.assertEqual((gauge.mdq_next_due, gauge.mdq_gauge_status), (False, "uncalibrated"))

    def test_a_gauge_is_never_deleted_and_asks_for_a_reason(self):
        for user in (self.quality_engineer, self.env.user):
            with self.assertRaises(UserError):
                self.gauge.with_user(user).unlink()
        with self.assertRaisesRegex(UserError, "reason"):
            self.gauge.with_user(self.quality_engineer).mdq_resolution = "0.01"
        self.gauge.with_user(self.quality_engineer).write_with_reason({"mdq_resolution": "0.01"}, "As its manual says")
        history = self.env["mdq.ledger"].with_user(self.auditor).history("maintenance.equipment", self.gauge.id)
        self.assertIn("As its manual says", [change["reason"] for change in history])

    def test_people_who_measure_read_gauges_and_other_companies_do_not(self):
        self.gauge.with_user(self.inspector).check_access("read")
        with self.assertRaises(AccessError):
            self.gauge.with_user(self.inspector).write({"note": "x"})
        press = self.env["maintenance.equipment"].create({"name": "Press"})
        with self.assertRaises(AccessError):
            press.with_user(self.inspector).check_access("read")
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_inspector", company_id=company.id, company_ids=[company.id])
        with self.assertRaises(AccessError):
            self.gauge.with_user(stranger).check_access("read")
        self.assertFalse(self.env["maintenance.equipment"].with_user(stranger).mdq_scan("MIC-1"))
        self.assertEqual(self.env["maintenance.equipment"].with_user(self.inspector).mdq_scan("MIC-1"), self.gauge.id)
        self.assertEqual(self.env["maintenance.equipment"].with_user(self.inspector).mdq_scan("SN-MIC-1"), self.gauge.id)

    def test_the_form_shows_how_it_stands(self):
        view = "mdq_quality.maintenance_equipment_view_form_gauge"
        with Form(self.env["maintenance.equipment"].with_user(self.quality_engineer), view=view) as form:
            form.name = "Height gauge"
            form.mdq_gauge_type_id = self.caliper
            form.mdq_range_max = "300"
        gauge = form.save()
        self.assertEqual((gauge.mdq_gauge_status, gauge.mdq_range_shown), ("uncalibrated", "– 300 mm"))

    def test_its_label_says_until_when_it_may_be_used(self):
        """Requirement: MDQ-QUA-115"""
        self._gauge("NEW")
        gauges = self.env["maintenance.equipment"].with_user(self.inspector).search([("mdq_gauge_no", "in", ("MIC-1", "NEW"))])
        html, _kind = self.env["ir.actions.report"]._render_qweb_html("mdq_quality.mdq_gauge_label_report", gauges.ids)
        for words in (b"MIC-1", str(self.gauge.mdq_next_due).encode(), b"DO NOT USE", b"data:image/png"):
            self.assertIn(words, html)

    # ------------------------------------------------------------------------------------ standing

    def test_how_it_stands_follows_from_dated_facts(self):
        """Requirement: MDQ-QUA-102"""
        self.assertEqual(self.gauge.mdq_gauge_status, "in_service")
        stands = self.gauge._mdq_get_standings
        self.assertEqual(stands(self._days_ago(11))[self.gauge.id], "uncalibrated")
        self.assertEqual(stands(fields.Date.add(self.gauge.mdq_next_due, days=-5))[self.gauge.id], "due")
        self.assertEqual(stands(fields.Date.add(self.gauge.mdq_next_due, days=1))[self.gauge.id], "overdue")
        self._calibrate(self.gauge, 3, as_left="fail", as_found="pass")
        self.assertEqual((self.gauge.mdq_gauge_status, self.gauge.mdq_next_due), ("failed", False))
        self.assertEqual(stands(self._days_ago(4))[self.gauge.id], "in_service")
        self._calibrate(self.gauge, 2, as_found="fail")
        self.assertEqual(self.gauge.mdq_gauge_status, "in_service")

    def test_the_filters_find_what_the_badge_says(self):
        made = {"in_service": self.gauge, "uncalibrated": self._gauge("U-1")}
        for status, vals in (("due", {"next_due": self._days_ago(-30)}), ("overdue", {"next_due": self._days_ago(1)}),
                             ("failed", {"as_left": "fail"}), ("out_of_service", {})):
            made[status] = self._gauge(status)
            self._calibrate(made[status], **vals)
        made["out_of_service"].with_user(self.inspector).mdq_withdraw("Dropped")
        kind = self.env["mdq.gauge.type"].create({"code": "IND", "name": "Indication", "needs_calibration": False})
        made["free"] = self._gauge("F-1", kind, mdq_gauge_uom_id=self.millimetre.id)
        everything = self.env["maintenance.equipment"].union(*made.values())
        for status, gauge in made.items():
            self.assertEqual(gauge.mdq_gauge_status, status)
            found = everything.search([("id", "in", everything.ids), ("mdq_gauge_status", "=", status)])
            self.assertEqual(found, gauge, status)
        rest = everything.search([("id", "in", everything.ids), ("mdq_gauge_status", "not in", ("free", "failed"))])
        self.assertEqual(len(rest), len(made) - 2)
        self.assertEqual(made["overdue"].mdq_countdown, "1 days overdue")

    def test_out_of_service_and_back_say_why(self):
        """Requirement: MDQ-QUA-103"""
        with self.assertRaisesRegex(UserError, "Say why"):
            self.gauge.with_user(self.inspector).mdq_withdraw(" ")
        with self.assertRaises(AccessError):
            self.gauge.with_user(self.releaser).mdq_withdraw("Dropped")
        with self.assertRaises(AccessError):
            self.gauge.with_user(self.releaser).sudo().mdq_withdraw("Dropped")
        self.env["mdq.gauge.withdraw"].with_user(self.inspector).create(
            {"gauge_ids": self.gauge.ids, "answer": "withdraw", "reason": "Dropped"}
        ).action_confirm()
        self.assertEqual(self.gauge.mdq_gauge_status, "out_of_service")
        with self.assertRaisesRegex(UserError, "already"):
            self.gauge.with_user(self.inspector).mdq_withdraw("Again")
        with self.assertRaises(AccessError):
            self.gauge.with_user(self.inspector).mdq_return_to_service("Looks fine")
        self.gauge.with_user(self.quality_engineer).mdq_return_to_service("Checked against a gauge block")
        self.assertEqual(self.gauge.mdq_gauge_status, "in_service")
        with self.assertRaisesRegex(UserError, "not out of service"):
            self.gauge.with_user(self.quality_engineer).mdq_return_to_service("Again")
        spell = self.gauge.mdq_withdrawal_ids
        self.assertEqual((spell.withdrawn_by, spell.returned_by), (self.inspector, self.quality_engineer))
        for row in (spell.with_user(self.quality_manager), spell.sudo()):
            with self.assertRaises(UserError):
                row.unlink()

    def test_the_standing_of_many_takes_no_more_queries(self):
        gauges = self.gauge
        for number in range(5):
            gauges |= self._gauge(f"Q-{number}")
        counts = []
        for some in (gauges[:1], gauges):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("mdq_gauge_status")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
