from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..core import gauge as gauge_core

STATUSES = [
    ("in_service", "In Service"), ("due", "Due Soon"), ("overdue", "Overdue"), ("failed", "Failed"),
    ("uncalibrated", "Not Calibrated"), ("out_of_service", "Out of Service"), ("free", "No Calibration Needed"),
]


class MaintenanceEquipment(models.Model):
    """How a gauge stands: reckoned from its calibrations and the times it was out of service, for any day."""

    _inherit = "maintenance.equipment"

    mdq_calibration_ids = fields.One2many("mdq.gauge.calibration", "gauge_id", "Calibrations", groups="base.group_user")
    mdq_last_calibration_id = fields.Many2one("mdq.gauge.calibration", "Last Calibration", readonly=True, copy=False,
                                              ondelete="restrict", index="btree_not_null", groups="base.group_user")
    mdq_next_due = fields.Date("Calibration Due", readonly=True, copy=False)
    mdq_gauge_status = fields.Selection(STATUSES, "Gauge Status", compute="_compute_mdq_gauge_status",
                                        search="_search_mdq_gauge_status")
    mdq_days_left = fields.Integer("Days Left", compute="_compute_mdq_gauge_status", aggregator=None)
    mdq_countdown = fields.Char("Due In", compute="_compute_mdq_gauge_status")

    mdq_calibration_count = fields.Integer("Number of Calibrations", compute="_compute_mdq_gauge_counts")
    mdq_reading_count = fields.Integer("Number of Readings", compute="_compute_mdq_gauge_counts")
    mdq_reminded = fields.Integer("Last Calibration Reminder", default=gauge_core.SOON + 1, readonly=True, copy=False, aggregator=None,
                                  export_string_translation=False)

    def _compute_mdq_gauge_counts(self):
        # How many there are is no secret; what they say is read by its own rules.
        calibrations = dict(self.env["mdq.gauge.calibration"].sudo()._read_group([("gauge_id", "in", self.ids)], ["gauge_id"], ["__count"]))
        # The same of the readings.
        readings = dict(self.env["mdq.measurement"].sudo()._read_group([("gauge_id", "in", self.ids)], ["gauge_id"], ["__count"]))
        for gauge in self:
            gauge.mdq_calibration_count = calibrations.get(gauge, 0)
            gauge.mdq_reading_count = readings.get(gauge, 0)

    # ------------------------------------------------------------------------------------- standing

    @api.depends_context("lang")
    @api.depends("mdq_gauge_type_id", "mdq_next_due", "mdq_last_calibration_id", "mdq_withdrawal_ids.until")
    def _compute_mdq_gauge_status(self):
        standings = self._mdq_get_standings()
        for gauge in self:
            gauge.mdq_gauge_status = standings.get(gauge._origin.id, False)
            gauge.mdq_days_left = (gauge.mdq_next_due - gauge._mdq_get_today()).days if gauge.mdq_next_due else 0
            gauge.mdq_countdown = gauge._mdq_get_countdown()

    def _mdq_get_countdown(self):
        if self.mdq_gauge_status not in ("in_service", "due", "overdue") or not self.mdq_next_due:
            return ""
        left = self.mdq_days_left
        if left < 0:
            return self.env._("%s days overdue", -left)
        return self.env._("due today") if not left else self.env._("%s days left", left)

    def _mdq_get_today(self):
        return (self.company_id or self.env.company)._mdq_today()

    def _mdq_get_standings(self, day=None):
        """Return {gauge id: status on a day} of those of these that are gauges; today where none is named."""
        gauges = self._origin.filtered("mdq_gauge_type_id")
        calibrations = gauges._mdq_get_confirmed().grouped("gauge_id")
        withdrawals = gauges._mdq_get_withdrawals().grouped("gauge_id")
        nothing = self.env["mdq.gauge.calibration"], self.env["mdq.gauge.withdrawal"]
        return {gauge.id: gauge_core.standing(
            [each._get_fact() for each in calibrations.get(gauge, nothing[0])],
            [each._get_span() for each in withdrawals.get(gauge, nothing[1])],
            day or gauge._mdq_get_today(), gauge.mdq_gauge_type_id.needs_calibration,
        ) for gauge in gauges}

    def _mdq_get_confirmed(self):
        """Return the calibrations that count, oldest first."""
        # Whether a gauge may be used does not depend on what the user may read.
        return self.env["mdq.gauge.calibration"].sudo().search(
            [("gauge_id", "in", self.ids), ("state", "=", "confirmed")], order="performed_on, id"
        )

    def _mdq_get_withdrawals(self):
        # Whether a gauge may be used does not depend on what the user may read.
        return self.env["mdq.gauge.withdrawal"].sudo().search([("gauge_id", "in", self.ids)])

    def _mdq_follow_calibrations(self):
        """Show what the calibrations say; the reckoning itself looks at them, not at this."""
        confirmed = self._mdq_get_confirmed().grouped("gauge_id")
        for gauge in self:
            last = confirmed.get(gauge, self.env["mdq.gauge.calibration"])[-1:]
            # The decision was signed where it was made; who signs need not be allowed to edit equipment.
            gauge.sudo()._mdq_write_facts({
                "mdq_last_calibration_id": last.id,
                "mdq_next_due": last.next_due if last.as_left == "pass" else False,
            })

    # ------------------------------------------------------------------------------------- search

    def _search_mdq_gauge_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("mdq_gauge_type_id", "!=", False) & Domain.OR(self._mdq_get_status_domain(choice) for choice in value)

    def _mdq_get_status_domain(self, choice):
        today = self.env.company._mdq_today()
        out = Domain("mdq_withdrawal_ids", "any!", [("until", "=", False)])
        failed = ~out & Domain("mdq_last_calibration_id", "any!", [("as_left", "=", "fail")])
        needed = Domain("mdq_gauge_type_id", "any!", [("needs_calibration", "=", True)])
        dated = ~out & needed & Domain("mdq_next_due", "!=", False)
        soon = today + timedelta(days=gauge_core.SOON)
        return {
            "out_of_service": out, "failed": failed, "free": ~out & ~failed & ~needed,
            "uncalibrated": ~out & needed & Domain("mdq_last_calibration_id", "=", False),
            "overdue": dated & Domain("mdq_next_due", "<", today),
            "due": dated & Domain("mdq_next_due", ">=", today) & Domain("mdq_next_due", "<=", soon),
            "in_service": dated & Domain("mdq_next_due", ">", soon),
        }.get(choice, Domain.FALSE)

    # ------------------------------------------------------------------------------------- actions

    def action_mdq_view_calibrations(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_gauge_calibration_action")
        return {**action, "domain": [("gauge_id", "=", self.id)], "context": {"default_gauge_id": self.id}}

    def action_mdq_view_readings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_measurement_action")
        return {**action, "domain": [("gauge_id", "=", self.id)], "context": {}}


class MdqGaugeCalibration(models.Model):
    """A calibration as the core knows it."""

    _inherit = "mdq.gauge.calibration"

    def _get_fact(self):
        return gauge_core.Calibration(self.performed_on, self.as_left == "pass", self.next_due or None)


class MdqGaugeWithdrawal(models.Model):
    """A time out of service as the core knows it."""

    _inherit = "mdq.gauge.withdrawal"

    def _get_span(self):
        day_of = self.company_id._mdq_get_day
        return day_of(self.since), day_of(self.until) if self.until else None
