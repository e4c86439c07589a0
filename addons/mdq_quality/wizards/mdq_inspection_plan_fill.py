from odoo import api, fields, models
from odoo.exceptions import UserError

COPIED = ("nominal", "tolerance", "lower_limit", "upper_limit", "instruction", "required")


class MdqInspectionPlanFill(models.TransientModel):
    """Take several characteristics of the library, or the lines of another plan, into a draft plan at once."""

    _name = "mdq.inspection.plan.fill"
    _description = "Add Characteristics"

    plan_id = fields.Many2one("mdq.inspection.plan", required=True, readonly=True)
    company_id = fields.Many2one(related="plan_id.company_id")
    source_plan_id = fields.Many2one("mdq.inspection.plan", "From Plan", domain="[('id', '!=', plan_id), ('company_id', '=', company_id)]")
    present_ids = fields.Many2many("mdq.characteristic", compute="_compute_present_ids")
    characteristic_ids = fields.Many2many(
        "mdq.characteristic", "mdq_plan_fill_characteristic_rel", string="From the Library",
        domain="[('company_id', '=', company_id), ('id', 'not in', present_ids)]",
    )
    line_ids = fields.One2many("mdq.inspection.plan.fill.line", "fill_id", "To Add", compute="_compute_line_ids", store=True, readonly=False)

    @api.depends("plan_id")
    def _compute_present_ids(self):
        for fill in self:
            fill.present_ids = fill.plan_id.line_ids.characteristic_id

    @api.depends("characteristic_ids", "source_plan_id")
    def _compute_line_ids(self):
        for fill in self:
            known = {line.characteristic_id._origin: line for line in fill.line_ids}
            wanted = {line.characteristic_id: {name: line[name] for name in COPIED} for line in fill.source_plan_id.line_ids}
            wanted.update({each._origin: each._prepare_plan_line() for each in fill.characteristic_ids if each._origin not in wanted})
            new = [each for each in wanted if each not in known and each not in fill.present_ids._origin]
            gone = [line for characteristic, line in known.items() if characteristic not in wanted]
            fill.line_ids = [
                *(fields.Command.delete(line.id) for line in gone),
                *(fields.Command.create({"characteristic_id": each.id, **wanted[each]}) for each in new),
            ]

    def action_add(self):
        """Add the characteristics behind the lines that the plan has."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Choose characteristics of the library, or a plan to take them from."))
        place = max(self.plan_id.line_ids.mapped("sequence"), default=0)
        self.env["mdq.inspection.plan.line"].create([
            {"plan_id": self.plan_id.id, "sequence": place + 10 * number, **line._prepare_plan_line()}
            for number, line in enumerate(self.line_ids, 1)
        ])
        return {"type": "ir.actions.act_window_close"}


class MdqInspectionPlanFillLine(models.TransientModel):
    """One characteristic to add, with the limits that it will have in the plan."""

    _name = "mdq.inspection.plan.fill.line"
    _description = "Characteristic to Add"

    fill_id = fields.Many2one("mdq.inspection.plan.fill", required=True, ondelete="cascade")
    characteristic_id = fields.Many2one("mdq.characteristic", required=True, readonly=True)
    kind = fields.Selection(related="characteristic_id.kind")
    uom_id = fields.Many2one(related="characteristic_id.uom_id")
    nominal = fields.Char()
    tolerance = fields.Char()
    lower_limit = fields.Char()
    upper_limit = fields.Char()
    required = fields.Boolean(default=True)
    instruction = fields.Char()

    def _prepare_plan_line(self):
        vals = {"characteristic_id": self.characteristic_id.id, **{name: self[name] for name in COPIED}}
        if self.tolerance:  # the limits follow from it
            del vals["lower_limit"], vals["upper_limit"]
        return vals


class MdqInspectionPlan(models.Model):
    _inherit = "mdq.inspection.plan"

    def action_fill(self):
        """Choose characteristics to add to this draft."""
        self.ensure_one()
        fill = self.env["mdq.inspection.plan.fill"].create({"plan_id": self.id})
        return {"type": "ir.actions.act_window", "res_model": fill._name, "res_id": fill.id, "views": [(False, "form")],
                "target": "new", "name": self.env._("Add Characteristics")}
