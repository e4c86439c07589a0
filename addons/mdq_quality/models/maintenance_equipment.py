from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core import judging

DESCRIBED = {"mdq_gauge_type_id", "mdq_gauge_no", "mdq_gauge_uom_id", "mdq_range_min", "mdq_range_max", "mdq_resolution",
             "mdq_interval_months", "mdq_sends_readings", "active", "serial_no", "company_id"}
SERVER_WRITTEN = {"mdq_next_due", "mdq_last_calibration_id", "mdq_reminded"}


class MaintenanceEquipment(models.Model):
    """A piece of equipment with a gauge type is a gauge: it has a number, a range, a resolution and an interval."""

    _inherit = "maintenance.equipment"
    _rec_names_search = ["name", "serial_no", "mdq_gauge_no"]
    _mdq_ledger_columns = ("name", *sorted(DESCRIBED | SERVER_WRITTEN))
    _mdq_reason_fields = ("mdq_gauge_type_id", "mdq_gauge_uom_id", "mdq_range_min", "mdq_range_max", "mdq_resolution",
                          "mdq_interval_months")

    mdq_gauge_type_id = fields.Many2one("mdq.gauge.type", "Gauge Type", ondelete="restrict", index="btree_not_null", tracking=True,
                                        help="Set: this is a gauge, whose calibration decides whether it may be used.")
    mdq_gauge_no = fields.Char("Gauge No.", copy=False, index="btree_not_null", tracking=True,
                               help="As on its label; scanning the label finds it. Empty: the next number is given.")
    mdq_gauge_uom_id = fields.Many2one("uom.uom", "Gauge Unit", ondelete="restrict", compute="_compute_mdq_from_type",
                                       store=True, readonly=False, precompute=True)
    mdq_range_min = fields.Char("Range From", help="Empty: no lower end. 0 is an end.")
    mdq_range_max = fields.Char("Range To", help="Empty: no upper end.")
    mdq_resolution = fields.Char("Gauge Resolution", help="The smallest step it shows, in its unit: 0.001.")
    mdq_interval_months = fields.Integer("Calibration Interval (Months)", compute="_compute_mdq_from_type", store=True,
                                         readonly=False, precompute=True, aggregator=None, tracking=True)
    mdq_range_shown = fields.Char("Range", compute="_compute_mdq_range_shown")

    _mdq_gauge_no_unique = models.UniqueIndex(
        "(mdq_gauge_no, COALESCE(company_id, 0)) WHERE mdq_gauge_no IS NOT NULL", "There is a gauge with this number already."
    )

    @api.depends("mdq_gauge_type_id")
    def _compute_mdq_from_type(self):
        for gauge in self:
            kind = gauge.mdq_gauge_type_id
            gauge.mdq_gauge_uom_id = gauge.mdq_gauge_uom_id or kind.uom_id
            gauge.mdq_interval_months = gauge.mdq_interval_months or kind.interval_months

    @api.depends("mdq_range_min", "mdq_range_max", "mdq_gauge_uom_id")
    def _compute_mdq_range_shown(self):
        for gauge in self:
            ends = f"{gauge.mdq_range_min or ''} – {gauge.mdq_range_max or ''}" if gauge.mdq_range_min or gauge.mdq_range_max else ""
            gauge.mdq_range_shown = f"{ends} {gauge.mdq_gauge_uom_id.name or ''}".strip() if ends else ""

    @api.depends("mdq_gauge_no", "name")
    def _compute_display_name(self):
        """A gauge is called by the number on its label."""
        super()._compute_display_name()
        for gauge in self.filtered("mdq_gauge_no"):
            gauge.display_name = f"{gauge.mdq_gauge_no} {gauge.name or ''}".strip()

    @api.constrains("mdq_gauge_type_id", "mdq_gauge_uom_id", "mdq_range_min", "mdq_range_max", "mdq_resolution")
    def _check_mdq_gauge(self):
        for gauge in self.filtered("mdq_gauge_type_id"):
            why = gauge._mdq_why_not_a_gauge()
            if why:
                raise ValidationError(self.env._("%(gauge)s: %(why)s", gauge=gauge.display_name, why=why))

    def _mdq_why_not_a_gauge(self):
        try:
            lowest, highest, resolution = self._mdq_get_numbers()
        except ValueError:
            return self.env._("range and resolution are numbers. Write them like 0.001.")
        if lowest is not None and highest is not None and lowest >= highest:
            return self.env._("its range goes from the smaller to the larger value.")
        if resolution is not None and resolution <= 0:
            return self.env._("its resolution is more than 0, for example 0.001.")
        if not self.mdq_gauge_uom_id and not lowest is highest is resolution is None:
            return self.env._("a range or resolution needs its unit.")
        return ""

    def _mdq_get_numbers(self):
        """Return both ends of the range and the resolution as decimals, None where there is none."""
        return judging.parse(self.mdq_range_min), judging.parse(self.mdq_range_max), judging.parse(self.mdq_resolution)

    # -------------------------------------------------------------------------------------- guards

    @api.model
    def _mdq_get_server_fields(self):
        return super()._mdq_get_server_fields() | SERVER_WRITTEN

    @api.model_create_multi
    def create(self, vals_list):
        self._mdq_check_written(set().union(*vals_list) if any(vals.get("mdq_gauge_type_id") for vals in vals_list) else set())
        self._mdq_check_server_written(set().union(*vals_list))
        gauges = super(MaintenanceEquipment, self._mdq_without_defaults(SERVER_WRITTEN)).create(vals_list).with_env(self.env)
        gauges._mdq_give_numbers()
        return gauges

    def write(self, vals):
        self._mdq_check_server_written(set(vals))
        if vals.get("mdq_gauge_type_id") or self.sudo().mdq_gauge_type_id:  # a guard reads what the caller may not
            self._mdq_check_written(set(vals))
        result = super().write(vals)
        if vals.get("mdq_gauge_type_id") or "mdq_gauge_no" in vals:
            self._mdq_give_numbers()
        return result

    def unlink(self):
        """What once was a gauge is named by readings and calibrations: it is archived."""
        kept = self.sudo().filtered("mdq_gauge_type_id")  # a guard reads what the caller may not
        if kept:
            raise UserError(self.env._(
                "%s is a gauge: its calibrations and readings are kept, so it is not deleted. Archive it instead.", kept[0].display_name
            ))
        return super().unlink()

    def _mdq_check_written(self, names):
        """What decides whether a gauge fits is for quality, also where maintenance keeps the equipment."""
        allowed = ("mdq_base.group_quality_engineer", "mdq_base.group_admin")
        if names & DESCRIBED and not self.env.su and not any(map(self.env.user.has_group, allowed)):
            raise AccessError(self.env._(
                "Type, number, range, resolution and interval of a gauge are for quality engineers. Ask one to change them."
            ))

    def _mdq_check_server_written(self, names):
        refused = SERVER_WRITTEN & names
        if refused:
            raise UserError(self.env._(
                "%s of a gauge follows from its calibrations and cannot be set. Enter a calibration instead.",
                ", ".join(sorted(self._fields[name]._description_string(self.env) for name in refused)),
            ))

    def _mdq_write_facts(self, vals):
        """Above the guard of `write`, out of reach of RPC."""
        return super().write(vals)

    def _mdq_give_numbers(self):
        # Whoever may make a gauge takes its number; users do not read the series themselves.
        series = self.env["ir.sequence"].sudo()
        for gauge in self.filtered(lambda gauge: gauge.mdq_gauge_type_id and not gauge.mdq_gauge_no):
            company = gauge.company_id or self.env.company
            super(MaintenanceEquipment, gauge).write(
                {"mdq_gauge_no": series.with_company(company).next_by_code("mdq.gauge")}
            )

    def _mdq_get_asking(self):
        """A gauge that was calibrated is not described otherwise in passing."""
        return super()._mdq_get_asking().filtered("mdq_last_calibration_id")
