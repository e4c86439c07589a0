import pytz
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _mdq_today(self):
        """Return the date of today where the company is: the same for every caller, whatever his time zone."""
        self.ensure_one()
        # The clock of the company is the same for all, whatever they may read of it.
        company = self.sudo()
        zone = company.partner_id.tz or company.resource_calendar_id.tz or "UTC"
        return pytz.utc.localize(fields.Datetime.now()).astimezone(pytz.timezone(zone)).date()
