from odoo import fields, models
from odoo.addons.mdq_base.models import ledger_table
from odoo.exceptions import UserError


class MdqBatchReport(models.Model):
    """What somebody reported of a lot in a step. Never changed: a correction is a new report that says why."""

    _name = "mdq.batch.report"
    _description = "Report of a Batch Step"
    _order = "id desc"
    _rec_name = "lot_name"
    _mdq_timeline_parent = "step_id"
    _mdq_ledger = True
    _mdq_server_written = True

    step_id = fields.Many2one("mdq.batch.step", "Step", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot", readonly=True, ondelete="restrict", index="btree_not_null")
    lot_name = fields.Char("Reported Lot", readonly=True)
    is_counted = fields.Boolean("Quantities Reported", readonly=True, help="A quantity that was not reported is not zero.")
    quantity = fields.Float("Good", digits="Product Unit", readonly=True)
    scrap = fields.Float("Lost", digits="Product Unit", readonly=True)
    reason = fields.Char("Reason of Correction", readonly=True)
    supersedes_id = fields.Many2one("mdq.batch.report", "Corrects", readonly=True, ondelete="restrict")
    token = fields.Char(readonly=True, help="Names the sending: the same one twice is one report.")
    reported_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    reported_on = fields.Datetime("On", required=True, readonly=True)

    _token_once = models.UniqueIndex("(step_id, token) WHERE token IS NOT NULL", "This report was received already.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Reports are never changed. Report again, and say why."))

    def unlink(self):
        raise UserError(self.env._("Reports are never deleted. Report again, and say why."))
