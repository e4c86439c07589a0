from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    _mdq_ledger_columns = (
        "name", "active", "parent_id", "commercial_partner_id", "is_company", "type", "company_id", "vat", "ref", "email",
        "street", "street2", "city", "zip", "state_id", "country_id",
    )
