from odoo import api, fields, models
from odoo.addons.mdq_base.models import ledger_table
from odoo.exceptions import UserError

from ..core import judging


class MdqMeasurement(models.Model):
    """One reading of one unit. Never changed: a correction is a new reading that names the old one and why."""

    _name = "mdq.measurement"
    _description = "Reading"
    _inherit = ["mdq.content.mixin"]
    _order = "id"
    _mdq_ledger = True
    _mdq_server_written = True
    _rec_name = "value"
    _mdq_timeline_parent = "inspection_id"
    _mdq_units = {"entered": "entered_uom_id"}

    inspection_id = fields.Many2one("mdq.inspection", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="inspection_id.company_id")
    lot_id = fields.Many2one(related="inspection_id.lot_id")
    plan_line_id = fields.Many2one("mdq.inspection.plan.line", required=True, readonly=True, ondelete="restrict")
    characteristic_id = fields.Many2one("mdq.characteristic", required=True, readonly=True, ondelete="restrict", index=True)
    unit_no = fields.Integer("Unit", required=True, readonly=True, aggregator=None)
    value = fields.Char(readonly=True, help="As judged, in the unit of the characteristic, not rounded.")
    number = fields.Float(digits=False, readonly=True, aggregator="avg", help="The value for charts and sums.")
    entered = fields.Char("As Entered", readonly=True)
    entered_uom_id = fields.Many2one("uom.uom", "Entered Unit", readonly=True, ondelete="restrict")
    lower_limit = fields.Char(readonly=True)
    upper_limit = fields.Char(readonly=True)
    passed = fields.Boolean("Conforms", readonly=True)
    gauge = fields.Char(readonly=True)
    reason = fields.Char("Reason of Correction", readonly=True)
    supersedes_id = fields.Many2one("mdq.measurement", "Corrects", readonly=True, ondelete="restrict")
    recorded_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    recorded_on = fields.Datetime("On", required=True, readonly=True, default=lambda self: fields.Datetime.now())

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Readings are never changed. Record a correction, which says why."))

    def unlink(self):
        raise UserError(self.env._("Readings are never deleted. Record a correction, which says why."))

    def _get_shown(self):
        if self.characteristic_id.kind == "attribute":
            return self.env._("good") if self.passed else self.env._("bad")
        return self.value

    def _is_same(self, judged):
        """Whether another reading says the same as this one."""
        return self.passed == judged["passed"] and (self.value or False) == (judged["value"] or False)

    def _prepare_grid_cell(self):
        return {
            "unit_no": self.unit_no, "line": self.plan_line_id.id, "value": self.value or "", "passed": self.passed,
            "corrected": bool(self.supersedes_id), "by": self.recorded_by.name,
            "on": fields.Datetime.to_string(self.recorded_on),
        }


class MdqInspectionPlanLine(models.Model):
    """How a line of the plan judges a reading."""

    _inherit = "mdq.inspection.plan.line"

    def _judge(self, reading):
        """Return the facts of a reading, or raise ValueError with the reason why it cannot be taken."""
        self.ensure_one()
        if self.kind == "attribute":
            return self._judge_attribute(reading)
        return self._judge_variable(reading)

    def _judge_attribute(self, reading):
        if not isinstance(reading.get("ok"), bool):
            raise ValueError(self.env._("%s is judged good or bad: send ok as true or false.", self.display_name))
        return {"value": False, "number": False, "entered": False, "entered_uom_id": False, "passed": reading["ok"],
                "lower_limit": False, "upper_limit": False}

    def _judge_variable(self, reading):
        try:
            entered = judging.parse(reading.get("value"))
        except ValueError:
            raise ValueError(self.env._(
                "%(line)s: “%(value)s” is not a number. Write it like 3.45.", line=self.display_name,
                value=reading.get("value"),
            )) from None
        if entered is None:
            raise ValueError(self.env._("%s is measured: send its value. Nothing is not zero.", self.display_name))
        uom = self._get_reading_uom(reading.get("uom"))
        value = self._convert(entered, uom)
        lower, upper, _nominal = self._get_limits()
        return {
            "value": judging.text(value), "number": float(value), "entered": judging.text(entered),
            "entered_uom_id": uom.id, "passed": judging.judge(value, lower, upper),
            "lower_limit": self.lower_limit, "upper_limit": self.upper_limit,
        }

    def _get_reading_uom(self, named):
        """Return the unit of a reading, named by id or name; the unit of the characteristic when none is named."""
        if not named:
            return self.uom_id
        uoms = self.env["uom.uom"].with_context(active_test=False, lang="en_US")
        uom = uoms.browse(named).exists() if isinstance(named, int) else uoms.search([("name", "=", str(named))], limit=1)
        if not uom:
            raise ValueError(self.env._("There is no unit %s.", named))
        if self.uom_id != uom and not (self.uom_id and uom._has_common_reference(self.uom_id)):
            raise ValueError(self.env._(
                "%(line)s is measured in %(unit)s: %(other)s cannot be converted to it.",
                line=self.display_name, unit=self.uom_id.name or "-", other=uom.name,
            ))
        return uom

    def _convert(self, entered, uom):
        if uom == self.uom_id:
            return entered
        return judging.convert(entered, uom.factor, self.uom_id.factor)

    @api.depends("characteristic_id.code", "characteristic_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.characteristic_id.display_name

    def _prepare_grid_column(self):
        return {
            "id": self.id, "characteristic": self.characteristic_id.id, "code": self.characteristic_id.code,
            "name": self.characteristic_id.name, "kind": self.kind, "unit": self.uom_id.name or "",
            "nominal": self.nominal or "", "lower": self.lower_limit or "", "upper": self.upper_limit or "",
            "required": self.required, "defect_class": self.defect_class,
            "instruction": self.instruction or self.characteristic_id.method or "",
            "gauge": self.characteristic_id.gauge or "",
        }
