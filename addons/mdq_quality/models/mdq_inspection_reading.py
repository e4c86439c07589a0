from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core import judging


class MdqInspection(models.Model):
    """Taking readings, and deciding from them alone."""

    _inherit = "mdq.inspection"

    def init(self):
        super().init()
        self.env.cr.execute("""CREATE TABLE IF NOT EXISTS mdq_inspection_turn (
            inspection_id integer PRIMARY KEY, turn integer NOT NULL) WITH (fillfactor = 50)""")

    # -------------------------------------------------------------------------------------- public

    def record(self, readings):
        """Store readings of one inspection; what cannot be taken is returned with its reason, the rest is kept.

        :param readings: [{characteristic, unit_no, value or ok, uom, gauge, reason}]; characteristic is a code or the
            id of a characteristic; reason is needed to correct an earlier reading
        :return: {"accepted": number of readings kept, "rejected": [{"index", "why"}]}
        """
        self.ensure_one()
        self._check_may_record()
        facts = self._prepare_recording(readings)
        rows, rejected = {}, []
        for index, reading in enumerate(readings):
            try:
                cell, vals = self._prepare_measurement_vals(reading, facts)
                self._check_new_cell(cell, rows)
            except ValueError as error:
                rejected.append({"index": index, "why": str(error)})
            else:
                rows[cell] = vals
        # No role writes measurements; this is the server writing what it has just checked.
        self.env["mdq.measurement"].sudo()._insert([vals for vals in rows.values() if vals])
        self._forget_readings()
        return {"accepted": len(readings) - len(rejected), "rejected": rejected}

    def action_conclude(self):
        """Accept or reject, as the readings say."""
        self._take_turn()
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
        needed = self._get_needed()
        readings = self.env["mdq.measurement"].union(*self._get_current().values())
        readings.fetch(readings._get_grid_fields())
        return {
            "state": self.state, "units": self.sample_size,
            "editable": self.state == "open" and bool(self.plan_id) and self._is_inspector(),
            "columns": [{**line._prepare_grid_column(), "needed": needed[line.id]} for line in self.plan_id.line_ids],
            "readings": [reading._prepare_grid_cell() for reading in readings],
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
                raise inspection._get_refusal(verdict)

    def _get_refusal(self, verdict):
        return UserError(self.env._(
            "%(inspection)s cannot be accepted: %(failed)s units of the sample are nonconforming, %(allowed)s are"
            " allowed, and no critical defect is.", inspection=self.name,
            failed=len(verdict.failed_units), allowed=self.acceptance_number,
        ))

    # ----------------------------------------------------------------------------------- readings

    def _get_current(self):
        """Return {(unit, plan line id): the reading that stands}; a correction stands for what it corrects."""
        found = self._find_results()[self.id]
        # One after the other, they are read together.
        readings = self.env["mdq.measurement"].browse(number for number, _passed in found.values())
        return dict(zip(found, readings, strict=True))

    def _get_results(self):
        """Return {(unit, plan line id): whether the reading that counts conforms}, without reading the rest of it."""
        return {cell: passed for cell, (_number, passed) in self._find_counted()[self.id].items()}

    def _find_results(self):
        """Return {inspection id: {(unit, plan line id): (reading id, passed)}} of the readings that stand, with one query for all."""
        found = {number: {} for number in self.ids}
        if found:
            self.check_access("read")  # whoever may read an inspection may read what was found
            for number, unit, line, reading, passed in self.env.execute_query(SQL(
                """SELECT DISTINCT ON (inspection_id, unit_no, plan_line_id) inspection_id, unit_no, plan_line_id, id, passed
                     FROM mdq_measurement WHERE inspection_id = ANY(%s)
                    ORDER BY inspection_id, unit_no, plan_line_id, id DESC""", list(found),
            )):
                found[number][unit, line] = (reading, bool(passed))
        return found

    def _find_counted(self):
        """Return what `_find_results` does, of those that count for the decision. Extended: call super, leave out what does not yet."""
        return self._find_results()

    def _find_recorders(self):
        """Return everybody who recorded a reading of these inspections; the readings themselves are not read."""
        found = self.env["mdq.measurement"]._read_group([("inspection_id", "in", self.ids)], ["recorded_by"])
        return self.env["res.users"].union(*(user for user, in found))

    def _forget_readings(self):
        """Readings went in by themselves: what was reckoned from the earlier ones is reckoned anew."""
        self.invalidate_recordset(["measurement_ids"], flush=False)
        self.modified(["measurement_ids"])

    def _get_needed(self):
        """Return {plan line id: on how many units it is looked at}."""
        return dict.fromkeys(self.plan_id.line_ids.ids, self.sample_size)

    def _get_verdict(self):
        lines = {line.id: (line.required, line.defect_class == "critical") for line in self.plan_id.line_ids}
        return judging.conclude(self.sample_size, lines, self._get_results(), self.acceptance_number)

    @api.depends("measurement_ids", "plan_id", "sample_size")
    def _compute_progress(self):
        results = self._find_counted()
        for inspection in self:
            current = {cell: passed for cell, (_number, passed) in results.get(inspection.id, {}).items()}
            needed = inspection._get_needed()
            required = set(inspection.plan_id.line_ids.filtered("required").ids)
            inspection.reading_count = sum(1 for _unit, line in current if line in required)
            inspection.reading_total = sum(needed[line] for line in required)
            inspection.failed_units = len({unit for (unit, _line), passed in current.items() if not passed})

    def _take_turn(self):
        """Let calls on one inspection follow each other.

        Who comes second while the first is at work is tried again, and then sees what the first stored: no reading stands
        twice, none slips in after the decision, and a call that is sent again finds itself done.
        """
        self.env.cr.execute(SQL(
            """INSERT INTO mdq_inspection_turn (inspection_id, turn) SELECT unnest(%s), 1
               ON CONFLICT (inspection_id) DO UPDATE SET turn = mdq_inspection_turn.turn + 1""", sorted(self.ids),
        ))

    def _get_lines_by_key(self):
        lines = {}
        for line in self.plan_id.line_ids:
            lines[line.characteristic_id.code] = lines[line.characteristic_id.id] = line
        return lines

    def _check_new_cell(self, cell, rows):
        if cell in rows:
            raise ValueError(self.env._("This reading stands twice in what was sent; only the first one was taken."))

    def _prepare_recording(self, readings):
        """Return what all readings of one call are checked against, looked up once. Extended: call super, add keys."""
        self._take_turn()
        named = {reading["uom"] for reading in readings if isinstance(reading, dict) and isinstance(reading.get("uom"), int | str)}
        return {
            "lines": self._get_lines_by_key(), "current": self._get_current(), "needed": self._get_needed(),
            "rules": {line.id: line._prepare_rule() for line in self.plan_id.line_ids},
            "uoms": self.env["mdq.inspection.plan.line"]._find_uoms(named - {"", False}),
        }

    def _prepare_measurement_vals(self, reading, facts):
        """Return (unit, line) and the row of one reading; an empty row when it stands already.

        A ValueError says why it is not taken.

        :param facts: what `_prepare_recording` looked up
        """
        unit_no, line = self._get_cell(reading, facts)
        cell, rule = (unit_no, line.id), facts["rules"][line.id]
        judged = line._judge(self._with_uom(reading, facts), rule)
        judged |= self._prepare_source_vals(reading, line, judged, facts)
        standing = facts["current"].get(cell)
        if standing and standing._is_same(judged):
            return cell, {}
        reason = str(reading.get("reason") or "").strip()
        if standing and not reason:
            self._check_correction(standing, reading)
            raise ValueError(self.env._(
                "%(line)s of unit %(unit)s was recorded as %(value)s. To correct it, say why.",
                line=line.display_name, unit=unit_no, value=standing._get_shown(),
            ))
        return cell, {
            **judged, "inspection_id": self.id, "plan_line_id": line.id, "characteristic_id": rule["characteristic"],
            "unit_no": unit_no, "reason": reason or False, "supersedes_id": standing.id if standing else False,
            "recorded_by": self.env.uid,
        }

    def _prepare_source_vals(self, reading, line, judged, facts):
        """Return with what a reading was taken. Extended: call super, add keys; a ValueError refuses the reading.

        :param judged: what `_judge` of the line returned
        """
        return {"gauge": reading.get("gauge") or False}

    def _check_correction(self, standing, reading):
        """Raise ValueError with what is to be said instead of the value that stands. Extend."""

    def _with_uom(self, reading, facts):
        """The reading with its unit as found for the whole call."""
        named = reading.get("uom")
        uom = facts["uoms"].get(named) if named and isinstance(named, int | str) else None
        return {**reading, "uom": uom} if uom else reading

    def _get_cell(self, reading, facts):
        """Return unit and plan line that a reading names."""
        lines, needed = facts["lines"], facts["needed"]
        named = reading.get("characteristic") if isinstance(reading, dict) else None
        if not isinstance(named, int | str):
            raise ValueError(self.env._("A reading names its characteristic, its unit and its value."))
        if named not in lines:
            raise ValueError(self.env._("The plan has no characteristic %s.", named))
        unit_no, line = reading.get("unit_no"), lines[named]
        if type(unit_no) is not int or not 1 <= unit_no <= needed[line.id]:
            raise ValueError(self.env._(
                "Unit %(unit)s is not in the sample: it has the units 1 to %(size)s.", unit=unit_no, size=needed[line.id]
            ))
        return unit_no, line
