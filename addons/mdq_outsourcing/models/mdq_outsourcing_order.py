from odoo import api, fields, models
from odoo.exceptions import UserError

# What an order is of: settled when it is made, except the quantity, which is settled when it is confirmed.
IDENTITY = {"template_id", "product_id", "company_id"}


class MdqOutsourcingOrder(models.Model):
    """One batch of a product on its way through the steps of a template revision."""

    _name = "mdq.outsourcing.order"
    _description = "Outsourcing Order"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_routed_states = ("confirmed",)

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    template_id = fields.Many2one(
        "mdq.process.template", "Template", required=True, ondelete="restrict", index=True, check_company=True,
        domain=[("state", "=", "effective")], help="The revision that was effective when the order was made; it stays.",
    )
    product_id = fields.Many2one("product.product", "Product", required=True, ondelete="restrict", check_company=True)
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True, tracking=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
    user_id = fields.Many2one("res.users", "Responsible", default=lambda self: self.env.user, tracking=True)
    date_planned = fields.Datetime("Wanted By", tracking=True)
    note = fields.Text("Remarks")
    step_ids = fields.One2many("mdq.batch.step", "order_id", "Steps")
    current_step_id = fields.Many2one("mdq.batch.step", "Current Step", compute="_compute_current_step_id")
    lot_ids = fields.Many2many("stock.lot", string="Lots", compute="_compute_lot_ids", search="_search_lot_ids")
    supplier_ids = fields.Many2many("res.partner", string="Suppliers", compute="_compute_step_plan")
    step_plan = fields.Char("Step Plan", compute="_compute_step_plan", help="Number, process and number of the supplier of each step.")
    progress = fields.Float("Progress", compute="_compute_current_step_id", help="Steps done, in percent.")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="draft", required=True, readonly=True, copy=False, index=True, tracking=True,
    )

    _quantity_positive = models.Constraint("CHECK (quantity > 0)", "The quantity of an order is more than zero.")

    # ----------------------------------------------------------------------------------- computed

    @api.depends("step_ids.state")
    def _compute_current_step_id(self):
        for order in self:
            left = order.step_ids.filtered(lambda step: step.state not in ("done", "cancelled"))
            order.current_step_id = left[:1]
            total = len(order.step_ids)
            order.progress = 100.0 * (total - len(left)) / total if total else 0.0

    @api.depends("step_ids.partner_id", "step_ids.process_id.code")
    def _compute_step_plan(self):
        for order in self:
            order.supplier_ids = order.step_ids.partner_id
            order.step_plan = ", ".join(
                f"{step.sequence} {step.process_id.code} {step.partner_id.id or '-'}" for step in order.step_ids
            )

    @api.depends("step_ids.line_ids.lot_id")
    def _compute_lot_ids(self):
        for order in self:
            order.lot_ids = order.step_ids.line_ids.lot_id

    def _search_lot_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return [("step_ids.line_ids.lot_id", operator, value)]

    # -------------------------------------------------------------------------------------- guards

    def _get_transitions(self):
        return {"draft": {"confirmed", "cancelled"}, "confirmed": {"done", "cancelled"}}

    def _get_locked_states(self):
        return {"done", "cancelled"}

    def _get_signed_fields(self):
        return ["name", "template_id", "product_id", "quantity", "date_planned", "supplier_ids", "step_plan"]

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for order in orders:
            order.template_id._check_usable(order.product_id)
            # Nobody creates steps by hand: the template says which there are.
            self.env["mdq.batch.step"].sudo().create(
                [step._prepare_batch_step_vals(order) for step in order.template_id.step_ids]
            )
        return orders

    def write(self, vals):
        settled = IDENTITY & set(vals)
        if "quantity" in vals and any(order.state != "draft" for order in self):
            settled |= {"quantity"}
        if settled:
            raise UserError(self._get_settled_refusal(settled))
        return super().write(vals)

    def _get_settled_refusal(self, names):
        labels = ", ".join(sorted(self._fields[name]._description_string(self.env) for name in names))
        return self.env._(
            "%(fields)s of an outsourcing order is settled. Cancel the order and make another one.", fields=labels
        )

    def _assign_partners(self, assignments):
        """Set the suppliers of steps: {sequence or process code: partner id}."""
        for key, partner_id in assignments.items():
            steps = self.step_ids.filtered(lambda step, key=str(key): step._is_called(key))
            if not steps:
                raise UserError(self.env._(
                    "No step of %(template)s is called %(key)s. Its steps are: %(steps)s.",
                    template=self.template_id.display_name, key=key,
                    steps=", ".join(f"{step.sequence} {step.process_id.code}" for step in self.step_ids),
                ))
            steps.write({"partner_id": partner_id})

    # ----------------------------------------------------------------------------------- the work

    def action_confirm(self):
        """Start the work: the first steps become ready. Orders that an approval route fits start with its last signature."""
        self.env.user._mdq_require("mdq_base.group_planner")
        return self._mdq_move_or_send("confirmed")

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._move_to("confirmed")

    def action_cancel(self):
        """Give an order up; nothing of it may be at a supplier. Lots made so far stay barred from shipping."""
        self.env.user._mdq_require("mdq_base.group_planner")
        self._move_to("cancelled")
        return True

    def _check_move_to_confirmed(self):
        for step in self.step_ids:
            step._check_can_be_planned()

    def _after_move_to_confirmed(self):
        self._advance()

    def _check_move_to_cancelled(self):
        for order in self:
            outside = order.step_ids.filtered(lambda step: step.state in ("at_supplier", "reported"))
            if outside:
                raise UserError(self.env._(
                    "%(order)s cannot be cancelled: %(steps)s is under way. Cancel its purchase order, or take the goods"
                    " back first.", order=order.name, steps=", ".join(outside.mapped("display_name")),
                ))

    def _after_move_to_cancelled(self):
        self._mdq_end_approval()
        self.step_ids.filtered(lambda step: step.state in ("waiting", "ready"))._move_to("cancelled")

    def _advance(self):
        """Make the next steps ready; an order whose steps are all done is done."""
        # Who finishes a step, such as a receiver, need not be a planner.
        for order in self.sudo().filtered(lambda order: order.state == "confirmed"):
            left = order.step_ids.filtered(lambda step: step.state not in ("done", "cancelled"))
            if not left:
                order._move_to("done")
                continue
            left.filtered(lambda step: step.state == "waiting" and not step._get_open_before())._move_to("ready")

    # ------------------------------------------------------------------------------------- screens

    @api.readonly
    def action_view_lots(self):
        return {
            "type": "ir.actions.act_window", "name": self.env._("Lots"), "res_model": "stock.lot",
            "view_mode": "list,form", "domain": [("id", "in", self.lot_ids.ids)], "context": {"create": False},
        }
