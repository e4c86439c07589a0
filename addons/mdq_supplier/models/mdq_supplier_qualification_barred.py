from odoo import api, fields, models


class MdqSupplierQualification(models.Model):
    """Finds the scopes that are approved and yet do not count today, as the gate sees them."""

    _inherit = "mdq.supplier.qualification"

    is_barred = fields.Boolean("Barred", compute="_compute_is_barred", search="_search_is_barred",
                               help="Approved and within its dates, and yet it does not count today.")

    @api.depends("state", "valid_from", "valid_to")
    def _compute_is_barred(self):
        barred = self._origin._get_barred()
        for record in self:
            record.is_barred = record._origin in barred

    def _get_barred(self):
        """Return those that do not count today."""
        return self.browse(number for number, barriers in self._get_barriers_now().items() if barriers)

    def _search_is_barred(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Which scopes do not count is seen by everybody who reads scopes; rules still narrow what is found.
        allowing = self.sudo().search([("validity", "in", ("valid", "soon")), ("company_id", "in", self.env.companies.ids)])
        return [("id", "in" if True in value else "not in", allowing._get_barred().ids)]
