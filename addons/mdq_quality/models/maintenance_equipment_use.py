from odoo import api, fields, models

from ..core.gauge import USABLE


class MaintenanceEquipment(models.Model):
    """Finding a gauge by what its label says, and whether it may be used now."""

    _inherit = "maintenance.equipment"

    @api.model
    def _mdq_find_gauges(self, keys, company):
        """Return {key: gauge} of a company for ids, gauge numbers and serial numbers; with one query for all keys.

        A number of the suite comes before a serial number of the maker; archived ones are found, to say why they are refused.
        """
        codes, ids = {}, [key for key in keys if isinstance(key, int) and not isinstance(key, bool)]
        for key in keys:
            if isinstance(key, str) and key.strip():
                codes.setdefault(key.strip(), []).append(key)
        if not codes and not ids:
            return {}
        # Which gauges there are does not depend on who measures; other companies' are left out by name.
        gauges = self.sudo().with_context(active_test=False).search([
            ("mdq_gauge_type_id", "!=", False), ("company_id", "in", [False, company.id]),
            "|", "|", ("id", "in", ids), ("mdq_gauge_no", "in", list(codes)), ("serial_no", "in", list(codes)),
        ])
        found = {gauge.id: gauge for gauge in gauges if gauge.id in ids}
        for name in ("serial_no", "mdq_gauge_no"):
            found |= {key: gauge for gauge in gauges for key in codes.get(gauge[name], ())}
        return found

    @api.model
    def mdq_scan(self, code):
        """Answer a scanned label: the id of the gauge in the present company, or False."""
        self.check_access("read")
        return self._mdq_find_gauges({code}, self.env.company).get(code, self).id

    def _mdq_why_not_usable(self, standing):
        """Return why this gauge measures nothing at present, in words, or ""."""
        if not self.active:
            return self.env._("%s is archived: it is no longer used. Take another gauge.", self.display_name)
        return "" if standing in USABLE else self._mdq_get_standing_words(standing)

    def _mdq_get_standing_words(self, standing):
        name, due = self.display_name, fields.Date.to_string(self.mdq_next_due) if self.mdq_next_due else "-"
        return {
            "overdue": self.env._("The calibration of %(gauge)s was due on %(due)s. Have it calibrated, or take another gauge.",
                                  gauge=name, due=due),
            "failed": self.env._("%s failed its last calibration and was not put right. Take another gauge.", name),
            "uncalibrated": self.env._("%s has no confirmed calibration yet. Have it calibrated and confirmed, or take another gauge.", name),
            "out_of_service": self.env._("%s is out of service. A quality engineer returns it; until then take another gauge.", name),
        }.get(standing, self.env._("%s is not a gauge.", name))

    def _mdq_get_shown(self):
        """The gauge as a reading keeps it: number, name, certificate and due date of that moment."""
        last = self.mdq_last_calibration_id
        parts = [last.certificate_number or last.name, self.mdq_next_due and fields.Date.to_string(self.mdq_next_due)]
        said = ", ".join(filter(None, parts))
        return f"{self.display_name} ({said})" if said else self.display_name

    def _prepare_grid_gauge(self, line, standing):
        """What the entry screen offers of one gauge for one characteristic."""
        why = line._why_not_gauge(self, standing) if line else self._mdq_why_not_usable(standing)
        return {
            "id": self.id, "name": self.display_name, "number": self.mdq_gauge_no or "",
            "codes": list(filter(None, (self.mdq_gauge_no, self.serial_no))),
            "due": fields.Date.to_string(self.mdq_next_due) if self.mdq_next_due else False,
            "status": standing, "ok": not why, "why": why,
        }
