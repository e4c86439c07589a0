from odoo import api, fields, models

from .mdq_sampling_series import SEVERITIES


class MdqSamplingSwitch(models.Model):
    """One change of how strictly a series is inspected, or the agreement to one, with the rule or the person behind it."""

    _name = "mdq.sampling.switch"
    _description = "Switch of Inspection"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "sentence"
    _mdq_server_written = True
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
    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    reason = fields.Text(readonly=True)
    sentence = fields.Char("What Happened", compute="_compute_sentence")

    @api.depends("before", "after", "why", "inspection_id", "reason")
    @api.depends_context("lang")
    def _compute_sentence(self):
        severities = dict(self._fields["after"]._description_selection(self.env))
        rules = dict(self._fields["why"]._description_selection(self.env))
        for switch in self:
            names = {"before": severities.get(switch.before), "after": severities.get(switch.after), "rule": rules.get(switch.why),
                     "cause": switch.inspection_id.name or switch.reason or ""}
            if switch.before == switch.after:
                switch.sentence = self.env._("%(rule)s (%(cause)s)", **names)
            else:
                switch.sentence = self.env._("%(before)s → %(after)s: %(rule)s (%(cause)s)", **names)
