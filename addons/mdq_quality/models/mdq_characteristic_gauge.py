from odoo import api, fields, models

from ..core import gauge as gauge_core
from ..core import judging


class MdqCharacteristic(models.Model):
    """With what kind of gauge a characteristic is measured."""

    _inherit = "mdq.characteristic"
    _mdq_reason_fields = ("gauge_type_id",)

    gauge_type_id = fields.Many2one("mdq.gauge.type", "Gauge Type", ondelete="restrict", index="btree_not_null", tracking=True,
                                    help="Set: a reading names a gauge of this type, and is refused without one.")


class MdqInspectionPlanLine(models.Model):
    """The gauge type is kept with the plan: what the characteristic says later changes no plan in force."""

    _inherit = "mdq.inspection.plan.line"
    _mdq_reason_fields = ("gauge_type_id",)

    gauge_type_id = fields.Many2one("mdq.gauge.type", "Gauge Type", ondelete="restrict", compute="_compute_gauge_type_id",
                                    store=True, readonly=False, precompute=True,
                                    help="A reading names a gauge of this type. Empty: any gauge, or none.")

    @api.depends("characteristic_id")
    def _compute_gauge_type_id(self):
        for line in self:
            line.gauge_type_id = line.characteristic_id.gauge_type_id

    def _prepare_rule(self):
        return {**super()._prepare_rule(), "gauge_type": self.gauge_type_id}

    def _why_not_gauge(self, gauge, standing):
        """Return why a gauge may not be used for this line, in words, or "": the same at the offer and at the entry.

        :param standing: its status, as `_mdq_get_standings` says
        """
        return (
            self._why_not_type(gauge) or gauge._mdq_why_not_usable(standing)
            or (self.kind == "variable" and (
                self._why_not_unit(gauge) or self._why_not_resolution(gauge) or self._why_not_step(gauge)
            )) or ""
        )

    def _why_not_type(self, gauge):
        if not self.gauge_type_id or gauge.mdq_gauge_type_id == self.gauge_type_id:
            return ""
        return self.env._(
            "%(gauge)s is a %(type)s; %(line)s is measured with a %(needed)s.", gauge=gauge.display_name,
            type=gauge.mdq_gauge_type_id.name, line=self.display_name, needed=self.gauge_type_id.name,
        )

    def _why_not_unit(self, gauge):
        unit = gauge.mdq_gauge_uom_id
        if not unit or unit == self.uom_id or (self.uom_id and unit._has_common_reference(self.uom_id)):
            return ""
        return self.env._(
            "%(gauge)s measures in %(unit)s; %(line)s is given in %(other)s.", gauge=gauge.display_name, unit=unit.name,
            line=self.display_name, other=self.uom_id.name or "-",
        )

    def _why_not_resolution(self, gauge):
        width, ratio = gauge_core.tolerance(*self._get_limits()), gauge.mdq_gauge_type_id.resolution_ratio
        step = gauge._mdq_get_numbers()[2]
        if step is None or gauge_core.is_fine_enough(self._from_gauge(step, gauge), width, ratio):
            return ""
        return self.env._(
            "%(gauge)s shows steps of %(step)s %(unit)s, too coarse for the tolerance of %(width)s %(other)s of %(line)s: at most"
            " 1/%(ratio)s of it. Take a finer gauge.", gauge=gauge.display_name, step=gauge.mdq_resolution,
            unit=gauge.mdq_gauge_uom_id.name or "", width=judging.text(width), other=self.uom_id.name or "",
            line=self.display_name, ratio=ratio,
        )

    def _why_not_step(self, gauge):
        """A characteristic may ask for a step of its own, whatever the tolerance is."""
        step, asked = gauge._mdq_get_numbers()[2], self.characteristic_id._read_resolution()
        if step is None or asked is None or self._from_gauge(step, gauge) <= asked:
            return ""
        return self.env._(
            "%(gauge)s shows steps of %(step)s %(unit)s; %(line)s asks for %(asked)s %(other)s. Take a finer gauge.",
            gauge=gauge.display_name, step=gauge.mdq_resolution, unit=gauge.mdq_gauge_uom_id.name or "", line=self.display_name,
            asked=judging.text(asked), other=self.uom_id.name or "",
        )

    def _why_not_value(self, gauge, value):
        """Return why a gauge cannot have shown a value (in the unit of the line), or ""."""
        lowest, highest, _step = gauge._mdq_get_numbers()
        shown = self._to_gauge(value, gauge)
        if gauge_core.covers(lowest, highest, shown):
            return ""
        return self.env._(
            "%(gauge)s measures %(range)s: it cannot have shown %(value)s. Take a gauge whose range holds it, or correct the value.",
            gauge=gauge.display_name, range=gauge.mdq_range_shown, value=judging.text(shown),
        )

    def _to_gauge(self, value, gauge):
        return self._between(value, self.uom_id, gauge.mdq_gauge_uom_id)

    def _from_gauge(self, value, gauge):
        return self._between(value, gauge.mdq_gauge_uom_id, self.uom_id)

    def _between(self, value, unit, other):
        return value if unit == other or not unit or not other else judging.convert(value, unit.factor, other.factor)
