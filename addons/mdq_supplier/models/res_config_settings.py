from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """What a company chooses for its suppliers, where an administrator looks for it."""

    _inherit = "res.config.settings"

    mdq_time_zone = fields.Selection(
        related="company_id.partner_id.tz", readonly=False, string="Time Zone of the Company",
        help="Validity, due dates and what was allowed on a day are counted in the days of this place, whoever asks.",
    )
    mdq_score_days = fields.Integer(related="company_id.mdq_score_days", readonly=False)
    mdq_score_short = fields.Float(related="company_id.mdq_score_short", readonly=False)
    mdq_score_price = fields.Float(related="company_id.mdq_score_price", readonly=False)
    mdq_contest_days = fields.Integer(related="company_id.mdq_contest_days", readonly=False)
