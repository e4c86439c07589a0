from odoo import fields, models


class MdqAlertAnswer(models.TransientModel):
    """The comment without which no alert is acknowledged or reviewed."""

    _name = "mdq.alert.answer"
    _description = "Answer to Alerts"

    answer = fields.Selection(
        [("acknowledge", "Acknowledge"), ("review", "Review")], required=True, readonly=True, default="acknowledge"
    )
    alert_ids = fields.Many2many("mdq.alert", string="Alerts", readonly=True, required=True)
    comment = fields.Text(required=True)

    def action_confirm(self):
        """The alerts check who answers and what he says."""
        if self.answer == "review":
            return self.alert_ids.review_alerts(self.comment)
        return self.alert_ids.acknowledge(self.comment)
