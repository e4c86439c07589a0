import base64

from odoo import fields, models

from .mdq_inspection_plan_import import SHEET


class MdqInspectionPlanExport(models.TransientModel):
    """Inspection plans as a workbook that can be read in again."""

    _name = "mdq.inspection.plan.export"
    _description = "Export of Inspection Plans"

    plan_ids = fields.Many2many("mdq.inspection.plan", string="Plans", readonly=True)
    workbook = fields.Binary(compute="_compute_workbook")

    def _compute_workbook(self):
        for record in self:
            plans = record.plan_ids
            plans.check_access("read")
            rows = [row for plan in plans for row in record._prepare_rows(plan)]
            record.workbook = base64.b64encode(SHEET.write(rows))

    def _prepare_rows(self, plan):
        lines = [self._prepare_line(line) for line in plan.line_ids]
        head = self._prepare_head(plan)
        return [{**(head if not number else {}), "plan": plan.code, **line} for number, line in enumerate(lines or [{}])]

    def _prepare_head(self, plan):
        return {
            "revision": plan.revision, "status": plan._mdq_get_state_label(), "title": plan.name, "point": plan.point,
            "product": plan.product_id.default_code or plan.product_id.name, "category": plan.categ_id.complete_name,
            "process": plan.process_id.code, "partner": plan.partner_id.name, "picking_type": plan.picking_type_id.name,
            **self._prepare_sampling(plan),
        }

    def _prepare_sampling(self, plan):
        names = {
            "all": (), "fixed": ("sample_size", "acceptance_number"), "percent": ("sample_percent", "acceptance_number"),
            "root": ("acceptance_number",), "standard": ("standard", "level", "aql_critical", "aql_major", "aql_minor"),
        }.get(plan.sampling, ())
        return {"sampling": plan.sampling, **{name: plan[name] if plan[name] or plan[name] != 0 else "0" for name in names}}

    def _prepare_line(self, line):
        return {
            "characteristic": line.characteristic_id.code, "name": line.characteristic_id.name, "unit": line.uom_id.name,
            "nominal": line.nominal, "tolerance": line.tolerance, "lower_limit": line.lower_limit, "upper_limit": line.upper_limit,
            "required": "yes" if line.required else "no", "instruction": line.instruction,
        }


class MdqInspectionPlan(models.Model):
    _inherit = "mdq.inspection.plan"

    def action_export(self):
        """Download these plans as a workbook."""
        export = self.env["mdq.inspection.plan.export"].create({"plan_ids": [fields.Command.set(self.ids)]})
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{export._name}/{export.id}/workbook/inspection-plans.xlsx?download=true",
        }
