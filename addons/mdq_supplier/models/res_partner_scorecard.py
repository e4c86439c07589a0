from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    mdq_score_text = fields.Char("Last Score", compute="_compute_mdq_score_text", groups="base.group_user")
    mdq_is_watched = fields.Boolean(
        "Watched", compute="_compute_mdq_score_text", groups="base.group_user",
        help="After a scorecard it was decided to watch this supplier.",
    )

    @api.depends_context("company", "lang")
    def _compute_mdq_score_text(self):
        suppliers = self.commercial_partner_id
        # Whoever opens a supplier sees how it stands, whatever he may read of the scorecards.
        cards = self.env["mdq.supplier.scorecard"].sudo().search(
            [("partner_id", "in", suppliers.ids), ("company_id", "=", self.env.company.id), ("state", "=", "current")],
            order="date_to, id",
        )
        last = {card.partner_id: card for card in cards}
        # The same for what was decided after them.
        standing = self.env["mdq.supplier.scorecard.proposal"].sudo()._get_standing(suppliers, self.env.company)
        for partner in self:
            supplier = partner.commercial_partner_id
            partner.mdq_score_text = last[supplier]._get_short() if supplier in last else False
            partner.mdq_is_watched = standing.get((supplier, self.env.company)) == "watch"

    def action_open_mdq_scorecards(self):
        """Open the scorecards of the supplier, the last one first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_scorecard_action")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)]}


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    def _get_short(self):
        """Grade and points in few characters."""
        label = dict(self._fields["grade"]._description_selection(self.env))[self.grade]
        return label if self.grade == "none" else f"{label} {self.score:.0f}"
