from odoo import fields, models


class MdqCapaCheck(models.Model):
    """One effectiveness check of a CAPA: criterion, evidence and verdict as they were signed."""

    _name = "mdq.capa.check"
    _description = "CAPA Effectiveness Check"
    _inherit = ["mdq.audited.mixin"]
    _mdq_server_written = True
    _order = "capa_id, id desc"
    _rec_name = "checked_on"

    capa_id = fields.Many2one("mdq.capa", "CAPA", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="capa_id.company_id", store=True, precompute=True)
    criterion = fields.Text(required=True, readonly=True)
    evidence = fields.Text(required=True, readonly=True)
    result = fields.Selection([("passed", "Passed"), ("failed", "Failed")], required=True, readonly=True)
    checked_by_id = fields.Many2one("res.users", "Checked By", required=True, readonly=True)
    checked_on = fields.Datetime(required=True, readonly=True)

    def _get_signed_fields(self):
        return ["capa_id", "criterion", "evidence", "result", "checked_by_id", "checked_on"]
