from datetime import timedelta

from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core import gauge as gauge_core

TASK = "mail.mail_activity_data_todo"
_lt = LazyTranslate(__name__)


class MaintenanceEquipment(models.Model):
    """Who keeps a gauge is told before its calibration is due; whether it counts is reckoned by date, never by this."""

    _inherit = "maintenance.equipment"

    @api.model
    def _cron_mdq_remind(self):
        """Once a threshold (30 days, 7 days, the day itself): a task for whoever keeps the gauge; at the end an alert."""
        latest = self.env.company._mdq_today() + timedelta(days=gauge_core.SOON + 1)
        gauges = self.search([("mdq_gauge_type_id.needs_calibration", "=", True), ("mdq_next_due", "<=", latest)])
        for gauge in gauges.filtered(lambda gauge: gauge.mdq_gauge_status in ("due", "overdue")):
            threshold = gauge_core.threshold(gauge.mdq_days_left)
            if threshold is not None and threshold < gauge.mdq_reminded:
                gauge._mdq_remind(threshold)

    def _mdq_remind(self, threshold):
        self._mdq_write_facts({"mdq_reminded": threshold})
        person = self.technician_user_id or self.owner_user_id
        tasks = self.activity_ids.filtered(lambda task: task.automated and task.user_id == person)
        if person and not tasks:
            spoken = self.with_context(lang=person.lang)
            self.activity_schedule(TASK, date_deadline=self.mdq_next_due, user_id=person.id,
                                   summary=spoken.env._("Have %s calibrated", spoken.display_name))
        if not person or not threshold:
            self.env["mdq.alert"]._mdq_raise(
                "gauge_due", self, _lt("The calibration of a gauge is due: have it calibrated or take it out of service"),
                groups=("mdq_base.group_quality_engineer",),
            )

    def _mdq_follow_calibrations(self):
        """A new calibration answers the reminder of the old one."""
        result = super()._mdq_follow_calibrations()
        # Tasks of the server are taken back by the server, whoever signed.
        gauges = self.sudo()
        for gauge in gauges:
            gauge._mdq_write_facts({"mdq_reminded": gauge_core.SOON + 1})
        gauges.activity_unlink([TASK])
        return result
