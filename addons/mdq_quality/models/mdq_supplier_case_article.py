from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .mdq_first_article import PASSED


class MdqSupplierCase(models.Model):
    """The first articles of an admission: an accepted one is the sample that the stage asks for."""

    _inherit = "mdq.supplier.case"

    first_article_ids = fields.Many2many(
        "mdq.first.article", "mdq_supplier_case_article_rel", "case_id", "article_id", "First Articles", copy=False,
        help="The newest one counts; the earlier ones stay with the case.",
    )

    @api.constrains("first_article_ids", "partner_id")
    def _check_articles_of_supplier(self):
        for case in self:
            # Whose parts they are does not depend on what the reader may see.
            for article in case.sudo().first_article_ids:
                if article.partner_id and article.partner_id != case.partner_id:
                    raise ValidationError(self.env._(
                        "%(article)s is of parts from %(other)s, not from %(supplier)s.", article=article.name,
                        other=article.partner_id.name, supplier=case.partner_id.name))

    def _why_not_inspected(self, code):
        # As for inspections: who may read the case may know how its parts were judged.
        newest = self.sudo().first_article_ids.filtered(lambda article: article.state != "cancelled").sorted("id")[-1:]
        if code != "sample" or not newest:
            return super()._why_not_inspected(code)
        if newest.state in PASSED:
            # The first article is the sample; further samples count as they do without one.
            return super()._why_not_inspected(code) if self.sudo().sample_inspection_ids else ""
        state = dict(newest._fields["state"]._description_selection(self.env))[newest.state]
        return self.env._("First article %(article)s of lot %(lot)s: %(state)s", article=newest.name, lot=newest.lot_id.name, state=state)

    def _get_gate_facts(self):
        # As above: the judgement is part of what the gate rests on.
        articles = self.sudo().first_article_ids.sorted("id")
        labels = dict(articles._fields["state"]._description_selection(self.env))
        return [*super()._get_gate_facts(), *(
            f"{article.name} · {article.product_id.display_name} · {article.lot_id.name}: {labels[article.state]}" for article in articles)]


class MdqFirstArticle(models.Model):
    _inherit = "mdq.first.article"

    @api.model_create_multi
    def create(self, vals_list):
        articles = super().create(vals_list)
        articles._link_to_cases()
        return articles

    def _link_to_cases(self):
        """The first article of a supplier whose admission is open is part of it."""
        # Whoever receives the parts need not see admissions.
        cases = self.env["mdq.supplier.case"].sudo().search([
            ("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids), ("state", "=", "open")])
        for case in cases:
            own = self.filtered(lambda article, case=case: article.partner_id == case.partner_id and article.company_id == case.company_id)
            case.first_article_ids = [fields.Command.link(article.id) for article in own]
