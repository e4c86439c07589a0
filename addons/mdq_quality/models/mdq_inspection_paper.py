"""What papers say of an inspection: each characteristic with its requirement, figures, gauges, and its readings against the limits."""

from markupsafe import Markup
from odoo import models

from ..core import figures, strip_plot

COLUMNS = 10  # readings side by side
MOST = 200  # corrections on paper; the rest is on the screen


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def _get_counted_readings(self):
        """Return {plan line: readings that count, by unit}; what waits for a second person is not among them."""
        found = self._find_counted()[self.id]
        numbers = [number for _cell, (number, _passed) in sorted(found.items())]
        readings = {}
        # Who may read the inspection may read what was found, with which gauge and by whom.
        for reading in self.env["mdq.measurement"].sudo().browse(numbers):
            readings.setdefault(reading.plan_line_id, []).append(reading)
        return readings

    def _get_report_lines(self):
        """Return a dict for each characteristic of the plan, in its order."""
        readings = self._get_counted_readings()
        needed = self.sudo()._get_needed()  # the plan applies to whoever reads the inspection
        return [self._prepare_report_line(line, readings.get(line, []), needed[line.id]) for line in self.sudo().plan_id.line_ids]

    def _prepare_report_line(self, line, readings, needed):
        measured = line.kind == "variable"
        said = figures.summarise(reading.value for reading in readings) if measured else None
        failed = sum(1 for reading in readings if not reading.passed)
        return {
            "line": line, "balloon": line._get_balloon() or "", "name": line._mdq_both(lambda each: each.characteristic_id.display_name),
            "defect_class": line._mdq_both(lambda each: each._mdq_get_text("defect_class")), "requirement": line._get_requirement(),
            "needed": needed, "count": len(readings), "failed": failed, "readings": readings,
            "smallest": said.smallest if said else "", "largest": said.largest if said else "", "mean": said.mean if said else "",
            "result": "" if said else self._say_results(readings, failed),
            "gauges": ", ".join(dict.fromkeys(reading.gauge for reading in readings if reading.gauge)),
        }

    def _say_results(self, readings, failed):
        """How many conform; of texts and files also what was read off."""
        if not readings:
            return ""
        texts = list(dict.fromkeys(reading.text_value for reading in readings if reading.text_value))
        return " · ".join([f"{len(readings) - failed}/{len(readings)} ✓", *texts[:5]])

    def _get_strip(self, row):
        """The readings of a characteristic against its limits, as a drawing."""
        values = [reading.number for reading in row["readings"]] if row["line"].kind == "variable" else []
        limits = [None if limit is None else float(limit) for limit in row["line"]._get_limits()] if values else []
        return Markup(strip_plot.draw(values, *limits))  # numbers alone

    def _get_reading_rows(self, row):
        """Return the readings of a characteristic in rows of some: [{unit, value, passed, corrected}]."""
        cells = [{
            "unit": reading.unit_no, "value": reading._mdq_both(lambda each: each._get_shown() or ""), "passed": reading.passed,
            "corrected": bool(reading.supersedes_id),
        } for reading in row["readings"]]
        return [cells[start:start + COLUMNS] for start in range(0, len(cells), COLUMNS)]

    def _mdq_get_print_notes(self):
        """Readings and defects are corrected by rows of their own: these stand among what was changed."""
        changed = super()._mdq_get_print_notes()
        if not changed:
            return {}
        rows = self._get_corrections()
        notes = changed["notes"] + [self._prepare_correction_note(row) for row in rows[:MOST]]
        return {"notes": [{**note, "number": number} for number, note in enumerate(notes, 1)],
                "is_all": changed["is_all"] and len(rows) <= MOST}

    def _get_corrections(self):
        # Who may read the inspection may read what was corrected in it, and why.
        readings = self.env["mdq.measurement"].sudo().search(
            [("inspection_id", "=", self.id), ("supersedes_id", "!=", False)], order="id", limit=MOST + 1)
        return [*readings, *self.sudo().defect_ids.filtered("supersedes_id")]  # the same of defects

    def _prepare_correction_note(self, row):
        return {
            "place": (row._name, row.id), "field": "value", "label": row._mdq_both(lambda each: each._get_corrected_name()),
            "part": f"{row._mdq_label('unit_no')} {row.unit_no}", "old": row.supersedes_id._mdq_both(lambda each: each._get_shown() or ""),
            "new": row._mdq_both(lambda each: each._get_shown() or ""), "person": row.recorded_by.name,
            "time": self._mdq_local_time(row.recorded_on), "reason": row.reason or "", "is_after_approval": False,
        }

    def _get_report_people(self):
        """Return who recorded readings or decided, for the head of the report."""
        # Whoever may read the inspection may see who inspected.
        return ", ".join(self.sudo()._get_inspectors().mapped("name"))

    def _get_report_gauges(self, rows):
        """Return [{name, calibration, due}] of the gauges that readings were taken with, as they stood then."""
        gauges = {}
        for reading in (reading for row in rows for reading in row["readings"]):
            if reading.gauge_id:
                gauges.setdefault((reading.gauge_id, reading.gauge_calibration_id), None)
        return [{
            "name": gauge.display_name, "calibration": calibration.name or "", "certificate": calibration.certificate_number or "",
            "on": str(calibration.performed_on or ""), "due": str(calibration.next_due or ""),
        } for gauge, calibration in gauges]


class MdqMeasurement(models.Model):
    _inherit = "mdq.measurement"

    def _get_corrected_name(self):
        return self.plan_line_id.characteristic_id.display_name


class MdqInspectionDefect(models.Model):
    _inherit = "mdq.inspection.defect"

    def _get_corrected_name(self):
        return self._fields["code_id"]._description_string(self.env)

    def _get_shown(self):
        return f"{self.code_id.display_name} × {self.count}"
