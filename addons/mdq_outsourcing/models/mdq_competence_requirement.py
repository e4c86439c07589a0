from odoo import fields, models


class MdqCompetenceRequirement(models.Model):
    """Reporting a step may ask for a competence, of staff of suppliers too."""

    _inherit = "mdq.competence.requirement"

    act = fields.Selection(selection_add=[("report", "Report a Step")], ondelete={"report": "set default"})
