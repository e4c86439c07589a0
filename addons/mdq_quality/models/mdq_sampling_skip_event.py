from odoo import api, fields, models

STATUSES = [("qualifying", "Every Lot Inspected"), ("skipping", "Lots Skipped"), ("interrupted", "Interrupted")]


class MdqSamplingSkipEvent(models.Model):
    """One change in how many lots of a series are inspected, with the rule or the person behind it."""

    _name = "mdq.sampling.skip.event"
    _description = "Event of a Skip-Lot Series"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "sentence"
    _mdq_server_written = True
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
    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    reason = fields.Text(readonly=True)
    sentence = fields.Char("What Happened", compute="_compute_sentence")

    @api.depends("before", "after", "frequency_before", "frequency_after", "why", "inspection_id", "reason")
    @api.depends_context("lang")
    def _compute_sentence(self):
        rules = dict(self._fields["why"]._description_selection(self.env))
        for event in self:
            cause = event.reason or event.inspection_id.name or ""
            names = {"before": event._get_words("before"), "after": event._get_words("after"), "rule": rules.get(event.why), "cause": cause}
            if names["before"] == names["after"]:
                event.sentence = self.env._("%(rule)s (%(cause)s)", **names)
            else:
                event.sentence = self.env._("%(before)s → %(after)s: %(rule)s (%(cause)s)", **names)

    def _get_words(self, side):
        """How many lots are inspected before or after, in words."""
        if self[side] == "skipping":
            return self.env._("one lot of %s inspected", self[f"frequency_{side}"])
        return dict(self._fields[side]._description_selection(self.env)).get(self[side])
