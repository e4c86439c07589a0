from odoo import api, fields, models


class MdqGaugeType(models.Model):
    """A kind of gauge: what it measures, how often it is calibrated, how fine it must be for a tolerance."""

    _name = "mdq.gauge.type"
    _description = "Gauge Type"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "sequence, name, id"
    _rec_names_search = ["code", "name"]
    _mdq_reason_fields = ("uom_id", "resolution_ratio", "needs_calibration")

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    quantity = fields.Char("Quantity Measured", translate=True, help="Length, force, mass, temperature …")
    uom_id = fields.Many2one("uom.uom", "Unit", ondelete="restrict", help="Empty: it judges good or bad, as a plug gauge does.")
    resolution_ratio = fields.Integer(
        "Resolution Rule 1 :", default=10, aggregator=None, tracking=True,
        help="The resolution of the gauge is at most one such part of the tolerance; 10 is the usual rule. 0: not checked.",
    )
    needs_calibration = fields.Boolean("Is Calibrated", default=True, tracking=True,
                                       help="Off: for indication only, and used without a calibration.")
    interval_months = fields.Integer("Calibration Interval (Months)", default=12, aggregator=None, tracking=True)
    procedure = fields.Char("Calibration Procedure", translate=True, help="Which instruction or standard it is calibrated by.")
    gauge_ids = fields.One2many("maintenance.equipment", "mdq_gauge_type_id", "Gauges")
    gauge_count = fields.Integer("Number of Gauges", compute="_compute_gauge_count")

    _code_unique = models.Constraint("UNIQUE(code)", "This code of a gauge type exists already.")
    _ratio_not_negative = models.Constraint("CHECK (resolution_ratio >= 0)", "The resolution rule cannot be negative.")
    _interval_positive = models.Constraint("CHECK (interval_months > 0)", "The calibration interval is at least one month.")

    def _compute_gauge_count(self):
        counts = dict(self.env["maintenance.equipment"]._read_group(
            [("mdq_gauge_type_id", "in", self.ids)], ["mdq_gauge_type_id"], ["__count"]
        ))
        for kind in self:
            kind.gauge_count = counts.get(kind, 0)

    def _mdq_get_asking(self):
        """What gauges in use are judged by is not changed in passing."""
        # A guard counts the gauges of all companies.
        used = self.env["maintenance.equipment"].sudo().with_context(active_test=False).search(
            [("mdq_gauge_type_id", "in", self.ids)]
        ).mdq_gauge_type_id
        return self & used

    def action_view_gauges(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.maintenance_equipment_gauge_action")
        return {**action, "domain": [("mdq_gauge_type_id", "=", self.id)],
                "context": {"default_mdq_gauge_type_id": self.id}}

    @api.depends("code", "name")
    def _compute_display_name(self):
        for kind in self:
            kind.display_name = kind.name or ""
