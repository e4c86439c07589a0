from odoo import api, fields, models
from odoo.addons.mdq_base.models import ledger_table
from odoo.exceptions import UserError
from odoo.tools import SQL


class MdqMeasurementSecond(models.Model):
    """The second person on a reading: entered again without seeing the first, or looked at and proved with a credential."""

    _name = "mdq.measurement.second"
    _description = "Second Person on a Reading"
    _inherit = ["mdq.audited.mixin"]
    _order = "id"
    _rec_name = "measurement_id"
    _mdq_ledger = True
    _mdq_server_written = True
    _mdq_timeline_parent = "inspection_id"

    measurement_id = fields.Many2one("mdq.measurement", "Reading", required=True, readonly=True, ondelete="restrict", index=True)
    inspection_id = fields.Many2one("mdq.inspection", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="inspection_id.company_id")
    way = fields.Selection([("entry", "Entered again"), ("credential", "Looked at and confirmed")], required=True, readonly=True)
    value = fields.Char("Second Value", readonly=True)
    passed = fields.Boolean("Conforms", readonly=True)
    agrees = fields.Boolean("Agrees", readonly=True)
    reason = fields.Char("Comment", readonly=True)
    client_key = fields.Char("Key of the Sending", readonly=True, index="btree_not_null")
    recorded_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    recorded_on = fields.Datetime("On", required=True, readonly=True, default=lambda self: fields.Datetime.now())

    _agreed_once = models.UniqueIndex("(measurement_id) WHERE agrees", "This reading is confirmed already.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def write(self, vals):
        raise UserError(self.env._("What a second person said is never changed."))

    def unlink(self):
        raise UserError(self.env._("What a second person said is never deleted."))

    def _mdq_get_content_fields(self):
        return [name for name in super()._mdq_get_content_fields() if name not in ("inspection_id", "client_key")]


class MdqMeasurement(models.Model):
    _inherit = "mdq.measurement"

    needs_second = fields.Boolean("Needs a Second Person", readonly=True, help="As it was configured when the reading was taken.")
    second_ids = fields.One2many("mdq.measurement.second", "measurement_id", "Second Person", readonly=True)

    def _is_waiting(self):
        """Whether it does not count yet, as nobody else has confirmed it."""
        return self.needs_second and not any(self.second_ids.mapped("agrees"))

    def _get_seconds(self):
        """What second persons said; nothing is looked for where none is needed."""
        return self.second_ids if self.needs_second else self.env["mdq.measurement.second"]

    def _get_said_by(self):
        """Those who have said already what they measured: none of them confirms it by a look."""
        return self.recorded_by | self._get_seconds().recorded_by

    def _is_hidden(self):
        """A second person enters without seeing what the first one did."""
        return self._is_waiting() and self.recorded_by != self.env.user

    def _get_grid_fields(self):
        return [*super()._get_grid_fields(), "needs_second"]

    def _prepare_grid_cell(self):
        cell = super()._prepare_grid_cell()
        waiting, seconds = self._is_waiting(), self._get_seconds()
        cell.update({
            "waiting": waiting, "disputed": waiting and bool(seconds), "second": ", ".join(seconds.filtered("agrees").recorded_by.mapped("name")),
        })
        return {**cell, "value": "", "passed": None, "hidden": True} if self._is_hidden() else {**cell, "hidden": False}


class MdqInspectionPlanLine(models.Model):
    _inherit = "mdq.inspection.plan.line"

    def _needs_second(self):
        """Whether a reading that no device proves counts only with a second person."""
        characteristic = self.characteristic_id
        by_company = characteristic.defect_class == "critical" and self.company_id.mdq_second_person
        return characteristic.second_person or by_company

    def _prepare_rule(self):
        return {**super()._prepare_rule(), "second": self._needs_second()}

    def _prepare_grid_column(self):
        return {**super()._prepare_grid_column(), "second": self._needs_second()}


class MdqInspection(models.Model):
    """Readings that count only after a second person."""

    _inherit = "mdq.inspection"

    # -------------------------------------------------------------------------------------- public

    def record_second(self, readings):
        """Store second entries, made without sight of the first ones; one that agrees lets the reading count.

        :param readings: as `record` takes them: [{characteristic, unit_no, value or ok, uom, client_key}]
        :return: {"accepted": number that agree, "rejected": [{"index", "why"}]}; one that disagrees is kept as well
        """
        self.ensure_one()
        self._check_may_record()
        facts, rejected = self._prepare_recording(readings), []
        facts["seconds"] = self._find_second_keys(readings)
        for index, reading in enumerate(readings):
            try:
                self._take_second(reading, facts)
            except ValueError as error:
                rejected.append({"index": index, "why": str(error)})
        return {"accepted": len(readings) - len(rejected), "rejected": rejected}

    def confirm_readings(self, measurement_ids, credential, reason=None):
        """Confirm readings of another person by looking at them: signed, with one's own credential in this very call.

        :param credential: as `mdq.signature.sign` takes it
        """
        self.ensure_one()
        self._check_may_record()
        self._take_turn()
        waiting = self._get_waiting().filtered(lambda reading: reading.id in measurement_ids)
        if not waiting or len(waiting) != len(set(measurement_ids)):
            raise UserError(self.env._("Some of these readings are confirmed or corrected already. Load the inspection again."))
        self._check_second_person(waiting)
        seconds = self.env["mdq.measurement.second"].union(*(
            self._write_second(reading, {"way": "credential", "value": reading.value or reading.text_value, "agrees": True, "reason": reason or False})
            for reading in waiting
        ))
        self.env["mdq.signature"]._sign(seconds, "verified", credential, reason)
        return True

    def get_waiting_readings(self):
        """Return what waits for the caller as the second person, values shown: for those who look instead of entering again."""
        self.ensure_one()
        self.check_access("read")
        others = self._get_waiting().filtered(lambda reading: self.env.user not in reading._get_said_by())
        return [{
            "id": reading.id, "unit_no": reading.unit_no, "name": reading.plan_line_id.display_name, "value": reading._get_shown(),
            "unit": reading.characteristic_id.uom_id.name or "", "passed": reading.passed, "by": reading.recorded_by.name,
        } for reading in others]

    # ------------------------------------------------------------------------------------- entries

    def _prepare_measurement_vals(self, reading, facts):
        cell, vals = super()._prepare_measurement_vals(reading, facts)
        if vals:
            vals["needs_second"] = not vals.get("is_proved") and facts["rules"][vals["plan_line_id"]]["second"]
        return cell, vals

    def _check_correction(self, standing, reading):
        """The first entry is not told to the second person by the refusal of a correction."""
        if standing._is_hidden():
            raise ValueError(self.env._(
                "%(line)s of unit %(unit)s waits for a second person: enter it as the second entry. To correct it, say why.",
                line=standing.plan_line_id.display_name, unit=standing.unit_no,
            ))

    def _take_second(self, reading, facts):
        unit_no, line = self._get_cell(reading, facts)
        judged, standing = line._judge(reading, facts["rules"][line.id]), facts["current"].get((unit_no, line.id))
        if self._is_second_replayed(reading, facts, standing):
            return
        if not standing or not standing._is_waiting():
            raise ValueError(self.env._("%(line)s of unit %(unit)s waits for no second entry.", line=line.display_name, unit=unit_no))
        self._check_second_entry(standing)
        agrees = standing._says_the_same(judged)
        self._write_second(standing, {
            "way": "entry", "value": judged["value"] or judged.get("text_value") or False, "passed": judged["passed"], "agrees": agrees,
            "client_key": reading.get("client_key") or False,
        })
        if not agrees:
            raise ValueError(self.env._(
                "%(line)s of unit %(unit)s: the two entries differ; both are kept. Measure again together, and correct the first"
                " entry with the reason.", line=line.display_name, unit=unit_no,
            ))

    def _is_second_replayed(self, reading, facts, standing):
        known = facts["seconds"].get(reading.get("client_key"))
        if known and (known.inspection_id != self or not standing or known.measurement_id.plan_line_id != standing.plan_line_id):
            raise ValueError(self.env._("This key belongs to another reading. Give each reading a key of its own."))
        return bool(known) and known.agrees

    def _check_second_entry(self, standing):
        if standing.recorded_by == self.env.user:
            raise ValueError(self.env._("You entered this reading yourself. Another person enters it the second time."))
        if self.env.user in standing.second_ids.recorded_by:
            raise ValueError(self.env._(
                "Your second entry differed from the first one. Correct the reading with the reason, or let somebody else look."
            ))

    def _check_second_person(self, readings):
        own = readings.filtered(lambda reading: reading.recorded_by == self.env.user)
        if own:
            raise UserError(self.env._("You entered some of these readings yourself. Another person confirms them."))
        differing = readings.filtered(lambda reading: self.env.user in reading._get_said_by())
        if differing:
            raise UserError(self.env._(
                "You entered %(line)s of unit %(unit)s as something else. Correct the reading with the reason, or let somebody else look.",
                line=differing[:1].plan_line_id.display_name, unit=differing[:1].unit_no))

    def _write_second(self, reading, vals):
        # No role writes these; this is the server writing what it has just checked.
        second = self.env["mdq.measurement.second"].sudo().create({
            "passed": reading.passed, **vals, "measurement_id": reading.id, "inspection_id": self.id, "recorded_by": self.env.uid,
        })
        reading.invalidate_recordset(["second_ids"])
        self._forget_readings()
        return second.sudo(False)

    @api.model
    def _find_second_keys(self, readings):
        keys = [reading["client_key"] for reading in readings if isinstance(reading, dict) and isinstance(reading.get("client_key"), str)]
        # A key counts in the whole database, also where the caller may not read.
        known = self.env["mdq.measurement.second"].sudo().search([("client_key", "in", keys)])
        return {second.client_key: second for second in known}

    # ------------------------------------------------------------------------------------- verdict

    def _get_waiting(self):
        """Return the readings that stand and do not count yet."""
        waiting = self._find_waiting()
        standing = self._find_results()[self.id].values() if waiting else ()
        return self.env["mdq.measurement"].browse(number for number, _passed in standing if number in waiting)

    def _find_waiting(self):
        """Return the ids of all readings of these inspections that nobody else has confirmed, with one query."""
        self.env["mdq.measurement.second"].flush_model(["measurement_id", "agrees"])
        return {number for number, in self.env.execute_query(SQL(
            """SELECT id FROM mdq_measurement AS reading WHERE inspection_id = ANY(%s) AND needs_second AND NOT EXISTS (
                 SELECT FROM mdq_measurement_second AS second WHERE second.measurement_id = reading.id AND second.agrees)""", self.ids,
        ))} if self.ids else set()

    def _find_counted(self):
        """What waits for a second person counts as missing."""
        found, waiting = super()._find_counted(), self._find_waiting()
        if not waiting:
            return found
        return {inspection: {cell: result for cell, result in results.items() if result[0] not in waiting}
                for inspection, results in found.items()}

    def _check_complete(self, verdict):
        """Whatever waits for a second person stops the decision, also where it was not required."""
        waiting = self._get_waiting()
        if waiting:
            raise UserError(self.env._(
                "%(inspection)s waits for a second person: %(count)s readings count only after somebody else has entered or"
                " confirmed them (%(lines)s).", inspection=self.name, count=len(waiting),
                lines=", ".join(waiting.plan_line_id.mapped("display_name")[:5]),
            ))
        return super()._check_complete(verdict)

    def _get_inspectors(self):
        """The second person had a hand in it as well, and does not release."""
        # All inspections count, also those that the caller may not read.
        return super()._get_inspectors() | self.sudo().measurement_ids.second_ids.recorded_by
