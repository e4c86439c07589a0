from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _mdq_find_zone(self):
        return super()._mdq_find_zone() or self.resource_calendar_id.tz

    def write(self, vals):
        if "resource_calendar_id" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)


class ResourceCalendar(models.Model):
    _inherit = "resource.calendar"

    def write(self, vals):
        if "tz" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
