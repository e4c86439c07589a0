import json

from odoo import api, fields, models


class MdqInspection(models.Model):
    """Why an inspection has this plan: kept as it was when the plan was taken."""

    _inherit = "mdq.inspection"

    plan_choice = fields.Text(readonly=True, copy=False, export_string_translation=False)
    plan_reason = fields.Html("Why This Plan", compute="_compute_plan_reason", sanitize=False)

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"plan_choice"}

    def _mdq_get_content_fields(self):
        return [name for name in super()._mdq_get_content_fields() if name != "plan_choice"]

    @api.depends("plan_choice")
    @api.depends_context("lang")
    def _compute_plan_reason(self):
        for inspection in self:
            choice = json.loads(inspection.plan_choice or "null")
            inspection.plan_reason = self.env["mdq.inspection.plan"]._render_choice(choice) if choice else False

    def _prepare_plan_case(self):
        return {**super()._prepare_plan_case(), "picking_type": (self.picking_id or self.production_id).picking_type_id}

    def _get_deciding_fields(self):
        return super()._get_deciding_fields() | {"picking_id", "production_id"}

    def _prepare_planning(self, plans):
        asking = [each for each, plan in zip(self, plans, strict=True) if not each._keeps_choice(plan)]
        return {**super()._prepare_planning(plans), "choices": self._explain_choices(asking)}

    def _prepare_plan_vals(self, plan, facts):
        vals = super()._prepare_plan_vals(plan, facts)
        return {**vals, "plan_choice": facts["choices"][self]} if self in facts["choices"] else vals

    def _keeps_choice(self, plan):
        """More goods of the same receipt keep the plan, and the reason with it."""
        return bool(plan) and json.loads(self.plan_choice or "{}").get("plan") == plan.id

    @api.model
    def _explain_choices(self, inspections):
        """Return {inspection: why it has its plan, as stored}, with one search for all of them."""
        cases = {inspection: inspection._prepare_plan_case() for inspection in inspections}
        # Plans apply to whoever receives.
        candidates, known = self.env["mdq.inspection.plan"].sudo()._find_candidates(list(cases.values())), {}
        for case in cases.values():
            key = candidates._get_case_key(case)
            if key not in known:
                known[key] = json.dumps(candidates._explain(case))
        return {inspection: known[candidates._get_case_key(case)] for inspection, case in cases.items()}
