from odoo import fields, models


class StockLot(models.Model):
    """What was done on a lot without changing it into another: sent out to be anodised, sterilised, …"""

    _inherit = "stock.lot"

    def _mdq_trace_steps(self):
        steps = super()._mdq_trace_steps()
        # Who may read a lot may know what was done to it, and by whom.
        lines = self.env["mdq.batch.step.lot"].sudo().search([("lot_id", "in", self.ids)])
        for line in lines.sorted(lambda one: (one.step_id.sequence, one.id)):
            steps.setdefault(line.lot_id.id, []).append(_step(line))
        return steps


def _step(line):
    step = line.step_id
    loads = step.load_line_ids.filtered(lambda one: one.lot_id == line.lot_id).load_id
    return {
        "step_id": step.id, "process": step.process_id.name, "kind": step.kind, "state": step.state,
        "state_label": dict(step._fields["state"]._description_selection(step.env))[step.state],
        "partner_id": step.partner_id.id or False, "partner": step.partner_id.display_name or False,
        "date": fields.Datetime.to_string(step.date_done or step.date_started) or False,
        "loads": [{"load_id": load.id, "name": load.display_name, "verdict": load.state} for load in loads],
    }
