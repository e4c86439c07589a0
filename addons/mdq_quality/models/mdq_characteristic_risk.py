"""How bad a failure would be: the severity of the risk that a characteristic controls, and what it asks of a plan."""

import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SEVERITIES = [("1", "1 Negligible"), ("2", "2 Minor"), ("3", "3 Serious"), ("4", "4 Critical"), ("5", "5 Catastrophic")]
SEVERE = ("4", "5")
HIGHEST_LEVEL = "III"


class MdqCharacteristic(models.Model):
    _inherit = "mdq.characteristic"
    _mdq_reason_fields = ("risk_severity", "risk_reference")

    risk_reference = fields.Char("Risk Item", tracking=True, help="Its number in the risk management file.")
    risk_severity = fields.Selection(
        SEVERITIES, "Severity of Harm", tracking=True,
        help="As the risk management file has it (ISO 14971). From 4 on defects are critical, and every unit is inspected, or the"
             " plan uses the highest level or says why a smaller sample is enough.",
    )

    @api.constrains("risk_severity", "defect_class")
    def _check_severity(self):
        for characteristic in self:
            if characteristic.risk_severity in SEVERE and characteristic.defect_class != "critical":
                raise ValidationError(self.env._(
                    "%(characteristic)s controls a risk of severity %(severity)s: its defects are critical. Set the defect class"
                    " too.", characteristic=characteristic.display_name, severity=characteristic.risk_severity))

    def write(self, vals):
        result = super().write(vals)
        if vals.get("risk_severity") in SEVERE:
            self._tell_plans()
        return result

    def _tell_plans(self):
        """Plans in force that no longer ask enough are revised; until then every unit is inspected where the plan has a sample of its own."""
        # The rule reaches every plan in force, also those that the caller may not read.
        plans = self.env["mdq.inspection.plan.line"].sudo().search(
            [("characteristic_id", "in", self.ids), ("plan_id.state", "=", "effective")]).plan_id.filtered("risk_gap")
        for plan in plans:
            spoken = plan.with_context(lang=plan.create_uid.lang)
            plan.activity_schedule("mail.mail_activity_data_todo", user_id=plan.create_uid.id,
                                   summary=spoken.env._("Revise this plan"), note=spoken.risk_gap)


class MdqInspectionPlan(models.Model):
    _inherit = "mdq.inspection.plan"
    _mdq_reason_fields = ("risk_reason",)

    risk_reason = fields.Text(
        "Why a Sample Is Enough", help="For severe risks that are not inspected on every unit: a destructive test, a validated process …",
    )
    risk_gap = fields.Char("Severe Risks", compute="_compute_risk_gap")

    @api.depends("sampling", "standard", "level", "risk_reason", "line_ids.characteristic_id.risk_severity")
    def _compute_risk_gap(self):
        for plan in self:
            severe = plan._get_severe_lines()
            plan.risk_gap = bool(severe) and plan._is_sampled_too_little() and self.env._(
                "%(lines)s: a failure would be severe. Inspect every unit, use level %(level)s of a standard, or say why a"
                " smaller sample is enough.", lines=", ".join(severe.mapped("display_name")), level=HIGHEST_LEVEL)

    def _get_severe_lines(self):
        return self.line_ids.filtered(lambda line: line.characteristic_id.risk_severity in SEVERE)

    def _is_sampled_too_little(self):
        highest = self.sampling == "standard" and self.level == HIGHEST_LEVEL
        return not (self.sampling == "all" or highest or self.risk_reason)

    def _check_move_to_in_review(self):
        super()._check_move_to_in_review()
        for plan in self.filtered("risk_gap"):
            raise ValidationError(plan.risk_gap)

    def _get_sample_size(self, quantity):
        """Where a severity was raised after the plan was approved, the safe side counts until the plan is revised."""
        if self.risk_gap and self.sampling != "standard":
            return max(1, math.ceil(quantity))
        return super()._get_sample_size(quantity)
