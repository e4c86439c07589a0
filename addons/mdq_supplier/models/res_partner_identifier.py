from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools.sql import escape_psql

from ..core import identifier


class ResPartner(models.Model):
    """One company, one supplier: a unified social credit code (USCC) names one company only."""

    _inherit = "res.partner"

    @api.constrains("vat", "country_id", "parent_id")
    def _check_mdq_uscc_digit(self):
        """An 18-digit code with a typing error is nobody's. Other numbers (the old 15 digits) are left alone."""
        for partner in self:
            if not partner.parent_id and partner.country_id.code == "CN" and identifier.check("CN", partner.vat) == "checksum":
                raise ValidationError(partner._mdq_get_number_problem(partner.vat, partner.country_id))

    @api.constrains("vat", "country_id", "parent_id", "company_id")
    def _check_mdq_uscc_unique(self):
        for partner in self.filtered(lambda partner: partner._mdq_has_uscc()):
            other = partner._mdq_find_by_number(partner.vat, partner.country_id, partner.company_id)
            if other:
                raise ValidationError(self.env._(
                    "The code %(code)s belongs to %(partner)s already. Use that supplier, or correct the code.",
                    code=partner.vat, partner=other.display_name,
                ))

    def _mdq_has_uscc(self):
        return bool(
            not self.parent_id and self.vat and self.country_id.code == "CN" and not identifier.check("CN", self.vat)
        )

    @api.model
    def _mdq_get_number_problem(self, number, country):
        """Return a sentence on what is wrong with the number of a company there, or ""."""
        problem = identifier.check(country.code or "", number)
        return problem and {
            "missing": self.env._("Please fill in the unified social credit code (USCC) of your company."),
            "format": self.env._("%s does not look like a number of a company there. Copy it from the business licence.", number),
            "checksum": self.env._("%s has a typing error: its check digit does not fit. Copy it from the business licence.", number),
        }[problem]

    def _mdq_find_by_number(self, number, country, company):
        """Return another company with this number, archived ones too, as far as both are used by one of our companies."""
        number = identifier.clean(country.code or "", number)
        # A duplicate counts, whoever may read it.
        found = self.sudo().with_context(active_test=False).search([
            ("vat", "=ilike", escape_psql(number)), ("parent_id", "=", False), ("id", "not in", self.ids),
        ])
        shared = found.filtered(lambda other: not company or not other.company_id or other.company_id == company)
        return shared[:1].sudo(False)
