from odoo import fields, models


class MdqCapaWhy(models.Model):
    """One step down from the problem towards its root cause."""

    _name = "mdq.capa.why"
    _description = "CAPA Why"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "capa_id"
    _order = "capa_id, sequence, id"
    _rec_name = "answer"

    capa_id = fields.Many2one("mdq.capa", "CAPA", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="capa_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    question = fields.Char("Why?", required=True)
    answer = fields.Text("Because", required=True)
    evidence = fields.Char()

    def _get_signed_fields(self):
        return ["sequence", "question", "answer", "evidence"]

    def _mdq_deletable(self):
        return all(why.capa_id.state in ("draft", "analysis") for why in self)
