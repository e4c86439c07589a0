from odoo import fields, models

from ..models.mdq_gauge_impact_line import DECISIONS


class MdqGaugeImpactDecide(models.TransientModel):
    """Asks what becomes of lots that a doubtful gauge measured, and why."""

    _name = "mdq.gauge.impact.decide"
    _description = "Decide on Lots of a Gauge Impact"

    line_ids = fields.Many2many("mdq.gauge.impact.line", string="Lots", required=True)
    decision = fields.Selection(DECISIONS, required=True, default="hold")
    reason = fields.Text(required=True)

    def action_decide(self):
        self.ensure_one()
        self.line_ids.decide(self.decision, self.reason)
        return {"type": "ir.actions.act_window_close"}
