from odoo import fields, models


class MdqLedger(models.Model):
    """Whose entries are shown to whom.

    The company of an entry stands in its image. Where the image has no company (lines, links), its company is not
    known without the record, so the raw entries are for those who work for all companies; the history of a
    record is for whoever may read the record.
    """

    _inherit = "mdq.ledger"
    _table_query = """
        SELECT *, (image ->> 'company_id')::int AS company_id, image ? 'company_id' AS has_company FROM mdq_ledger"""

    company_id = fields.Many2one("res.company", readonly=True)
    has_company = fields.Boolean("Has A Company", readonly=True, help="Whether its table knows companies at all.")


class ResUsers(models.Model):
    _inherit = "res.users"

    def _mdq_sees_all_companies(self):
        """Whether this person works for every company of the database."""
        self.ensure_one()
        # How many companies there are is no secret.
        return len(self.sudo().company_ids) == self.env["res.company"].sudo().search_count([])
