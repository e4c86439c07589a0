from odoo import api, fields, models
from odoo.addons.mdq_base.models import ledger_table, partitioned_table
from odoo.exceptions import UserError

from ..core import judging

PART = 10_000_000  # readings in one part of the table
PARTS_AHEAD = 2


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
    characteristic_id = fields.Many2one("mdq.characteristic", required=True, readonly=True, ondelete="restrict")
    unit_no = fields.Integer("Unit No.", required=True, readonly=True, aggregator=None)
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

    # The newest readings of a characteristic; the readings of a span of time.
    _characteristic_index = models.Index("(characteristic_id, id)")
    _recorded_on_index = models.Index("USING brin (recorded_on)")

    def init(self):
        super().init()
        self.env.cr.execute("DROP INDEX IF EXISTS mdq_measurement__characteristic_id_index")  # of versions before, in another's place
        partitioned_table.partition(self.env.cr, self._table, PART)
        partitioned_table.extend(self.env.cr, self._table, PART, PARTS_AHEAD)
        ledger_table.make_append_only(self.env.cr, self._table)

    @api.model
    def _cron_prepare_parts(self):
        """Make the next parts of the table before readings need them; who reads and writes does not wait long for it."""
        self.env.cr.execute("SELECT set_config('lock_timeout', '3s', true)")
        if partitioned_table.extend(self.env.cr, self._table, PART, PARTS_AHEAD):
            ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("Readings are never changed. Record a correction, which says why."))

    def unlink(self):
        raise UserError(self.env._("Readings are never deleted. Record a correction, which says why."))

    def _mdq_get_content_fields(self):
        """A copy of the inspection has the readings as a table: what it says itself, or a reading says twice, is left out."""
        said = {"inspection_id", "lot_id", "plan_line_id", "number", "entered_uom_id"}
        return [name for name in super()._mdq_get_content_fields() if name not in said]

    def _get_shown(self):
        if self.characteristic_id.kind == "attribute":
            return self.env._("good") if self.passed else self.env._("bad")
        return self.value

    def _is_same(self, judged):
        """Whether another reading says the same as this one."""
        return self.passed == judged["passed"] and (self.value or False) == (judged["value"] or False)

    def _means_the_same(self, judged):
        """Whether another reading has the same value, written with other digits (5.98 and 5.980)."""
        if self.passed != judged["passed"] or not (self.value and judged["value"]):
            return False
        return judging.parse(self.value) == judging.parse(judged["value"])

    @api.model
    def _get_grid_fields(self):
        """Return the names of the fields that a cell of the grid is made of: of thousands of readings, no others are read. Extend."""
        return ["unit_no", "plan_line_id", "value", "passed", "supersedes_id", "recorded_by", "recorded_on"]

    def _prepare_grid_cell(self):
        return {
            "unit_no": self.unit_no, "line": self.plan_line_id.id, "value": self.value or "", "passed": self.passed,
            "corrected": bool(self.supersedes_id), "by": self.recorded_by.name,
            "on": fields.Datetime.to_string(self.recorded_on),
        }


class MdqInspectionPlanLine(models.Model):
    """How a line of the plan judges a reading."""

    _inherit = "mdq.inspection.plan.line"

    def _judge(self, reading, rule=None):
        """Return the facts of a reading, or raise ValueError with the reason why it cannot be taken.

        :param rule: what `_prepare_rule` gave, where many readings are judged
        """
        rule = rule or self._prepare_rule()
        return getattr(self, f"_judge_{rule['kind']}")(reading, rule)

    def _prepare_rule(self):
        """Return what all readings of this line are judged and kept by, read once. Extended: call super, add keys."""
        lower, upper, _nominal = self._get_limits() if self.kind == "variable" else (None, None, None)
        return {
            "kind": self.kind, "uom": self.uom_id, "lower": lower, "upper": upper, "characteristic": self.characteristic_id.id,
            "limits": {"lower_limit": self.lower_limit, "upper_limit": self.upper_limit},
        }

    def _judge_attribute(self, reading, rule):
        if not isinstance(reading.get("ok"), bool):
            raise ValueError(self.env._("%s is judged good or bad: send ok as true or false.", self.display_name))
        return {"value": False, "number": False, "entered": False, "entered_uom_id": False, "passed": reading["ok"],
                "lower_limit": False, "upper_limit": False}

    def _judge_variable(self, reading, rule):
        try:
            entered = judging.parse(reading.get("value"))
        except ValueError:
            raise ValueError(self.env._(
                "%(line)s: “%(value)s” is not a number. Write it like 3.45.", line=self.display_name,
                value=reading.get("value"),
            )) from None
        if entered is None:
            raise ValueError(self.env._("%s is measured: send its value. Nothing is not zero.", self.display_name))
        named = reading.get("uom")
        uom = self._get_reading_uom(named) if named else rule["uom"]
        value = self._convert(entered, uom) if named else entered
        return {
            **rule["limits"], "value": judging.text(value), "number": float(value), "entered": judging.text(entered),
            "entered_uom_id": uom.id, "passed": judging.judge(value, rule["lower"], rule["upper"]),
        }

    def _get_reading_uom(self, named):
        """Return the unit that a reading names: as found already, or by id or name."""
        uom = named
        if not isinstance(named, models.BaseModel):
            uom = self._find_uoms([named])[named] if isinstance(named, int | str) else None
        if not uom:
            raise ValueError(self.env._("There is no unit %s.", named))
        if self.uom_id != uom and not (self.uom_id and uom._has_common_reference(self.uom_id)):
            raise ValueError(self.env._(
                "%(line)s is measured in %(unit)s: %(other)s cannot be converted to it.",
                line=self.display_name, unit=self.uom_id.name or "-", other=uom.name,
            ))
        return uom

    @api.model
    def _find_uoms(self, named):
        """Return {id or name: unit, which may be empty}, with two queries for all of them."""
        uoms = self.env["uom.uom"].with_context(active_test=False, lang="en_US")
        words = {name for name in named if type(name) is not int}
        by_name = uoms.search([("name", "in", [str(word) for word in words])]).grouped("name") if words else {}
        known = uoms.browse(name for name in named if name not in words).exists()
        return {name: by_name.get(str(name), uoms)[:1] if name in words else known & uoms.browse(name) for name in named}

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
