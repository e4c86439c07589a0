from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What a company chooses for inspection and release, where an administrator looks for it."""

    _inherit = "res.config.settings"

    mdq_inspection_days = fields.Integer(related="company_id.mdq_inspection_days", readonly=False)
    mdq_second_person = fields.Boolean(related="company_id.mdq_second_person", readonly=False)
    mdq_late_minutes = fields.Integer(related="company_id.mdq_late_minutes", readonly=False)
    mdq_review_before_release = fields.Boolean(related="company_id.mdq_review_before_release", readonly=False)
    mdq_two_stage_release = fields.Boolean(related="company_id.mdq_two_stage_release", readonly=False)
