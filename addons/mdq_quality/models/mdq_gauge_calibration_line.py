from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import gauge, judging

NUMBERS = ("reference", "as_found", "as_left", "largest_error", "uncertainty")


class MdqGaugeCalibrationLine(models.Model):
    """One point of a calibration: a reference, and what the gauge showed of it before and after."""

    _name = "mdq.gauge.calibration.line"
    _description = "Reading of a Calibration"
    _inherit = ["mdq.audited.mixin"]
    _order = "calibration_id, sequence, id"
    _rec_name = "reference"
    _mdq_parent = "calibration_id"
    _mdq_units = dict.fromkeys(NUMBERS, "uom_id")

    calibration_id = fields.Many2one("mdq.gauge.calibration", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="calibration_id.company_id", store=True, precompute=True)
    uom_id = fields.Many2one(related="calibration_id.uom_id")
    sequence = fields.Integer(default=10)
    reference = fields.Char("Reference", required=True, help="The true value, as the standard says: 10.000.")
    as_found = fields.Char("As Found")
    as_left = fields.Char("As Left", help="Empty: nothing was adjusted, it was left as it was found.")
    largest_error = fields.Char("Largest Permitted Error ±", required=True)
    uncertainty = fields.Char("Uncertainty ±")
    found_ok = fields.Boolean("Found Within", compute="_compute_ok", store=True, precompute=True)
    left_ok = fields.Boolean("Left Within", compute="_compute_ok", store=True, precompute=True)

    @api.depends(*NUMBERS)
    def _compute_ok(self):
        for line in self:
            line.found_ok, line.left_ok = line._is_within("as_found"), line._is_within("as_left")

    def _is_within(self, name):
        try:
            reference, shown, largest = (judging.parse(self[key]) for key in ("reference", name, "largest_error"))
        except ValueError:
            return False
        return None not in (reference, shown, largest) and gauge.within_error(reference, shown, largest)

    @api.constrains(*NUMBERS)
    def _check_numbers(self):
        for line in self:
            for name in NUMBERS:
                try:
                    judging.parse(line[name])
                except ValueError:
                    raise ValidationError(self.env._(
                        "%(field)s “%(value)s” is not a number. Write it like 10.004.",
                        field=self._fields[name]._description_string(self.env), value=line[name],
                    )) from None
