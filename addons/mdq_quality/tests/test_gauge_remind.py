from freezegun import freeze_time
from odoo import fields

from .gauge_common import GaugeCase


class TestGaugeRemind(GaugeCase):
    """Requirement: MDQ-QUA-114"""

    def _remind(self, days_before):
        with freeze_time(fields.Date.subtract(self.gauge.mdq_next_due, days=days_before)):
            self.env.invalidate_all()
            self.env["maintenance.equipment"]._cron_mdq_remind()

    def _tasks(self):
        return self.gauge.activity_ids.filtered("automated")

    def _alerts(self):
        return self.env["mdq.alert"].search([("code", "=", "gauge_due"), ("res_id", "=", self.gauge.id)])

    def test_who_keeps_the_gauge_is_told_once_a_threshold(self):
        self.gauge.with_user(self.quality_engineer).technician_user_id = self.inspector
        self._remind(31)
        self.assertFalse(self._tasks())
        for days in (30, 29, 7):
            self._remind(days)
            self.assertEqual((self._tasks().user_id, len(self._tasks()), len(self._alerts())), (self.inspector, 1, 0))
        self.assertEqual(self.gauge.mdq_reminded, 7)
        self._remind(0)
        self._remind(-3)
        self.assertEqual((len(self._tasks()), len(self._alerts()), self._alerts().repeat_count), (1, 1, 1))

    def test_without_a_keeper_quality_is_told(self):
        self._remind(30)
        self.assertTrue(self._alerts())

    def test_a_new_calibration_answers_the_reminder(self):
        self.gauge.with_user(self.quality_engineer).technician_user_id = self.inspector
        self._remind(7)
        self._calibrate(self.gauge, 0)
        self.assertEqual((len(self._tasks()), self.gauge.mdq_reminded), (0, 31))

    def test_one_that_is_out_of_service_is_left_alone(self):
        self.gauge.with_user(self.inspector).mdq_withdraw("Lost")
        self._remind(7)
        self.assertFalse(self._tasks() | self._alerts().activity_ids)
        self.assertFalse(self._alerts())
