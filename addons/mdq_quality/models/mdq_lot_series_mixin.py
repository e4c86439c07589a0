from odoo import api, fields, models


class MdqLotSeriesMixin(models.AbstractModel):
    """The lots of one product from one supplier under one plan, which decide together how the next one is inspected."""

    _name = "mdq.lot.series.mixin"
    _description = "Series of Lots"
    _inherit = ["mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True, ondelete="restrict", index=True)
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True, ondelete="restrict", index="btree_not_null",
                                 help="Empty: made here.")
    plan_code = fields.Char("Plan", required=True, readonly=True, help="All revisions of this plan form one series.")

    @api.depends("product_id", "partner_id", "plan_code")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for series in self:
            series.display_name = " · ".join(filter(None, series._get_name_parts()))

    def _get_name_parts(self):
        return [self.plan_code, self.product_id.display_name, self.partner_id.name]


class MdqLotSeriesEventMixin(models.AbstractModel):
    """One change in a series of lots, with the rule or the person behind it."""

    _name = "mdq.lot.series.event.mixin"
    _description = "Event in a Series of Lots"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "sentence"
    _mdq_server_written = True

    inspection_id = fields.Many2one("mdq.inspection", "Inspection", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    reason = fields.Text(readonly=True)
    sentence = fields.Char("What Happened", compute="_compute_sentence")

    @api.depends("before", "after", "why", "inspection_id", "reason")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for event in self:
            names = {"before": event._get_words("before"), "after": event._get_words("after"), "rule": event._get_words("why"),
                     "cause": event.reason or event.inspection_id.name or ""}
            if names["before"] == names["after"]:
                event.sentence = self.env._("%(rule)s (%(cause)s)", **names)
            else:
                event.sentence = self.env._("%(before)s → %(after)s: %(rule)s (%(cause)s)", **names)

    def _get_words(self, name):
        """Return what a selection says, in the language of the reader."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])
