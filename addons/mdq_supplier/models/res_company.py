import pytz
from odoo import api, fields, models, tools


class ResCompany(models.Model):
    _inherit = "res.company"

    def _mdq_today(self):
        """Return the date of today where the company is: the same for every caller, whatever his time zone."""
        zone = pytz.timezone(self._mdq_get_zone())
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone).date()

    def _mdq_get_zone(self):
        """The time zone that days of the company are counted in."""
        self.ensure_one()
        return self._mdq_read_zone(self.id)

    @api.model
    @tools.ormcache("number")
    def _mdq_read_zone(self, number):
        """Kept, as every order asks for the day."""
        # The clock of the company is the same for all, whatever they may read of it.
        company = self.sudo().browse(number)
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def write(self, vals):
        if {"partner_id", "resource_calendar_id"} & set(vals):
            self.env.registry.clear_cache()
        return super().write(vals)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if "tz" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        if "tz" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
