from dateutil.relativedelta import relativedelta
from odoo import api, models

from ..core import risk

MEMORY = 24  # months for which a suspension or withdrawal counts


class MdqSupplierRiskRule(models.Model):
    """The facts that a supply is classed by, for whoever asks: qualifications, cases, inspections."""

    _inherit = "mdq.supplier.risk.rule"

    @api.model
    def _assess_scopes(self, scopes, company):
        """Class scopes by the table in force: a constant number of queries for all of them.

        :param scopes: {key: (partner, process, product, category)} as records, empty ones where a scope leaves it open
        :return: {key: (class, why)}
        """
        partners = self.env["res.partner"].union(*(scope[0].commercial_partner_id for scope in scopes.values()))
        history = self._get_history(partners, company)
        facts = {
            key: risk.Facts(
                process.criticality or "none", self._get_grade(product, category),
                history.get(partner.commercial_partner_id.id, "new"),
            )
            for key, (partner, process, product, category) in scopes.items()
        }
        return self._get_in_force(company)._assess(facts)

    def _get_grade(self, product, category):
        if product:
            return product.product_tmpl_id._mdq_get_grade()
        return category._mdq_get_grade() if category else "A"  # a scope for all goods may hold the most critical ones

    @api.model
    def _get_history(self, partners, company):
        """Return {partner id: "new", "good" or "poor"}: what the decisions of the company say of its suppliers. Extend."""
        since = company._mdq_today() - relativedelta(months=MEMORY)
        # The class depends on all decisions of the company, whatever the caller may read of them.
        decisions = self.env["mdq.supplier.qualification.decision"].sudo().search_fetch(
            [("company_id", "=", company.id), ("qualification_id.partner_id", "in", partners.ids)],
            ["qualification_id", "status", "date"],
        )
        history = {}
        for decision in decisions:
            partner = decision.qualification_id.partner_id.id
            if decision.status in ("suspended", "withdrawn") and decision.date >= since:
                history[partner] = "poor"
            history.setdefault(partner, "good")
        return history
