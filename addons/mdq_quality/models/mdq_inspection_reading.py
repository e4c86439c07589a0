from odoo import api, models
from odoo.exceptions import UserError

from ..core import judging


class MdqInspection(models.Model):
    """Taking readings, and deciding from them alone."""

    _inherit = "mdq.inspection"

    # -------------------------------------------------------------------------------------- public

    def record(self, readings):
        """Store readings of one inspection; what cannot be taken is returned with its reason, the rest is kept.

        :param readings: [{characteristic, unit_no, value or ok, uom, gauge, reason}]; characteristic is a code or the
            id of a characteristic; reason is needed to correct an earlier reading
        :return: {"accepted": number of readings kept, "rejected": [{"index", "why"}]}
        """
        self.ensure_one()
        self._check_may_record()
        lines, current = self._get_lines_by_key(), self._get_current()
        rows, rejected = {}, []
        for index, reading in enumerate(readings):
            try:
                cell, vals = self._prepare_measurement_vals(reading, lines, current)
                self._check_new_cell(cell, rows)
            except ValueError as error:
                rejected.append({"index": index, "why": str(error)})
            else:
                rows[cell] = vals
        # No role writes measurements; this is the server writing what it has just checked.
        self.env["mdq.measurement"].sudo().create([vals for vals in rows.values() if vals])
        return {"accepted": len(readings) - len(rejected), "rejected": rejected}

    def action_conclude(self):
        """Accept or reject, as the readings say."""
        for inspection in self:
            inspection._check_may_record()
            verdict = inspection._get_verdict()
            inspection._check_complete(verdict)
            inspection._move_to("accepted" if verdict.accepted else "rejected")
        return True

    def get_grid(self):
        """Return what the entry grid shows: columns with limits, and the readings so far."""
        self.ensure_one()
        self.check_access("read")
        return {
            "state": self.state, "units": self.sample_size,
            "editable": self.state == "open" and bool(self.plan_id) and self._is_inspector(),
            "columns": [line._prepare_grid_column() for line in self.plan_id.line_ids],
            "readings": [reading._prepare_grid_cell() for reading in self._get_current().values()],
        }

    # ------------------------------------------------------------------------------------- checks

    def _is_inspector(self):
        user = self.env.user
        return user.has_group("mdq_base.group_inspector") or user.has_group("mdq_base.group_quality_engineer")

    def _check_may_record(self):
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self.check_access("write")
        self.env.user._mdq_require_competence(self, "record")
        if self.state != "open":
            raise UserError(self._get_transition_refusal("accepted"))
        if not self.plan_id:
            raise UserError(self.env._(
                "%(inspection)s has no plan: no effective inspection plan fitted when it was opened. A quality engineer"
                " makes one effective; then find the plan on the inspection.", inspection=self.name,
            ))

    def _check_complete(self, verdict):
        if not verdict.missing:
            return
        lines = self.env["mdq.inspection.plan.line"].browse(dict.fromkeys(line for _unit, line in verdict.missing))
        raise UserError(self.env._(
            "%(inspection)s lacks %(count)s readings: %(lines)s. What is not measured is not zero; take these readings"
            " first.", inspection=self.name, count=len(verdict.missing),
            lines=", ".join(lines.mapped("display_name")[:5]),
        ))

    def _check_move_to_accepted(self):
        """Nothing is accepted against its readings, by any route."""
        for inspection in self:
            verdict = inspection._get_verdict()
            inspection._check_complete(verdict)
            if not verdict.accepted:
                raise UserError(self.env._(
                    "%(inspection)s cannot be accepted: %(failed)s units of the sample are nonconforming, %(allowed)s are"
                    " allowed, and no critical defect is.", inspection=inspection.name,
                    failed=len(verdict.failed_units), allowed=inspection.acceptance_number,
                ))

    # ----------------------------------------------------------------------------------- readings

    def _get_current(self):
        """Return {(unit, plan line id): the reading that stands}; a correction stands for what it corrects."""
        readings = self.measurement_ids.sorted("id")
        return {(reading.unit_no, reading.plan_line_id.id): reading for reading in readings}

    def _get_verdict(self):
        lines = {line.id: (line.required, line.defect_class == "critical") for line in self.plan_id.line_ids}
        readings = {key: reading.passed for key, reading in self._get_current().items()}
        return judging.conclude(self.sample_size, lines, readings, self.acceptance_number)

    @api.depends("measurement_ids", "plan_id", "sample_size")
    def _compute_progress(self):
        for inspection in self:
            current = inspection._get_current()
            required = set(inspection.plan_id.line_ids.filtered("required").ids)
            inspection.reading_count = sum(1 for _unit, line in current if line in required)
            inspection.reading_total = len(required) * inspection.sample_size
            inspection.failed_units = len({unit for (unit, _line), reading in current.items() if not reading.passed})

    def _get_lines_by_key(self):
        lines = {}
        for line in self.plan_id.line_ids:
            lines[line.characteristic_id.code] = lines[line.characteristic_id.id] = line
        return lines

    def _check_new_cell(self, cell, rows):
        if cell in rows:
            raise ValueError(self.env._("This reading stands twice in one call; only the first one was taken."))

    def _prepare_measurement_vals(self, reading, lines, current):
        """Return (unit, line) and the row of one reading; an empty row when it stands already.

        A ValueError says why it is not taken.
        """
        unit_no, line = self._get_cell(reading, lines)
        judged = line._judge(reading)
        standing = current.get((unit_no, line.id), self.env["mdq.measurement"])
        if standing and standing._is_same(judged):
            return (unit_no, line.id), {}
        reason = (reading.get("reason") or "").strip()
        if standing and not reason:
            raise ValueError(self.env._(
                "%(line)s of unit %(unit)s was recorded as %(value)s. To correct it, say why.",
                line=line.display_name, unit=unit_no, value=standing._get_shown(),
            ))
        return (unit_no, line.id), {
            **judged, "inspection_id": self.id, "plan_line_id": line.id, "characteristic_id": line.characteristic_id.id,
            "unit_no": unit_no, "gauge": reading.get("gauge") or False, "reason": reason or False,
            "supersedes_id": standing.id, "recorded_by": self.env.uid,
        }

    def _get_cell(self, reading, lines):
        """Return unit and plan line that a reading names."""
        named = reading.get("characteristic") if isinstance(reading, dict) else None
        if not isinstance(named, int | str):
            raise ValueError(self.env._("A reading names its characteristic, its unit and its value."))
        if named not in lines:
            raise ValueError(self.env._("The plan has no characteristic %s.", named))
        unit_no = reading.get("unit_no")
        if not isinstance(unit_no, int) or not 1 <= unit_no <= self.sample_size:
            raise ValueError(self.env._(
                "Unit %(unit)s is not in the sample: it has the units 1 to %(size)s.", unit=unit_no, size=self.sample_size
            ))
        return unit_no, lines[named]
