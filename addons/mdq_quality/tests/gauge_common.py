"""A micrometer that is in order, and a plan whose diameter is measured with one."""

import base64

from odoo import fields
from odoo.fields import Command

from .common import MdqQualityCase


class GaugeCase(MdqQualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.millimetre = cls.env.ref("uom.product_uom_millimeter")
        cls.micrometer = cls.env["mdq.gauge.type"].create({
            "code": "T-MIC", "name": "Test micrometer", "uom_id": cls.millimetre.id, "quantity": "Length",
        })
        cls.caliper = cls.env["mdq.gauge.type"].create({
            "code": "T-CAL", "name": "Test caliper", "uom_id": cls.millimetre.id, "resolution_ratio": 0,
        })
        cls.diameter.with_user(cls.quality_engineer).gauge_type_id = cls.micrometer
        cls.plan = cls._plan()
        cls.gauge = cls._gauge("MIC-1")
        cls._calibrate(cls.gauge)

    @classmethod
    def _gauge(cls, number, kind=None, **vals):
        return cls.env["maintenance.equipment"].with_user(cls.quality_engineer).create({
            "name": "Micrometer", "mdq_gauge_type_id": (kind or cls.micrometer).id, "mdq_gauge_no": number,
            "serial_no": f"SN-{number}", "mdq_range_min": "0", "mdq_range_max": "25", "mdq_resolution": "0.001", **vals,
        })

    @classmethod
    def _days_ago(cls, days):
        return fields.Date.subtract(cls.env.company._mdq_today(), days=days)

    @classmethod
    def _calibration(cls, gauge, days=10, as_found="pass", as_left="pass", user=None, **vals):
        return cls.env["mdq.gauge.calibration"].with_user(user or cls.inspector).create({
            "gauge_id": gauge.id, "performed_on": cls._days_ago(days), "laboratory_id": cls.supplier.id,
            "certificate_number": f"C-{gauge.mdq_gauge_no}-{days}", "certificate_file": base64.b64encode(b"%PDF-1.4 certificate"),
            "certificate_filename": "certificate.pdf", "as_found": as_found, "as_left": as_left, **vals,
        })

    @classmethod
    def _calibrate(cls, gauge, *args, **vals):
        calibration = cls._calibration(gauge, *args, **vals)
        calibration.with_user(cls.quality_engineer).confirm(cls.credential_of(cls.quality_engineer))
        return calibration

    @classmethod
    def _received(cls, name, quantity=50):
        """A received lot and its open inspection, as the inspector has it."""
        lot = cls._receive((cls.bar, name, quantity)).move_line_ids.lot_id
        inspection = cls.env["mdq.inspection"].search([("lot_id", "=", lot.id)])
        return lot, inspection.with_user(cls.inspector)

    @classmethod
    def _measured(cls, name, gauge="MIC-1"):
        """A lot that was inspected with a gauge and accepted."""
        lot, inspection = cls._received(name)
        readings = cls._good(inspection)
        for reading in readings[::2]:
            reading["gauge"] = gauge
        result = inspection.record(readings)
        assert not result["rejected"], result
        inspection.action_conclude()
        return lot, inspection

    def _line(self, **vals):
        return Command.create({"reference": "10", "as_found": "10.001", "as_left": "10.001", "largest_error": "0.004", **vals})
