from odoo import fields, models


class MdqCompetenceRequirement(models.Model):
    """Recording readings of an inspection, and concluding it, may ask for a competence."""

    _inherit = "mdq.competence.requirement"

    act = fields.Selection(selection_add=[("record", "Record Results")], ondelete={"record": "set default"})
