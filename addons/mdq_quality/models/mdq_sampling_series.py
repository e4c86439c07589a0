from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..core import sampling, switching
from .mdq_inspection_plan_sampling import CLASSES

SEVERITIES = [("normal", "Normal"), ("tightened", "Tightened"), ("reduced", "Reduced"), ("discontinued", "Discontinued")]
AMERICAN = (sampling.Z14, sampling.MIL)


class MdqSamplingSeries(models.Model):
    """The lots of one product from one supplier under one plan and class: how strictly the next one is inspected, and why."""

    _name = "mdq.sampling.series"
    _description = "Sampling Series"
    _inherit = ["mdq.lot.series.mixin"]

    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], "Class", required=True, readonly=True
    )
    standard = fields.Char("Standard and Edition", readonly=True)
    severity = fields.Selection(SEVERITIES, "Inspection", required=True, readonly=True, default="normal", tracking=True)
    score = fields.Integer("Switching Score", readonly=True, aggregator=None, help="From 30 on, reduced inspection may be agreed.")
    rejections = fields.Integer("Lots Not Accepted on Tightened", readonly=True, aggregator=None)
    lot_count = fields.Integer("Lots Counted", readonly=True)
    switched_no = fields.Integer("Lots Counted at the Last Switch", readonly=True, aggregator=None)
    reduction_agreed = fields.Boolean("Reduction Agreed", readonly=True)
    reduction_earned = fields.Boolean("Reduction Earned", readonly=True, index=True)
    switch_ids = fields.One2many("mdq.sampling.switch", "series_id", "Switches", readonly=True)
    sample_ids = fields.One2many("mdq.inspection.sample", "series_id", "Lots", readonly=True)

    _one_series = models.UniqueIndex(
        "(company_id, product_id, COALESCE(partner_id, 0), plan_code, defect_class)", "This series exists already."
    )

    @api.depends("defect_class")
    def _compute_display_name(self):
        super()._compute_display_name()

    def _get_name_parts(self):
        words = dict(self._fields["defect_class"]._description_selection(self.env))
        return [*super()._get_name_parts(), words.get(self.defect_class)]

    # -------------------------------------------------------------------------------------- public

    def agree_reduction(self, credential, reason):
        """Sign, as the responsible authority, that these series may be inspected reduced once they have earned it."""
        self._check_authority("mdq_base.group_quality_engineer")
        for series in self:
            if series.severity != "normal":
                raise UserError(self.env._("%s is not on normal inspection: only from there it can be reduced.", series.display_name))
        self._sign_step("agreed", credential, reason)
        self.sudo().write({"reduction_agreed": True})  # nobody edits series; this one was signed just now
        for series in self.sudo():  # as above
            series._take(*switching.reduce(series._get_state(), series._get_conditions()))
        return True

    def interrupt(self, credential, reason):
        """Sign that production is irregular, or that something else warrants it: back to normal inspection."""
        self._check_authority("mdq_base.group_quality_engineer")
        for series in self:
            if series.severity != "reduced":
                raise UserError(self.env._("%s is not on reduced inspection.", series.display_name))
        return self._step("irregular", switching.interrupt, credential, reason)

    def resume(self, credential, reason):
        """Sign that the supplier has improved: a discontinued series goes on, on tightened inspection."""
        self._check_authority("mdq_base.group_quality_manager")
        for series in self:
            if series.severity != "discontinued":
                raise UserError(self.env._("%s is not discontinued.", series.display_name))
        return self._step("resumed", switching.resume, credential, reason)

    def action_agree_reduction(self):
        return self._mdq_sign_action("agree_reduction", self.env._("Agree to Reduced Inspection"), "approved", reason_required=True)

    def action_interrupt(self):
        return self._mdq_sign_action("interrupt", self.env._("Return to Normal Inspection"), "approved", reason_required=True)

    def action_resume(self):
        return self._mdq_sign_action("resume", self.env._("Resume on Tightened Inspection"), "approved", reason_required=True)

    # -------------------------------------------------------------------------------------- checks

    def _check_authority(self, group):
        self.env.user._mdq_require(group)
        self.check_access("read")
        # Who inspected the last lots does not decide how strictly the next are inspected.
        inspectors = self.sudo()._get_recent().inspection_id._get_inspectors()
        if self.env.user in inspectors:
            raise AccessError(self.env._("You inspected lots of this series. Somebody else decides how strictly the next ones are inspected."))

    def _check_not_discontinued(self):
        for series in self:
            if series.severity == "discontinued":
                raise UserError(self.env._(
                    "Inspection of %(series)s is discontinued: five lots were not accepted on tightened inspection. Lots are"
                    " accepted again after a quality manager has resumed it, when the supplier has improved.",
                    series=series.display_name,
                ))

    # --------------------------------------------------------------------------------------- finding

    @api.model
    def _find(self, inspections):
        """Return the series that these inspections belong to, of those that exist."""
        if not inspections:
            return self.browse()
        found = self.search([
            ("company_id", "in", inspections.company_id.ids), ("product_id", "in", inspections.product_id.ids),
            ("plan_code", "in", inspections.plan_id.mapped("code")),
        ])
        keys = {inspection._get_series_key(name) for inspection in inspections for name in CLASSES}
        return found.filtered(lambda series: series._get_key() in keys)

    def _get_key(self):
        return self.company_id.id, self.product_id.id, self.partner_id.id, self.plan_code, self.defect_class

    # -------------------------------------------------------------------------------------- counting

    @api.model
    def _count(self, sample):
        """Count a decided sample; one that was drawn before the last switch was not inspected as the rules now ask."""
        series = sample.series_id or self._open(sample)
        if sample.severity != series.severity:
            return
        before = series._get_state()
        series.lot_count += 1
        sample.write({"series_id": series.id, "series_no": series.lot_count})
        series._take(*switching.after(before, sample._prepare_lot(), series._get_conditions()), sample.inspection_id)

    @api.model
    def _open(self, sample):
        inspection = sample.inspection_id
        known = self._find(inspection).filtered(lambda series: series.defect_class == sample.defect_class)
        return known or self.create({
            "company_id": inspection.company_id.id, "product_id": inspection.product_id.id,
            "partner_id": inspection.partner_id.commercial_partner_id.id, "plan_code": inspection.plan_id.code,
            "defect_class": sample.defect_class, "standard": sample.standard,
        })

    def _get_recent(self):
        """Return the samples counted since the last switch, the last ten of each series, oldest first."""
        samples = self.env["mdq.inspection.sample"]
        for series in self:
            samples |= samples.search(
                [("series_id", "=", series.id), ("series_no", ">", series.switched_no)], order="series_no desc", limit=switching.SERIES
            )
        return samples.sorted("series_no")

    def _get_state(self):
        recent = tuple(sample._prepare_lot() for sample in self._get_recent())
        return switching.State(self.severity, self.score, self.rejections, recent)

    def _get_conditions(self):
        return switching.Conditions(american=self.standard in AMERICAN, reduction_agreed=self.reduction_agreed)

    def _take(self, state, switch, inspection=None, row=None):
        """Store where the series stands now, and the switch that led there."""
        earned = switching.has_earned_reduction(state, self._get_conditions()) and not self.reduction_agreed
        vals = {"severity": state.severity, "score": state.score, "rejections": state.rejections, "reduction_earned": earned}
        if switch:
            row = row or self.env["mdq.sampling.switch"].create(self._prepare_switch_vals(switch, inspection))
            # Each reduction is agreed for itself.
            vals |= {"switched_no": self.lot_count, "reduction_agreed": self.reduction_agreed and switch.before != "reduced"}
            self.message_post(body=row.sentence)
        self.write(vals)

    def _prepare_switch_vals(self, switch, inspection=None, reason=None):
        return {
            "series_id": self.id, "before": switch.before, "after": switch.after, "why": switch.why, "score": self.score,
            "inspection_id": inspection.id if inspection else False, "reason": reason, "user_id": self.env.uid,
        }

    # --------------------------------------------------------------------------------------- signing

    def _sign_step(self, why, credential, reason, switches=None):
        """Write what is decided for each series, and sign it; return {series: row}."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: what was looked at, and what speaks for it."))
        rows = self.env["mdq.sampling.switch"].sudo().create([  # no role writes switches; they are signed below
            series._prepare_switch_vals(
                (switches or {}).get(series) or switching.Switch(series.severity, series.severity, why), reason=reason
            ) for series in self
        ])
        self.env["mdq.signature"]._sign(rows.sudo(False), "approved", credential, reason)
        return rows

    def _step(self, why, rule, credential, reason):
        steps = {series: rule(series._get_state()) for series in self.sudo()}  # all lots of the series count
        rows = self._sign_step(why, credential, reason, {series.sudo(False): switch for series, (_state, switch) in steps.items()})
        for (series, (state, switch)), row in zip(steps.items(), rows, strict=True):
            series._take(state, switch, row=row)
        return True
