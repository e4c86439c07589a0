from odoo import api, fields, models

from ..core import movement
from .mdq_first_article import PASSED, WAITING


class StockLot(models.Model):
    """A lot that waits for a first article is neither released nor used."""

    _inherit = "stock.lot"

    mdq_first_article_ids = fields.Many2many(
        "mdq.first.article", string="First Articles", readonly=True, groups="base.group_user", copy=False)
    mdq_first_article_count = fields.Integer("Number of First Articles", compute="_compute_mdq_first_article_count", groups="base.group_user")

    @api.model
    def _mdq_get_server_fields(self):
        return super()._mdq_get_server_fields() | {"mdq_first_article_ids"}

    def _compute_mdq_first_article_count(self):
        # How many there are is no secret to those who see the lot.
        for lot in self.sudo():
            lot.mdq_first_article_count = len(lot.mdq_first_article_ids)

    def _mdq_find_first_articles(self):
        """Return {lot id: the newest first article that the lot waits or waited for}."""
        # What must be proven does not depend on what the asker may read.
        articles = self.env["mdq.first.article"].sudo().search([("lot_ids", "in", self.ids), ("state", "!=", "cancelled")], order="id")
        return {lot.id: article for article in articles for lot in article.lot_ids}

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        articles = self._mdq_find_first_articles()
        unlinked = self.filtered(lambda lot: lot.id not in articles and lot.product_id._mdq_asks_first_article())
        proven = unlinked._mdq_find_proven_keys() if unlinked else {}
        for lot in self:
            if lot.id in articles:
                checks[lot.id].append(lot._mdq_check_first_article(articles[lot.id]))
            elif lot in unlinked:
                checks[lot.id].append(lot._mdq_check_first_article(proven.get(lot.id)))
        return checks

    def _mdq_find_proven_keys(self):
        """Return {lot id: first article that counts for it}, for lots that none was opened for."""
        # What was proven counts, whatever the asker may read of it.
        lots = self.sudo()
        articles = lots.env["mdq.first.article"].search([("product_id", "in", lots.product_id.ids), ("state", "in", PASSED)])
        by_key = articles.grouped(lambda article: article._get_key())
        found = {}
        for lot in lots:
            keys = [inspection._get_article_key() for inspection in lot.mdq_inspection_ids]
            found[lot.id] = next((by_key[key][:1] for key in keys if key in by_key), None)
        return found

    def _mdq_check_first_article(self, article):
        if not article:
            return self._mdq_prepare_check("first_article", False, self.env._(
                "%(product)s asks for a first article of this supplier and process, and there is none. A quality engineer opens it"
                " on an inspection of the lot.", product=self.product_id.display_name))
        if article.state in PASSED:
            return self._mdq_prepare_check("first_article", True, self.env._("First article %s is accepted.", article.name), article)
        return self._mdq_prepare_check("first_article", False, self._mdq_get_first_article_refusal(article), article)

    def _mdq_get_first_article_refusal(self, article):
        names = {"article": article.name, "lot": article.lot_id.name}
        return {
            "open": self.env._("First article %(article)s on lot %(lot)s is not inspected to the end yet.", **names),
            "submitted": self.env._(
                "First article %(article)s on lot %(lot)s waits for a quality engineer who did not inspect to accept it.", **names),
            "rejected": self.env._("First article %(article)s on lot %(lot)s was rejected: another one is needed.", **names),
        }[article.state]

    def _mdq_move_blockers(self, operation):
        blockers = super()._mdq_move_blockers(operation)
        if movement.is_allowed("quarantine", operation):
            return blockers
        articles = self._mdq_find_first_articles()
        for lot in self:
            article = articles.get(lot.id)
            if article and article.state in WAITING:
                blockers.setdefault(lot.id, []).append(self.env._(
                    "Lot %(lot)s cannot be %(operation)s. %(why)s", lot=lot.name, operation=lot._mdq_get_operation_words(operation),
                    why=lot._mdq_get_first_article_refusal(article)))
        return blockers

    def action_mdq_view_first_articles(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_first_article_action")
        return {**action, "domain": [("id", "in", self.mdq_first_article_ids.ids)], "context": {}}
