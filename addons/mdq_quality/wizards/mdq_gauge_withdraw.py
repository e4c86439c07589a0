from odoo import fields, models


class MdqGaugeWithdraw(models.TransientModel):
    """Asks why, and takes gauges out of service or brings them back."""

    _name = "mdq.gauge.withdraw"
    _description = "Gauge Out of Service or Back"

    gauge_ids = fields.Many2many("maintenance.equipment", string="Gauges", required=True)
    answer = fields.Selection([("withdraw", "Take out of service"), ("return", "Return to service")], required=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        if self.answer == "withdraw":
            self.gauge_ids.mdq_withdraw(self.reason)
        else:
            self.gauge_ids.mdq_return_to_service(self.reason)
        return {"type": "ir.actions.act_window_close"}
