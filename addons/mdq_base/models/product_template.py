from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    mdq_lifetime_years = fields.Integer("Device Lifetime (Years)", help="Records about the device are kept at least that long.")
    mdq_is_implant = fields.Boolean("Implant")

    _mdq_lifetime_not_negative = models.Constraint(
        "CHECK (mdq_lifetime_years >= 0)", "A device does not live for less than no years.")

    def _mdq_get_last_device_date(self):
        """Return {id: day of the last delivery of a device}; addons that know deliveries extend it."""
        return {}

    def unlink(self):
        """A template takes its variants along."""
        self.with_context(active_test=False).product_variant_ids._mdq_check_not_rested_on()
        return super().unlink()
