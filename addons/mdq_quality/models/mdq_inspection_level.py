from odoo import api, fields, models

from .mdq_inspection_plan_sampling import tables


class MdqInspectionPlan(models.Model):
    """The inspection level may follow from the risk class of the supplier."""

    _inherit = "mdq.inspection.plan"

    level_by_risk = fields.Boolean(
        "Level by Risk Class", help="The risk class of the supplier for this product and process says at which level its lots are"
        " inspected. The level of the plan holds where there is no class, and for what is made here.",
    )

    @api.onchange("standard")
    def _onchange_standard(self):
        if self.standard == tables.ZERO:
            self.level_by_risk = False


class MdqSamplingSeries(models.Model):
    """At which level the lots of a series are inspected, and since when."""

    _inherit = "mdq.sampling.series"

    level = fields.Char("Inspection Level", readonly=True)

    def _open(self, sample):
        series = super()._open(sample)
        if not series.level:
            series.level = sample.level
        return series

    def _follow_level(self, level, why):
        """Note that the next lots are inspected at another level, and why."""
        before, self.level = self.level, level
        if not before:
            return
        row = self.env["mdq.sampling.switch"].create({
            "series_id": self.id, "before": self.severity, "after": self.severity, "why": "level", "score": self.score,
            "reason": f"{before} → {level}. {why}", "user_id": self.env.uid,
        })
        self.message_post(body=row.sentence)


class MdqInspection(models.Model):
    """Each lot is inspected at the level that the risk class of its supplier asks for on that day."""

    _inherit = "mdq.inspection"

    def _prepare_sampling(self, series):
        facts = super()._prepare_sampling(series)
        facts["levels"] = self.filtered(lambda i: i.plan_id.level_by_risk and i.partner_id)._get_risk_levels()
        self._note_levels(series, facts)
        return facts

    def _get_risk_levels(self):
        """Return {inspection id: (level, why)}, with a constant number of queries for each company."""
        levels = {}
        for company, inspections in self.grouped("company_id").items():
            scopes = {i.id: (i.partner_id, i.process_id, i.product_id, self.env["product.category"]) for i in inspections}
            # What class a supply has is no secret to who inspects it.
            verdicts = self.env["mdq.supplier.risk.rule"].sudo()._assess_scopes(scopes, company)
            levels |= {key: (found.with_company(company).inspection_level, why) for key, (found, why) in verdicts.items()}
        return levels

    def _get_level(self, facts):
        return facts["levels"].get(self.id, (False, ""))[0] or super()._get_level(facts)

    def _note_levels(self, series, facts):
        known = {each._get_key(): each for each in series}
        for inspection in self.filtered("plan_id.level_by_risk"):
            level, why = inspection._get_level(facts), facts["levels"].get(inspection.id, (False, ""))[1]
            for name in inspection.plan_id._get_sampled_aqls():
                found = known.get(inspection._get_series_key(name))
                if found and found.level != level:
                    found._follow_level(level, why)
