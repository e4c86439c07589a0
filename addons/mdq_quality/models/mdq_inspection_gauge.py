from odoo import models

from ..core import judging


class MdqInspection(models.Model):
    """A reading names its gauge; one that may not be used is refused, for the whole call with the same few queries."""

    _inherit = "mdq.inspection"

    def _prepare_recording(self, readings):
        facts = super()._prepare_recording(readings)
        named = {reading["gauge"] for reading in readings if isinstance(reading, dict) and isinstance(reading.get("gauge"), int | str)}
        gauges = self.env["maintenance.equipment"]._mdq_find_gauges(named, self.company_id)
        known = self.env["maintenance.equipment"].union(*gauges.values())
        return {**facts, "gauges": gauges, "standings": known._mdq_get_standings(), "gauge_answers": {}, "gauge_vals": {}}

    def _prepare_source_vals(self, reading, line, judged, facts):
        vals = super()._prepare_source_vals(reading, line, judged, facts)
        named = reading.get("gauge")
        if named in (None, False, ""):
            if facts["rules"][line.id]["gauge_type"]:
                self._refuse_without_gauge(line)
            return {**vals, "gauge_id": False}
        gauge = facts["gauges"].get(named) if isinstance(named, int | str) else None
        if not gauge:
            raise ValueError(self.env._(
                "There is no gauge “%s”. Scan its label again or choose one of the list; what it measured is not taken from an"
                " unknown device.", named,
            ))
        self._check_gauge(gauge, line, judged, facts)
        return {**vals, **self._get_gauge_vals(gauge, facts)}

    def _refuse_without_gauge(self, line):
        raise ValueError(self.env._(
            "%(line)s is measured with %(type)s: say with which gauge. Scan its label or choose it.",
            line=line.display_name, type=line.gauge_type_id.name,
        ))

    def _check_gauge(self, gauge, line, judged, facts):
        key, answers = (gauge.id, line.id), facts["gauge_answers"]
        if key not in answers:
            answers[key] = line._why_not_gauge(gauge, facts["standings"].get(gauge.id))
        why = answers[key] or self._why_not_shown(gauge, line, judged)
        if why:
            raise ValueError(why)

    def _why_not_shown(self, gauge, line, judged):
        ends = gauge.mdq_range_min or gauge.mdq_range_max
        return line._why_not_value(gauge, judging.parse(judged["value"])) if ends and line.kind == "variable" else ""

    def _get_gauge_vals(self, gauge, facts):
        """The gauge as it stands now, kept with the reading whatever becomes of it later."""
        if gauge.id not in facts["gauge_vals"]:
            facts["gauge_vals"][gauge.id] = {
                "gauge_id": gauge.id, "gauge": gauge._mdq_get_shown(), "gauge_status": facts["standings"][gauge.id],
                "gauge_calibration_id": gauge.mdq_last_calibration_id.id,
            }
        return facts["gauge_vals"][gauge.id]

    # ---------------------------------------------------------------------------------------- grid

    def get_grid(self):
        """Add to each column its gauge type and the gauges to choose from, each with whether it may be used and why not."""
        grid = super().get_grid()
        lines = {line.id: line for line in self.plan_id.line_ids}
        gauges = self._get_offered_gauges(self.plan_id.line_ids.gauge_type_id)
        standings = gauges._mdq_get_standings()
        by_type = gauges.grouped("mdq_gauge_type_id")
        for column in grid["columns"]:
            line = lines[column["id"]]
            offered = by_type.get(line.gauge_type_id, gauges.browse()) if line.gauge_type_id else gauges.browse()
            column["gauge_type"] = line.gauge_type_id.name or ""
            column["gauge_required"] = bool(line.gauge_type_id)
            column["gauges"] = [gauge._prepare_grid_gauge(line, standings[gauge.id]) for gauge in offered]
        return grid

    def _get_offered_gauges(self, kinds):
        # Which gauges there are does not depend on who measures.
        return self.env["maintenance.equipment"].sudo().search(
            [("mdq_gauge_type_id", "in", kinds.ids), ("company_id", "in", [False, self.company_id.id])], order="mdq_gauge_no, id"
        )

    def get_gauge(self, code, characteristic=None):
        """Answer a scan: which gauge it is, and whether it may be used for a characteristic of this inspection.

        :param code: its number, its serial number or what its label says
        :param characteristic: code or id of a characteristic of the plan; without it only the gauge itself is judged
        :return: {id, name, number, codes, due, status, ok, why}; id is False for an unknown one
        """
        self.ensure_one()
        self.check_access("read")
        gauge = self.env["maintenance.equipment"]._mdq_find_gauges({code}, self.company_id).get(code)
        if not gauge:
            return {"id": False, "name": str(code), "number": "", "codes": [], "due": False, "status": False, "ok": False,
                    "why": self.env._("There is no gauge “%s”.", code)}
        line = self._get_lines_by_key().get(characteristic, self.env["mdq.inspection.plan.line"])
        return gauge._prepare_grid_gauge(line, gauge._mdq_get_standings()[gauge.id])
