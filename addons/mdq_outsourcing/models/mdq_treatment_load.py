from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare


class MdqTreatmentLoad(models.Model):
    """One cycle of a steriliser, furnace or bath, with the lots of several orders in it."""

    _name = "mdq.treatment.load"
    _description = "Treatment Load"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "cycle_number"]
    _check_company_auto = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    process_id = fields.Many2one("mdq.process", "Process", required=True, ondelete="restrict", check_company=True)
    partner_id = fields.Many2one(
        "res.partner", "Supplier", ondelete="restrict", check_company=True, index="btree_not_null",
        help="Empty: done in-house.",
    )
    equipment = fields.Char(help="Which steriliser, furnace or bath.")
    cycle_number = fields.Char("Cycle Number", required=True, tracking=True)
    date = fields.Datetime("Run On", required=True, default=lambda self: fields.Datetime.now(), tracking=True)
    note = fields.Text("Remarks")
    line_ids = fields.One2many("mdq.treatment.load.line", "load_id", "Lots")
    lot_ids = fields.Many2many("stock.lot", string="Lots In It", compute="_compute_lot_ids", search="_search_lot_ids")
    result_ids = fields.One2many("mdq.batch.result", "load_id", "Parameters", readonly=True)
    file_ids = fields.One2many("mdq.batch.file", "load_id", "Certificates", readonly=True)
    hold_id = fields.Many2one("mdq.hold", "Hold", readonly=True, copy=False, ondelete="restrict")
    problems = fields.Text("Still Open", compute="_compute_problems")
    state = fields.Selection(
        [("draft", "To Be Judged"), ("accepted", "Accepted"), ("rejected", "Rejected")], "Verdict",
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )

    _cycle_once = models.UniqueIndex(
        "(company_id, process_id, COALESCE(partner_id, 0), COALESCE(equipment, ''), cycle_number)",
        "This cycle of this equipment is recorded already.",
    )

    @api.depends("name", "cycle_number")
    def _compute_display_name(self):
        for load in self:
            load.display_name = f"{load.name} ({load.cycle_number})" if load.cycle_number else load.name

    @api.depends("line_ids.lot_id")
    def _compute_lot_ids(self):
        for load in self:
            load.lot_ids = load.line_ids.lot_id

    def _search_lot_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return [("line_ids.lot_id", operator, value)]

    @api.depends("line_ids", "result_ids", "file_ids", "state")
    def _compute_problems(self):
        for load in self:
            load.problems = "\n".join(load._get_problems()) if load.state == "draft" else False

    # -------------------------------------------------------------------------------------- guards

    def _get_transitions(self):
        return {"draft": {"accepted", "rejected"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"hold_id"}

    def _get_locked_states(self):
        return {"accepted", "rejected"}

    def _get_parameters(self):
        """The parameters that the steps of its lots ask for."""
        return self.line_ids.step_id.template_step_id.parameter_ids


class MdqTreatmentLoadLine(models.Model):
    """A quantity of a lot in a load."""

    _name = "mdq.treatment.load.line"
    _description = "Lot in a Treatment Load"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "load_id"
    _order = "load_id, id"
    _rec_name = "lot_id"

    load_id = fields.Many2one("mdq.treatment.load", "Load", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="load_id.company_id", store=True, precompute=True)
    state = fields.Selection(related="load_id.state", string="Verdict")
    step_id = fields.Many2one(
        "mdq.batch.step", "Step", required=True, ondelete="restrict", index=True,
        domain=[("requires_load", "=", True), ("state", "in", ("at_supplier", "reported", "done"))],
    )
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, ondelete="restrict", index=True)
    quantity = fields.Float(digits="Product Unit", required=True)

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "A load holds more than nothing of a lot.")
    _lot_once = models.Constraint("UNIQUE(load_id, step_id, lot_id)", "A lot stands once in a load.")

    @api.onchange("step_id")
    def _onchange_step_id(self):
        line = self.step_id.line_ids[:1]
        self.lot_id, self.quantity = line.lot_id, line.quantity_sent or line.quantity

    @api.constrains("load_id", "step_id", "lot_id", "quantity")
    def _check_fits(self):
        for line in self:
            step, load = line.step_id, line.load_id
            if step.process_id != load.process_id or step.partner_id.commercial_partner_id != load.partner_id.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(step)s is not in this load: its process or its supplier is another.", step=step.display_name
                ))
            if line.lot_id not in step.lot_ids:
                raise ValidationError(self.env._(
                    "Lot %(lot)s is not in step %(step)s.", lot=line.lot_id.name, step=step.display_name
                ))
            line._check_not_more_than_sent()

    def _check_not_more_than_sent(self):
        sent = self.step_id.line_ids.filtered(lambda line: line.lot_id == self.lot_id)
        if float_compare(self.quantity, sent.quantity_sent or sent.quantity, precision_rounding=0.000001) > 0:
            raise UserError(self.env._(
                "Lot %(lot)s: %(sent)s were sent, so %(quantity)s cannot be in the load.", lot=self.lot_id.name,
                sent=sent.quantity_sent or sent.quantity, quantity=self.quantity,
            ))
