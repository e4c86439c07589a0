from odoo import api, fields, models

from .mdq_sampling_skip import STATUSES


class MdqSamplingSkipEvent(models.Model):
    """One change in how many lots of a series are inspected, with the rule or the person behind it."""

    _name = "mdq.sampling.skip.event"
    _description = "Event of a Skip-Lot Series"
    _inherit = ["mdq.lot.series.event.mixin"]
    _mdq_timeline_parent = "skip_id"

    skip_id = fields.Many2one("mdq.sampling.skip", "Series", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="skip_id.company_id")
    before = fields.Selection(STATUSES, required=True, readonly=True)
    after = fields.Selection(STATUSES, required=True, readonly=True)
    frequency_before = fields.Integer("One of … Before", readonly=True, aggregator=None)
    frequency_after = fields.Integer("One of … After", readonly=True, aggregator=None)
    why = fields.Selection(
        [("earned", "Score of 50 reached: qualified"), ("approved", "Skipping approved"), ("score", "Score of 50 reached again"),
         ("not_accepted", "A lot not accepted"), ("tighter", "A lot that would not have been accepted at the next lower AQL"),
         ("requalified", "Requalified"), ("not_requalified", "Not requalified in ten lots"), ("ordered", "Decided by a person"),
         ("idle", "No lot for more than 60 days"), ("barrier", "A condition does not hold"), ("cleared", "All conditions hold again")],
        "Rule", required=True, readonly=True,
    )
    score = fields.Integer("Qualification Score", readonly=True, aggregator=None)

    @api.depends("frequency_before", "frequency_after")
    def _compute_sentence(self):
        super()._compute_sentence()

    def _get_words(self, name):
        """How many lots are inspected before or after, in words."""
        if self[name] == "skipping":
            return self.env._("one lot of %s inspected", self[f"frequency_{name}"])
        return super()._get_words(name)
