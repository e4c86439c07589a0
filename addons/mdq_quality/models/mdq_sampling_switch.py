from odoo import fields, models

from .mdq_sampling_series import SEVERITIES


class MdqSamplingSwitch(models.Model):
    """One change of how strictly a series is inspected, or the agreement to one, with the rule or the person behind it."""

    _name = "mdq.sampling.switch"
    _description = "Switch of Inspection"
    _inherit = ["mdq.lot.series.event.mixin"]
    _mdq_timeline_parent = "series_id"

    series_id = fields.Many2one("mdq.sampling.series", "Series", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="series_id.company_id")
    before = fields.Selection(SEVERITIES, required=True, readonly=True)
    after = fields.Selection(SEVERITIES, required=True, readonly=True)
    why = fields.Selection(
        [("two_of_five", "Two of five lots not accepted"), ("five_accepted", "Five lots in a row accepted"),
         ("score", "Switching score of 30 reached"), ("ten_accepted", "Ten lots in a row accepted"),
         ("not_accepted", "A lot not accepted on reduced inspection"), ("gap", "Nonconforming units between Ac and Re"),
         ("irregular", "Production irregular, or other conditions"), ("rejections", "Five lots not accepted on tightened inspection"),
         ("resumed", "Resumed after improvement"), ("agreed", "Reduced inspection agreed"),
         ("level", "Inspection level by risk class")],
        "Rule", required=True, readonly=True,
    )
    score = fields.Integer("Switching Score", readonly=True, aggregator=None)
