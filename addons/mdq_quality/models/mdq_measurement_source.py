"""Where a reading came from: what the server can prove, never what a caller merely says."""

import uuid

from odoo import api, fields, models
from odoo.http import request

SOURCES = [("manual", "Typed"), ("gauge", "Gauge"), ("import", "File"), ("api", "Program")]
# The server reads files itself and hands this object on; no call can send it.
FILE = object()


class MdqMeasurement(models.Model):
    """The origin of a reading, and the key by which a sending that comes twice is known."""

    _inherit = "mdq.measurement"

    source = fields.Selection(
        SOURCES, readonly=True,
        help="Typed by a person, sent by a gauge that is known and declared to send, read from a file by the server, or sent by a program.",
    )
    client_key = fields.Char("Key of the Sending", readonly=True, index="btree_not_null",
                             help="Given by the sender: a reading that is sent again with it is taken once.")
    typed_on = fields.Datetime("Entered On", readonly=True, help="By the clock of the device on which it was entered, which may be wrong.")
    is_proved = fields.Boolean("Proved by a Device", readonly=True, help="A known gauge that sends its readings itself gave it.")

    def _mdq_get_content_fields(self):
        return [name for name in super()._mdq_get_content_fields() if name != "client_key"]

    def _says_the_same(self, judged):
        """Whether the value is the same, with whichever gauge it was read."""
        judged = {**judged, "gauge_id": self.gauge_id.id}
        return self._is_same(judged) or self._means_the_same(judged)

    def _get_grid_fields(self):
        return [*super()._get_grid_fields(), "source"]

    def _prepare_grid_cell(self):
        return {**super()._prepare_grid_cell(), "id": self.id, "source": self.source or "", "by_id": self.recorded_by.id}


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    mdq_sends_readings = fields.Boolean(
        "Sends Its Readings", help="Connected by cable or radio: what it sends is not typed. Readings may name it as their source.",
    )

    def _prepare_grid_gauge(self, line, standing):
        return {**super()._prepare_grid_gauge(line, standing), "sends": self.mdq_sends_readings}


class MdqInspection(models.Model):
    """What a call says of the origin of its readings, and what of it is kept."""

    _inherit = "mdq.inspection"

    def record(self, readings):
        """What was taken before the decision is accepted when it comes again: only the answer was lost."""
        self.ensure_one()
        if self.state != "open" and self._is_replay(readings):
            return {"accepted": len(readings), "rejected": []}
        return super().record(readings)

    def _is_replay(self, readings):
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self.check_access("read")
        facts = self._prepare_recording(readings)
        try:
            return bool(readings) and all(self._find_replayed(reading, facts) for reading in readings)
        except ValueError:
            return False

    def _prepare_recording(self, readings):
        """Look up the keys that the readings have, once for all of them."""
        facts = super()._prepare_recording(readings)
        named = [reading for reading in readings if isinstance(reading, dict)]
        return {
            **facts, "channel": self._get_channel(), "keys": self._find_keys(named), "sent": set(),  # keys taken in this call
        }

    @api.model
    def _get_channel(self):
        """Return "screen" for a person's own session in the browser, otherwise "api"."""
        is_screen = request and request.session.uid == self.env.uid and request.httprequest.path.startswith("/web/")
        return "screen" if is_screen else "api"

    @api.model
    def _find_keys(self, readings):
        keys = [reading["client_key"] for reading in readings if isinstance(reading.get("client_key"), str)]
        # A key counts in the whole database, also where the caller may not read.
        known = self.env["mdq.measurement"].sudo().search([("client_key", "in", keys)]) if keys else self.env["mdq.measurement"]
        return {reading.client_key: reading for reading in known}

    # ------------------------------------------------------------------------------------ one reading

    def _prepare_measurement_vals(self, reading, facts):
        """A reading that was taken already under its key is accepted, and not taken again."""
        known = self._find_replayed(reading, facts)
        if known:
            return known, {}
        cell, vals = super()._prepare_measurement_vals(reading, facts)
        if not vals:
            return cell, vals
        facts["sent"].add(reading.get("client_key"))
        return cell, vals

    def _find_replayed(self, reading, facts):
        """Return the cell of the reading that came under the same key before, after a look that it is the same."""
        key = reading.get("client_key") if isinstance(reading, dict) else None
        if key is None:
            return None
        if not _is_key(key):
            raise ValueError(self.env._("The key of a reading is a UUID, such as 123e4567-e89b-42d3-a456-426614174000."))
        known = facts["keys"].get(key)
        if not known and key not in facts["sent"]:
            return None
        unit_no, line = self._get_cell(reading, facts)
        judged = line._judge(self._with_uom(reading, facts), facts["rules"][line.id])
        is_same_cell = known and (known.inspection_id, known.unit_no, known.plan_line_id) == (self, unit_no, line)
        if not is_same_cell or not known._says_the_same(judged):
            raise ValueError(self.env._("This key belongs to another reading. Give each reading a key of its own."))
        return ("replayed", key)

    def _prepare_source_vals(self, reading, line, judged, facts):
        vals, device = super()._prepare_source_vals(reading, line, judged, facts), self._get_device(reading, facts)
        return {
            **vals, "source": self._get_source(reading, facts, device), "client_key": reading.get("client_key") or False,
            "is_proved": bool(device), "typed_on": get_time(reading.get("typed_on")),
        }

    def _get_device(self, reading, facts):
        """Return the gauge that sent the reading itself; one that is named for it and does not send is refused."""
        label = reading.get("gauge")
        if reading.get("source") != "gauge" or not label:
            return None
        gauge = facts["gauges"].get(label) if isinstance(label, int | str) else None
        if not gauge or not gauge.mdq_sends_readings:
            raise ValueError(self.env._(
                "%s is not known as a gauge that sends its readings. Send the reading as typed, or let a quality engineer declare the"
                " gauge.", label,
            ))
        return gauge

    def _get_source(self, reading, facts, device):
        """Without proof, a call from the screen counts as typed, and one of a program as a program's."""
        claimed = reading.get("source")
        if claimed is FILE:
            return "import"
        if device:
            return "gauge"
        return "manual" if facts["channel"] == "screen" or claimed in ("manual", "gauge") else "api"


def _is_key(key):
    try:
        return str(uuid.UUID(key)) == key.lower()
    except (ValueError, AttributeError, TypeError):
        return False


def get_time(text):
    """What the clock of a device said; nothing where it said nothing sensible."""
    try:
        return fields.Datetime.to_datetime(text) if isinstance(text, str) else False
    except ValueError:
        return False
