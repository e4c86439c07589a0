from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import judging, tolerance

USUAL = {"nominal": "usual_nominal", "tolerance": "usual_tolerance", "lower_limit": "usual_lower", "upper_limit": "usual_upper",
         "instruction": "usual_instruction"}


class MdqCharacteristic(models.Model):
    """The library: what a characteristic usually is, copied into a plan and adapted there."""

    _inherit = "mdq.characteristic"

    usual_nominal = fields.Char("Usual Nominal")
    usual_tolerance = fields.Char("Usual Tolerance", help="±0.05, or upper and lower deviation: +0.02/-0.01.")
    usual_lower = fields.Char("Usual Lower Limit")
    usual_upper = fields.Char("Usual Upper Limit")
    usual_instruction = fields.Char("Usual Instruction", translate=True)

    @api.constrains("usual_nominal", "usual_tolerance", "usual_lower", "usual_upper")
    def _check_usual(self):
        for characteristic in self:
            try:
                for name in ("usual_nominal", "usual_lower", "usual_upper"):
                    judging.parse(characteristic[name])
                if characteristic.usual_tolerance:
                    tolerance.limits(characteristic.usual_nominal, characteristic.usual_tolerance)
            except ValueError:
                raise ValidationError(self.env._(
                    "%s: a usual limit is not a number like 3.45, or the tolerance is not one like ±0.05 with a nominal.",
                    characteristic.display_name)) from None

    def _prepare_plan_line(self):
        """Values of a plan line that starts from the library."""
        return {name: self[usual] for name, usual in USUAL.items()}
