from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MdqInspectionPlan(models.Model):
    """What one inspection is of: a lot, all lots of one delivery, a portion, a container, or a lot at one operation."""

    _inherit = "mdq.inspection.plan"

    unit = fields.Selection(
        [("lot", "Each lot or serial number"), ("batch", "All lots and serial numbers of one delivery"),
         ("portion", "Each portion of a lot"), ("container", "Each container of a lot")],
        "One Inspection For", required=True, default="lot",
        help="A delivery is what came in, was made or goes out with one transfer or order, of one product.",
    )
    portion_size = fields.Float("Units per Portion", digits="Product Unit", aggregator=None)
    operation_id = fields.Many2one(
        "mrp.routing.workcenter", "At Operation", ondelete="restrict", index="btree_not_null",
        help="The inspection opens when work on this operation begins and the lot is known.",
    )

    @api.constrains("unit", "portion_size")
    def _check_portion_size(self):
        for plan in self:
            if plan.unit == "portion" and plan.portion_size <= 0:
                raise ValidationError(self.env._("Plan %s inspects by portions: say how many units one portion has.", plan.display_name))

    @api.constrains("operation_id", "point")
    def _check_operation(self):
        for plan in self:
            if plan.operation_id and plan.point != "ipqc":
                raise ValidationError(self.env._(
                    "Plan %s names an operation: only inspections in process are made at operations.", plan.display_name))

    def _is_of(self, case):
        """At an operation only the plans for that operation apply."""
        return super()._is_of(case) and (bool(self.operation_id) or not case.get("operation"))

    def _fits_operation(self, case):
        return self.operation_id == case.get("operation")
