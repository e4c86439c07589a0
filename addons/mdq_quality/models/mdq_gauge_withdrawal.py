from odoo import api, fields, models
from odoo.exceptions import UserError


class MdqGaugeWithdrawal(models.Model):
    """One time that a gauge was out of service: since when, why, and until when."""

    _name = "mdq.gauge.withdrawal"
    _description = "Gauge Out of Service"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "reason"
    _mdq_server_written = True

    gauge_id = fields.Many2one("maintenance.equipment", "Gauge", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    since = fields.Datetime("Out of Service Since", required=True, readonly=True, default=lambda self: fields.Datetime.now())
    reason = fields.Text(required=True, readonly=True)
    withdrawn_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    until = fields.Datetime("Back Since", readonly=True)
    returned_by = fields.Many2one("res.users", "Returned By", readonly=True, ondelete="restrict")
    return_reason = fields.Text("Why It Is Back", readonly=True)

    _one_at_a_time = models.UniqueIndex("(gauge_id) WHERE until IS NULL", "This gauge is out of service already.")

    def unlink(self):
        raise UserError(self.env._("When a gauge was out of service is never deleted."))


class MaintenanceEquipment(models.Model):
    """Taking a gauge out of service, and bringing it back."""

    _inherit = "maintenance.equipment"

    mdq_withdrawal_ids = fields.One2many("mdq.gauge.withdrawal", "gauge_id", "Times Out of Service", readonly=True,
                                         groups="base.group_user")

    def mdq_withdraw(self, reason):
        """Take gauges out of service: for whoever finds one damaged, dropped or lost."""
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self._mdq_check_gauges(reason)
        if self._mdq_get_open_withdrawals():
            raise UserError(self.env._("%s is out of service already.", self._mdq_get_open_withdrawals()[0].gauge_id.display_name))
        # No role writes these rows; the role and the reason were checked above.
        self.env["mdq.gauge.withdrawal"].sudo().create([
            {"gauge_id": gauge.id, "company_id": (gauge.company_id or self.env.company).id, "reason": reason.strip(),
             "withdrawn_by": self.env.uid} for gauge in self
        ])
        self._mdq_log(self.env._("Out of service: %s", reason.strip()))
        return True

    def mdq_return_to_service(self, reason):
        """Bring gauges back: a quality engineer looked at them. A lapsed or failed calibration still stands in the way."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self._mdq_check_gauges(reason)
        spells = self._mdq_get_open_withdrawals()
        if spells.gauge_id != self:
            raise UserError(self.env._("%s is not out of service.", (self - spells.gauge_id)[0].display_name))
        with self._mdq_reason(reason):
            spells.write({"until": fields.Datetime.now(), "returned_by": self.env.uid, "return_reason": reason.strip()})
        self._mdq_log(self.env._("Back in service: %s", reason.strip()))
        return True

    def _mdq_check_gauges(self, reason):
        self.check_access("read")
        others = self.filtered(lambda equipment: not equipment.mdq_gauge_type_id)
        if not self or others:
            raise UserError(self.env._("%s is not a gauge: give it a gauge type first.", others[:1].display_name or "-"))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why: what happened to the gauge, or what was checked."))

    def _mdq_get_open_withdrawals(self):
        # That a gauge is out of service counts, whoever asks; and only the server writes these rows.
        return self.env["mdq.gauge.withdrawal"].sudo().search([("gauge_id", "in", self.ids), ("until", "=", False)])

    def _mdq_log(self, body):
        # The gauge says it in its own chatter, whoever may edit equipment.
        self.sudo()._message_log_batch(bodies=dict.fromkeys(self.ids, body))

    def action_mdq_withdraw(self):
        return self._mdq_ask("withdraw", self.env._("Take Out of Service"))

    def action_mdq_return(self):
        return self._mdq_ask("return", self.env._("Return to Service"))

    @api.private
    def _mdq_ask(self, answer, title):
        return {"type": "ir.actions.act_window", "res_model": "mdq.gauge.withdraw", "name": title, "target": "new",
                "views": [(False, "form")], "context": {"default_gauge_ids": self.ids, "default_answer": answer}}
