from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class MdqGaugeCalibration(models.Model):
    """One calibration of one gauge: what it showed when it came, how it was left, and until when that holds."""

    _name = "mdq.gauge.calibration"
    _description = "Calibration"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "performed_on desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    gauge_id = fields.Many2one(
        "maintenance.equipment", "Gauge", required=True, ondelete="restrict", index=True, check_company=True, tracking=True,
        domain="[('mdq_gauge_type_id', '!=', False)]",
    )
    gauge_type_id = fields.Many2one(related="gauge_id.mdq_gauge_type_id")
    uom_id = fields.Many2one(related="gauge_id.mdq_gauge_uom_id")
    performed_on = fields.Date("Calibrated On", required=True, tracking=True, default=lambda self: self.env.company._mdq_today())
    laboratory_id = fields.Many2one("res.partner", "Laboratory", ondelete="restrict", tracking=True, check_company=True,
                                    help="Empty: calibrated here.")
    performed_by_id = fields.Many2one("res.users", "Calibrated By", ondelete="restrict", tracking=True,
                                      help="Who did it here. Somebody else confirms it.")
    certificate_number = fields.Char("Certificate No.", copy=False, tracking=True)
    certificate_file = fields.Binary("Certificate", attachment=True, copy=False)
    certificate_filename = fields.Char("Certificate File Name", copy=False)
    line_ids = fields.One2many("mdq.gauge.calibration.line", "calibration_id", "Readings of the Calibration", copy=True)
    as_found = fields.Selection(
        [("pass", "Within limits"), ("fail", "Out of tolerance"), ("none", "Not taken")], "As Found", compute="_compute_results",
        store=True, readonly=False, precompute=True, tracking=True,
        help="What it showed before anybody adjusted it. Out of tolerance: what it measured since the last good calibration is in doubt.",
    )
    as_left = fields.Selection(
        [("pass", "Within limits"), ("fail", "Out of tolerance")], "As Left", compute="_compute_results", store=True, readonly=False,
        precompute=True, tracking=True, help="Out of tolerance: the gauge is not used until a later calibration leaves it within limits.",
    )
    work_done = fields.Text("Adjusted or Repaired", help="What was done to it between as found and as left.")
    next_due = fields.Date("Next Due", compute="_compute_next_due", store=True, readonly=False, precompute=True, tracking=True)
    note = fields.Text("Remarks")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled"), ("withdrawn", "Withdrawn")],
        string="Status", default="draft", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    @api.depends("name", "gauge_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.name or self.env._("Calibration")

    @api.depends("line_ids.found_ok", "line_ids.left_ok")
    def _compute_results(self):
        """Where readings were taken, they decide; without them the certificate does, as it was entered."""
        for record in self:
            record.as_found = record._get_result("found_ok", "as_found") or record.as_found
            record.as_left = record._get_result("left_ok", "as_left") or record.as_left

    def _get_result(self, judged, value):
        lines = self.line_ids.filtered(value)
        return lines and ("pass" if all(lines.mapped(judged)) else "fail")

    @api.depends("performed_on", "gauge_id", "as_left")
    def _compute_next_due(self):
        for record in self:
            months = record.gauge_id.mdq_interval_months or record.gauge_type_id.interval_months or 12
            is_due = record.performed_on and record.as_left != "fail"
            record.next_due = record.performed_on + relativedelta(months=months) if is_due else False

    @api.constrains("performed_on", "next_due", "state")
    def _check_dates(self):
        for record in self:
            if record.next_due and record.next_due <= record.performed_on:
                raise ValidationError(self.env._(
                    "%s is next due after the day on which it was calibrated.", record.gauge_id.display_name
                ))
            if record.performed_on > record.company_id._mdq_today():
                raise ValidationError(self.env._("A calibration is entered once it was done: its day cannot lie in the future."))

    # --------------------------------------------------------------------------------- transitions

    def _get_transitions(self):
        return {"draft": {"confirmed", "cancelled"}, "confirmed": {"withdrawn"}}

    def _get_locked_states(self):
        return {"confirmed", "cancelled", "withdrawn"}

    # -------------------------------------------------------------------------------------- public

    def confirm(self, credential, reason=None):
        """Sign that these calibrations were done as written; from then on they decide whether their gauges may be used."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self._check_not_own()
        self._check_declared("confirmed")
        self._check_move_to_confirmed()
        self.env["mdq.signature"]._sign(self, "approved", credential, reason)
        return self._move_to("confirmed", reason)

    def withdraw(self, credential, reason):
        """Sign that these calibrations no longer count: entered for the wrong gauge, or found to be false."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        self._check_declared("withdrawn")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the calibration no longer counts."))
        self.env["mdq.signature"]._sign(self, "rejected", credential, reason)
        return self._move_to("withdrawn", reason)

    def action_confirm(self):
        self._check_not_own()
        self._check_move_to_confirmed()
        return self._mdq_sign_action("confirm", self.env._("Confirm Calibration"), "approved")

    def action_withdraw(self):
        return self._mdq_sign_action("withdraw", self.env._("Withdraw Calibration"), "rejected", reason_required=True)

    def action_cancel(self):
        return self._move_to("cancelled")

    # -------------------------------------------------------------------------------------- checks

    def _check_not_own(self):
        """Who did or entered a calibration does not confirm it, whatever his roles."""
        own = self.filtered(lambda record: self.env.user in record.performed_by_id | record.create_uid)
        if own:
            raise AccessError(self.env._(
                "You calibrated %s or entered its calibration: another quality engineer confirms it.", own[0].gauge_id.display_name
            ))

    def _check_move_to_confirmed(self):
        for record in self:
            gap = record._get_gap()
            if gap:
                raise UserError(self.env._("%(calibration)s of %(gauge)s: %(gap)s", calibration=record.name,
                                           gauge=record.gauge_id.display_name, gap=gap))

    def _get_gap(self):
        """What is still missing, in words; "" when nothing is."""
        if not self.gauge_type_id:
            return self.env._("it is not a gauge. Give the equipment a gauge type.")
        return self._get_source_gap() or self._get_result_gap()

    def _get_source_gap(self):
        if not self.laboratory_id and not self.performed_by_id:
            return self.env._("say which laboratory or which person calibrated it.")
        if self.laboratory_id and not (self.certificate_number and self.certificate_file):
            return self.env._("a laboratory's calibration needs the number of its certificate and the certificate itself.")
        if not self.laboratory_id and not self.line_ids:
            return self.env._("a calibration done here needs its readings: reference, as found, as left, largest error.")
        return ""

    def _get_result_gap(self):
        if not self.as_found or not self.as_left:
            return self.env._("say how it was found and how it was left.")
        if self.as_found == "none" and self._get_earlier():
            return self.env._("as found was not taken, so nobody knows whether what it measured was right. Enter what it showed.")
        for judged, value in (("found_ok", "as_found"), ("left_ok", "as_left")):
            result = self._get_result(judged, value)
            if result and result != self[value]:
                return self.env._("the readings say otherwise than the result “%s”.", self._fields[value]._description_string(self.env))
        if self.as_left == "pass" and not self.next_due:
            return self.env._("say when it is due next.")
        return ""

    def _get_earlier(self):
        return self.gauge_id._mdq_get_confirmed().filtered(lambda other: other.performed_on <= self.performed_on and other != self)

    # ------------------------------------------------------------------------------------- effects

    def _after_move_to_confirmed(self):
        """The gauge stands as its last calibration says. Extended for what a failed one casts doubt on."""
        self.gauge_id._mdq_follow_calibrations()

    def _after_move_to_withdrawn(self):
        self.gauge_id._mdq_follow_calibrations()
