from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MdqInspectionPlanBalloon(models.Model):
    """A number on the drawing of a plan that leads to a characteristic. A characteristic may stand at several places."""

    _name = "mdq.inspection.plan.balloon"
    _description = "Balloon on a Drawing"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "plan_line_id"
    _order = "plan_id, number, id"
    _rec_name = "number"

    plan_line_id = fields.Many2one("mdq.inspection.plan.line", "Characteristic", required=True, ondelete="cascade", index=True)
    plan_id = fields.Many2one(related="plan_line_id.plan_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    number = fields.Integer(required=True, aggregator=None)
    page = fields.Integer(default=1, required=True, aggregator=None)
    x = fields.Float("From Left", digits=(8, 6), required=True, aggregator=None, help="Fraction of the width of the page.")
    y = fields.Float("From Top", digits=(8, 6), required=True, aggregator=None, help="Fraction of the height of the page.")

    _on_the_page = models.Constraint("CHECK (x BETWEEN 0 AND 1 AND y BETWEEN 0 AND 1)", "A balloon lies on the page of its drawing.")
    _number_positive = models.Constraint("CHECK (number > 0 AND page > 0)", "Balloons and pages are numbered from 1.")

    @api.constrains("number", "plan_line_id")
    def _check_number_is_of_one_line(self):
        groups = self._read_group([("plan_id", "in", self.plan_id.ids)], ["plan_id", "number"], ["plan_line_id:count_distinct"])
        for plan, number, lines in groups:
            if lines > 1:
                raise ValidationError(self.env._(
                    "Balloon %(number)s of %(plan)s would lead to two characteristics. Give each its own number.",
                    number=number, plan=plan.display_name))

    @api.constrains("page", "plan_line_id")
    def _check_page(self):
        for balloon in self:
            if balloon.page > balloon.plan_id.drawing_pages:
                raise ValidationError(self.env._(
                    "The drawing of %(plan)s has no page %(page)s for a balloon.", plan=balloon.plan_id.display_name, page=balloon.page))

    @api.model_create_multi
    def create(self, vals_list):
        """A further balloon of a characteristic has its number; else the next free one is taken."""
        for vals in vals_list:
            line = self.env["mdq.inspection.plan.line"].browse(vals.get("plan_line_id"))
            if line and not vals.get("number"):
                vals["number"] = line.balloon_ids[:1].number or max(line.plan_id.line_ids.balloon_ids.mapped("number"), default=0) + 1
        return super().create(vals_list)

    def _mdq_check_parent(self):
        """The plan counts, two levels up."""
        super()._mdq_check_parent()
        self.plan_line_id._mdq_check_parent()

    def _mdq_deletable(self):
        return self.plan_line_id._mdq_deletable()

    def _mdq_diff_key(self):
        return (self.number, self.page, round(self.x, 4), round(self.y, 4))

    def _prepare_drawn(self):
        return {"id": self.id, "line": self.plan_line_id.id, "number": self.number, "page": self.page, "x": self.x, "y": self.y}


class MdqInspectionPlanLine(models.Model):
    _inherit = "mdq.inspection.plan.line"

    balloon_ids = fields.One2many("mdq.inspection.plan.balloon", "plan_line_id", "Balloons", copy=True)
    balloon = fields.Char("Balloon", compute="_compute_balloon")

    @api.depends("balloon_ids.number")
    def _compute_balloon(self):
        for line in self:
            line.balloon = line._get_balloon()

    def _get_balloon(self):
        return ", ".join(dict.fromkeys(str(number) for number in self.balloon_ids.mapped("number"))) or False

    def _prepare_grid_column(self):
        return {**super()._prepare_grid_column(), "balloons": self.balloon_ids.mapped("number")}
