from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..core import gauge as gauge_core

_lt = LazyTranslate(__name__)


class MdqGaugeImpact(models.Model):
    """What a gauge that was found out of tolerance measured since it was last known to be right, and what becomes of it."""

    _name = "mdq.gauge.impact"
    _description = "Gauge Impact"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    calibration_id = fields.Many2one("mdq.gauge.calibration", "Failed Calibration", required=True, readonly=True, ondelete="restrict",
                                     index=True)
    gauge_id = fields.Many2one("maintenance.equipment", "Gauge", required=True, readonly=True, ondelete="restrict", index=True)
    since = fields.Datetime("Readings Since", readonly=True, help="Of the last good calibration. Empty: from the beginning.")
    until = fields.Datetime("Readings Until", readonly=True, help="Empty: until this record was made.")
    line_ids = fields.One2many("mdq.gauge.impact.line", "impact_id", "Lots", readonly=True)
    reading_count = fields.Integer("Readings", readonly=True)
    lot_count = fields.Integer("Number of Lots", compute="_compute_progress")
    open_count = fields.Integer("Lots to Decide", compute="_compute_progress")
    conclusion = fields.Text(readonly=True)
    state = fields.Selection([("open", "To Decide"), ("closed", "Closed")], string="Status", default="open", required=True, readonly=True,
                             copy=False, index=True, tracking=True)

    _once = models.Constraint("UNIQUE(calibration_id, company_id)", "What this calibration means is looked into already.")

    def _get_transitions(self):
        return {"open": {"closed"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"conclusion"}

    def _get_locked_states(self):
        return {"closed"}

    @api.depends("line_ids.decision")
    def _compute_progress(self):
        for impact in self:
            impact.lot_count = len(impact.line_ids)
            impact.open_count = len(impact.line_ids.filtered(lambda line: not line.decision))

    # ------------------------------------------------------------------------------------- opening

    @api.model
    def _open_for(self, calibration):
        """Make the record of a calibration that found its gauge wrong: one for each company that used the gauge."""
        since, until = calibration._get_doubtful_span()
        groups = self._find_readings(calibration.gauge_id, since, until)
        companies = calibration.company_id.union(*(inspection.company_id for inspection, *_facts in groups))
        # No role writes these records; this is the server writing what follows from a signed calibration.
        impacts = self.sudo().create([
            self._prepare_impact_vals(calibration, company, since, until, [group for group in groups if group[0].company_id == company])
            for company in companies
        ])
        self.env["mdq.alert"]._mdq_raise(
            "gauge_impact", impacts, _lt("A gauge was found out of tolerance: decide on what it measured"), severity="critical",
            groups=("mdq_base.group_quality_engineer",),
        )
        return impacts

    @api.model
    def _get_reading_domain(self, gauge, since, until):
        bounds = [("recorded_on", ">=", since)] if since else []
        return [("gauge_id", "=", gauge.id), *bounds, *([("recorded_on", "<", until)] if until else [])]

    @api.model
    def _find_readings(self, gauge, since, until):
        # All readings of the gauge are in doubt, whoever may read them.
        return self.env["mdq.measurement"].sudo()._read_group(
            self._get_reading_domain(gauge, since, until), ["inspection_id"], ["__count", "recorded_on:min", "recorded_on:max"]
        )

    def _prepare_impact_vals(self, calibration, company, since, until, groups):
        lots = {}
        for group in groups:
            for lot in group[0]._get_measured_lots():
                lots.setdefault(lot, []).append(group)
        return {
            "company_id": company.id, "calibration_id": calibration.id, "gauge_id": calibration.gauge_id.id, "since": since,
            "until": until, "reading_count": sum(count for _inspection, count, *_rest in groups),
            "line_ids": [fields.Command.create(self._prepare_line_vals(lot, own)) for lot, own in lots.items()],
        }

    def _prepare_line_vals(self, lot, groups):
        return {
            "lot_id": lot.id, "inspection_id": max(group[0].id for group in groups),
            "reading_count": sum(group[1] for group in groups),
            "first_on": min(group[2] for group in groups), "last_on": max(group[3] for group in groups),
        }

    # -------------------------------------------------------------------------------------- public

    def close(self, credential, reason):
        """Sign that every lot was decided on, and what was concluded."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self.check_access("read")
        self._check_decided(reason)
        # Nobody edits these records; who closes them was checked above and signs now.
        impacts = self.sudo()
        impacts._check_declared("closed")
        self.env["mdq.signature"]._sign(self, "approved", credential, reason)
        impacts._move_to("closed", reason)
        impacts._write_guarded({"conclusion": reason.strip()})
        return True

    def _check_decided(self, reason):
        for impact in self:
            waiting = impact.line_ids.filtered(lambda line: not line.decision)
            if waiting:
                raise UserError(self.env._(
                    "%(impact)s stays open: decide on %(count)s more lots first: %(lots)s.", impact=impact.name, count=len(waiting),
                    lots=", ".join(waiting.lot_id.mapped("name")[:10]),
                ))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say what was concluded: what the error of the gauge means for what it measured."))

    def action_close(self):
        return self._mdq_sign_action("close", self.env._("Close Gauge Impact"), "approved", reason_required=True)

    def action_decide_open(self):
        """Decide for all lots that are still open, at once."""
        return self.line_ids.filtered(lambda line: not line.decision)._ask("hold")

    def action_view_readings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_measurement_action")
        until = self.until or self.create_date
        domain = [*self._get_reading_domain(self.gauge_id, self.since, until), ("inspection_id.company_id", "=", self.company_id.id)]
        return {**action, "domain": domain, "context": {"search_default_group_by_characteristic": 1}}

    def action_view_lots(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_gauge_impact_line_action")
        return {**action, "domain": [("impact_id", "=", self.id)]}


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def _get_measured_lots(self):
        """Return the lots that this inspection speaks for: those that it decided on, and the parts that were taken out of them since."""
        parts = self.lot_ids._mdq_get_parts()
        return self.lot_ids | parts.filtered(lambda part: self in part._mdq_get_evidence_inspections())


class MdqGaugeCalibration(models.Model):
    """A calibration that found its gauge wrong casts doubt on what the gauge measured."""

    _inherit = "mdq.gauge.calibration"

    impact_ids = fields.One2many("mdq.gauge.impact", "calibration_id", "Impact", readonly=True)

    def _after_move_to_confirmed(self):
        result = super()._after_move_to_confirmed()
        for record in self.filtered(lambda record: record._is_doubtful()):
            self.env["mdq.gauge.impact"]._open_for(record)
        return result

    def _is_doubtful(self):
        return self.as_found == "fail" or (self.as_found == "none" and self.as_left == "fail")

    def _get_doubtful_span(self):
        """Return (since, until) in UTC: whole days at the company, from the last good calibration on."""
        good = (self.gauge_id._mdq_get_confirmed() - self).filtered(lambda other: other.as_left == "pass")
        former = [other.performed_on for other in good if other.performed_on <= self.performed_on]
        later = [other.performed_on for other in good if other.performed_on > self.performed_on]
        first, last = gauge_core.affected_span(self.performed_on, self.as_left == "pass", former, later)
        bounds = self.company_id._mdq_get_bounds
        return first and bounds(first, first)[0], last and bounds(last, last)[1]

    def action_view_impact(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_gauge_impact_action")
        return {**action, "domain": [("calibration_id", "=", self.id)], "context": {}}
