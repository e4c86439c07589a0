from odoo import fields, models

from ..models.mdq_access_review_line import DECISIONS


class MdqAccessDecide(models.TransientModel):
    """The reason without which no role is removed or changed."""

    _name = "mdq.access.decide"
    _description = "Decision on Access"

    decision = fields.Selection(DECISIONS, required=True, readonly=True, default="remove")
    line_ids = fields.Many2many("mdq.access.review.line", string="Lines", readonly=True, required=True)
    comment = fields.Char("Why", required=True)

    def action_confirm(self):
        return self.line_ids.decide(self.decision, self.comment)
