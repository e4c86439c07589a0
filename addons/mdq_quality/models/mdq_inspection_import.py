import hashlib

from odoo import models
from odoo.exceptions import UserError

from ..core import readings_file
from .mdq_measurement_kind import JUDGED
from .mdq_measurement_source import FILE


class MdqInspection(models.Model):
    """Readings out of files: of measuring machines, of spreadsheets."""

    _inherit = "mdq.inspection"

    def import_readings(self, name, data, gauge=None, reason=None, dry_run=True):
        """Read a file of readings (CSV, XLSX, text of a measuring machine) and say what of it is taken and what is not.

        Values are found by the code, the name or the balloon number of their characteristic. The file is kept with the inspection.

        :param data: its bytes in base64
        :param gauge: id or label of the gauge that measured
        :param reason: for values that correct earlier readings
        :param dry_run: True: nothing is stored
        :return: {"rows": [{place, unit_no, name, text, taken, why, passed}], "taken": n, "refused": n}
        """
        self.ensure_one()
        self._check_may_record()
        content = self.env["mdq.upload.mixin"]._decode_upload(data)
        found = self._read_readings_file(name, content)
        readings = self._prepare_file_readings(found, gauge, reason)
        lines = self._try_readings(readings)
        if not dry_run:
            good = [reading for reading, (taken, _why, _passed) in zip(readings, lines, strict=True) if taken]
            self._import_checked(name, content, good)
        return {
            "rows": [{"place": row.place, "unit_no": row.unit_no or "", "name": row.name, "text": row.text, "taken": taken, "why": why,
                      "passed": passed} for row, (taken, why, passed) in zip(found, lines, strict=True)],
            "taken": sum(taken for taken, _why, _passed in lines),
            "refused": sum(not taken for taken, _why, _passed in lines),
        }

    def _import_checked(self, name, content, readings):
        if not readings:
            raise UserError(self.env._("Nothing of this file can be taken, so nothing was stored."))
        answer = self.record(readings)
        self.message_post(
            body=self.env._(
                "%(count)s readings were taken from the file %(name)s (SHA-256 %(digest)s).", count=answer["accepted"], name=name,
                digest=hashlib.sha256(content).hexdigest(),
            ), attachments=[(name, content)],
        )

    def _read_readings_file(self, name, content):
        try:
            return readings_file.parse(str(name or ""), content)
        except readings_file.Unreadable as error:
            raise UserError({
                "file": self.env._("%s cannot be read. Save it as XLSX or CSV and choose it again.", name),
                "large": self.env._("%s is larger than 10 MB. Export only the readings of this inspection.", name),
                "rows": self.env._("%s has too many rows. Export only the readings of this inspection.", name),
                "headings": self.env._(
                    "%s is no table of readings: give it a first column “Unit” and a column for each characteristic, or columns"
                    " “Characteristic” and “Actual”.", name),
            }[error.kind]) from None

    def _prepare_file_readings(self, rows, gauge, reason):
        device = self.env["maintenance.equipment"]._mdq_find_gauges({gauge}, self.company_id).get(gauge) if gauge else None
        source = "gauge" if device and device.mdq_sends_readings else FILE
        common, words = {"gauge": gauge or False, "reason": reason or False, "source": source}, self._get_lines_by_word()
        return [{**common, **self._prepare_file_reading(row, words.get(row.name.strip().lower()))} for row in rows]

    def _prepare_file_reading(self, row, line):
        """One value of a file as a reading; a word for good or bad where that is judged."""
        reading = {"characteristic": line.characteristic_id.id if line else row.name, "unit_no": row.unit_no}
        if row.uom:
            reading["uom"] = row.uom
        judged = readings_file.as_judged(row.text) if line and line.kind in JUDGED else None
        return {**reading, **({"ok": judged} if judged is not None else {"value": row.text})}

    def _get_lines_by_word(self):
        """Return {word in small letters: line of the plan}: its code, its name, and what else names it in files. Extend."""
        words = {}
        for line in self.plan_id.line_ids:
            for word in (line.characteristic_id.name, line.characteristic_id.code):
                words[(word or "").strip().lower()] = line
        for balloon in self.plan_id.line_ids.balloon_ids:
            words.setdefault(str(balloon.number), balloon.plan_line_id)
        return words

    def _try_readings(self, readings):
        """Return (taken, why, passed) of each, without storing any."""
        facts, rows, found = self._prepare_recording(readings), {}, []
        for reading in readings:
            try:
                cell, vals = self._prepare_measurement_vals(reading, facts)
                self._check_new_cell(cell, rows)
            except ValueError as error:
                found.append((False, str(error), None))
            else:
                rows[cell] = vals
                found.append((True, "", vals.get("passed")))
        return found
