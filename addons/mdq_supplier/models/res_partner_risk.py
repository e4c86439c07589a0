from odoo import models


class ResPartner(models.Model):
    """What the risk class of a supply means for those who inspect and audit."""

    _inherit = "res.partner"

    def _mdq_get_risk_class(self, product, process=None, company=None):
        """Return the risk class by the table in force of buying a product, or a process of it, from this supplier."""
        self.ensure_one()
        processes = process if process else self.env["mdq.process"]
        scope = (self, processes, product, self.env["product.category"])
        # What class a supply has is no secret to who works with it.
        rules = self.env["mdq.supplier.risk.rule"].sudo()
        return rules._assess_scopes({0: scope}, company or self.env.company)[0][0]

    def _mdq_get_inspection_level(self, product, process=None, company=None):
        """Return the level (S-1 … III) at which lots of this supply are inspected by default, or False without a risk class."""
        company = company or self.env.company
        return self._mdq_get_risk_class(product, process, company).with_company(company).inspection_level
