from odoo import fields, models

from .maintenance_equipment_calibration import STATUSES


class MdqMeasurement(models.Model):
    """With which gauge a reading was taken, and how the gauge stood at that moment."""

    _inherit = "mdq.measurement"

    gauge_id = fields.Many2one("maintenance.equipment", "Gauge Used", readonly=True, ondelete="restrict", index="btree_not_null")
    gauge_status = fields.Selection(STATUSES, "Gauge Status Then", readonly=True)
    gauge_calibration_id = fields.Many2one("mdq.gauge.calibration", "Calibration Then", readonly=True, ondelete="restrict")

    def _is_same(self, judged):
        """The same value from another gauge is another reading."""
        return super()._is_same(judged) and self.gauge_id.id == (judged.get("gauge_id") or False)

    def _get_grid_fields(self):
        return [*super()._get_grid_fields(), "gauge", "gauge_id"]

    def _prepare_grid_cell(self):
        return {**super()._prepare_grid_cell(), "gauge": self.gauge or "", "gauge_id": self.gauge_id.id}
