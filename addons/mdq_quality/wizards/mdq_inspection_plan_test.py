from odoo import api, fields, models

from ..models.mdq_inspection_plan import POINTS


class MdqInspectionPlanTest(models.TransientModel):
    """Which plan would apply to these goods, and why: asked before they come."""

    _name = "mdq.inspection.plan.test"
    _description = "Which Plan Applies"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    point = fields.Selection(POINTS, "Inspection Point", required=True, default="iqc")
    product_id = fields.Many2one("product.product", "Product", domain=[("mdq_controlled", "=", True)])
    partner_id = fields.Many2one("res.partner", "Supplier")
    process_id = fields.Many2one("mdq.process", "After Process")
    picking_type_id = fields.Many2one("stock.picking.type", "Operation Type")
    plan_id = fields.Many2one("mdq.inspection.plan", "Plan", compute="_compute_plan")
    reason = fields.Html("Why", compute="_compute_plan", sanitize=False)

    @api.depends("company_id", "point", "product_id", "partner_id", "process_id", "picking_type_id")
    def _compute_plan(self):
        plans = self.env["mdq.inspection.plan"]
        for test in self:
            case = test._prepare_case()
            candidates = plans._find_candidates([case]) if test.product_id else plans
            choice = candidates._explain(case) if test.product_id else None
            test.plan_id = plans.browse(choice["plan"] or ()) if choice else plans
            test.reason = plans._render_choice(choice) if choice else False

    def _prepare_case(self):
        return {
            "point": self.point, "company": self.company_id, "product": self.product_id._origin,
            "partner": self.partner_id.commercial_partner_id._origin, "process": self.process_id._origin,
            "picking_type": self.picking_type_id._origin,
        }
