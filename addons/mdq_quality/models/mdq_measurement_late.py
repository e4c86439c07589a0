"""Readings that come long after they were made: marked, and told why (ALCOA: contemporaneous)."""

from datetime import timedelta

from odoo import fields, models

from .mdq_measurement_source import get_time


class ResCompany(models.Model):
    _inherit = "res.company"

    mdq_late_minutes = fields.Integer(
        "Readings Are Late After (Minutes)", default=60,
        help="A reading that comes later than this after it was entered on a device is marked as late and needs a reason. 0: never.",
    )


class MdqMeasurement(models.Model):
    _inherit = "mdq.measurement"

    is_late = fields.Boolean("Late Entry", readonly=True, help="It came long after it was entered on the device.")
    late_reason = fields.Char("Why It Came Late", readonly=True)

    def _get_grid_fields(self):
        return [*super()._get_grid_fields(), "is_late"]

    def _prepare_grid_cell(self):
        return {**super()._prepare_grid_cell(), "late": self.is_late}


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def _prepare_source_vals(self, reading, line, judged, facts):
        vals, reason = super()._prepare_source_vals(reading, line, judged, facts), _get_reason(reading)
        is_late = self._is_late(reading)
        if is_late and not reason:
            raise ValueError(self._get_late_refusal(reading))
        return {**vals, "is_late": is_late, "late_reason": reason if is_late else False}

    def _save_batch(self, kind, batch):
        """What the screen kept for long is asked for its reason, and waits for it on the screen."""
        late = [entry for entry in batch if kind == "reading" and not _get_reason(entry) and self._is_late(entry)]
        if late:
            known = self._find_keys(late)  # taken in time already, only the answer was lost
            late = [entry for entry in late if entry["client_key"] not in known]
        taken = super()._save_batch(kind, [entry for entry in batch if entry not in late])
        return {**taken, **{entry["client_key"]: {"ok": False, "why": self._get_late_refusal(entry), "late": True} for entry in late}}

    def _is_late(self, reading):
        """By the device's own clock, where it also says when it sends: a wrong clock makes nothing late."""
        typed_on, minutes = get_time(reading.get("typed_on")), self.company_id.mdq_late_minutes
        if not typed_on or minutes <= 0:
            return False
        sent_on = get_time(reading.get("sent_on")) or fields.Datetime.now()
        return sent_on - typed_on > timedelta(minutes=minutes)

    def _get_late_refusal(self, reading):
        return self.env._(
            "The reading of unit %(unit)s was entered at %(moment)s UTC, more than %(minutes)s minutes before it came. Say why it comes late.",
            unit=reading.get("unit_no"), moment=reading["typed_on"], minutes=self.company_id.mdq_late_minutes)


def _get_reason(reading):
    reason = reading.get("late_reason")
    return reason.strip() if isinstance(reason, str) else ""
