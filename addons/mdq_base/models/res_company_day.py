import pytz
from odoo import api, fields, models, tools


class ResCompany(models.Model):
    """Days are counted where the company is: what is due today is due today for every caller, whatever his time zone."""

    _inherit = "res.company"

    def _mdq_today(self):
        """Return the date of today at the company."""
        return self._mdq_get_day(fields.Datetime.now())

    def _mdq_get_day(self, moment):
        """Return the day at the company of a moment in UTC."""
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self._mdq_get_zone())).date()

    def _mdq_get_zone(self):
        """Return the name of the time zone that days of the company are counted in."""
        self.ensure_one()
        return self._mdq_read_zone(self.id)

    @api.model
    @tools.ormcache("number")
    def _mdq_read_zone(self, number):
        """Kept, as every order asks for the day."""
        # The clock of the company is the same for all, whatever they may read of it.
        return self.sudo().browse(number)._mdq_find_zone() or "UTC"

    def _mdq_find_zone(self):
        """The first that says one; hook for what else may know."""
        return self.partner_id.tz

    def write(self, vals):
        if "partner_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if "tz" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
