from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .mdq_process_template_step import KINDS

UNDER_WAY = ("at_supplier", "reported")


class MdqBatchStep(models.Model):
    """One step of a batch: who does it, with which lots, and what it proved."""

    _name = "mdq.batch.step"
    _description = "Batch Step"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "order_id desc, sequence, id"
    _rec_names_search = ["order_id.name", "process_id.name"]
    _check_company_auto = True

    order_id = fields.Many2one("mdq.outsourcing.order", "Order", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    template_step_id = fields.Many2one("mdq.process.template.step", "Template Step", required=True, ondelete="restrict")
    sequence = fields.Integer(required=True)
    process_id = fields.Many2one("mdq.process", "Process", required=True, ondelete="restrict", index=True)
    kind = fields.Selection(KINDS, "Form", required=True)
    product_id = fields.Many2one("product.product", "Product", required=True, ondelete="restrict")
    quantity = fields.Float("Ordered", related="order_id.quantity")
    uom_id = fields.Many2one(related="product_id.uom_id")
    partner_id = fields.Many2one(
        "res.partner", "Supplier", ondelete="restrict", index="btree_not_null", check_company=True, tracking=True
    )
    required = fields.Boolean()
    requires_certificate = fields.Boolean("Certificate Required")
    requires_load = fields.Boolean("Treatment Load Required")
    date_planned = fields.Datetime("Due", tracking=True, index="btree_not_null")
    date_started = fields.Datetime("Started On", readonly=True)
    date_reported = fields.Datetime("Reported On", readonly=True)
    date_done = fields.Datetime("Done On", readonly=True)
    line_ids = fields.One2many("mdq.batch.step.lot", "step_id", "Lots")
    lot_ids = fields.Many2many("stock.lot", string="Lot", compute="_compute_lot_ids", search="_search_lot_ids")
    report_ids = fields.One2many("mdq.batch.report", "step_id", "Reports", readonly=True)
    result_ids = fields.One2many("mdq.batch.result", "step_id", "Parameters", readonly=True)
    file_ids = fields.One2many("mdq.batch.file", "step_id", "Certificates", readonly=True)
    load_line_ids = fields.One2many("mdq.treatment.load.line", "step_id", "Treatment Loads", readonly=True)
    purchase_line_id = fields.Many2one("purchase.order.line", "Order Line", readonly=True, ondelete="restrict")
    purchase_order_id = fields.Many2one(related="purchase_line_id.order_id", string="Purchase Order")
    picking_ids = fields.One2many("stock.picking", "mdq_batch_step_id", "Transfers", readonly=True)
    picking_out_id = fields.Many2one("stock.picking", "Transfer Out", readonly=True, ondelete="restrict")
    picking_in_id = fields.Many2one("stock.picking", "Last Transfer Back", readonly=True, ondelete="restrict")
    production_ids = fields.One2many("mrp.production", "mdq_batch_step_id", "Manufacturing Orders", readonly=True)
    is_late = fields.Boolean("Late", compute="_compute_is_late")
    evidence = fields.Selection(
        [("none", "Nothing asked"), ("open", "Incomplete"), ("failed", "Out of limits"), ("complete", "Complete")],
        compute="_compute_evidence", help="Parameters within limits, and the certificate where one is asked for.",
    )
    state = fields.Selection(
        [("waiting", "Waiting"), ("ready", "Ready"), ("at_supplier", "At Supplier"), ("reported", "Reported"),
         ("done", "Done"), ("cancelled", "Cancelled")],
        default="waiting", required=True, readonly=True, copy=False, index=True, tracking=True,
    )

    _place_index = models.Index("(partner_id, state)")

    # ----------------------------------------------------------------------------------- computed

    @api.depends("order_id.name", "sequence", "process_id.name")
    def _compute_display_name(self):
        for step in self:
            # The number of the batch and the name of the process are on every paper that goes with the goods.
            known = step.sudo()
            step.display_name = f"{known.order_id.name or ''}-{step.sequence} {known.process_id.name or ''}".strip()

    @api.depends("line_ids.lot_id")
    def _compute_lot_ids(self):
        for step in self:
            step.lot_ids = step.line_ids.lot_id

    def _search_lot_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        return [("line_ids.lot_id", operator, value)]

    @api.depends("date_planned", "state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for step in self:
            step.is_late = bool(step.state == "at_supplier" and step.date_planned and step.date_planned < now)

    @api.depends("result_ids", "file_ids", "load_line_ids.state")
    def _compute_evidence(self):
        for step in self:
            step.evidence = step._get_evidence()

    # -------------------------------------------------------------------------------------- guards

    def _get_transitions(self):
        return {
            "waiting": {"ready", "cancelled"}, "ready": {"at_supplier", "reported", "done", "waiting", "cancelled"},
            "at_supplier": {"reported", "done", "ready"}, "reported": {"done", "ready"},
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "date_started", "date_reported", "date_done", "purchase_line_id", "picking_out_id", "picking_in_id",
        }

    def _get_identity_fields(self):
        """What a step is: said by the template when the order is made, and not changed afterwards."""
        return {"order_id", "company_id", "template_step_id", "sequence", "process_id", "kind", "product_id", "required",
                "requires_certificate", "requires_load", "picking_ids", "production_ids", "report_ids", "result_ids",
                "file_ids", "load_line_ids"}

    def _get_locked_states(self):
        return {"done", "cancelled"}

    def write(self, vals):
        fixed = self._get_identity_fields() & set(vals)
        if fixed:
            raise UserError(self._get_guarded_refusal(fixed))
        if "partner_id" in vals:
            self._check_partner_may_change(vals["partner_id"])
        return super().write(vals)

    def _check_partner_may_change(self, partner_id):
        for step in self:
            if step.kind == "in_house" and partner_id:
                raise UserError(self.env._("%s is done in-house: it has no supplier.", step.display_name))
            if step.state not in ("waiting", "ready") or step.purchase_line_id:
                raise UserError(self.env._(
                    "The supplier of %(step)s is settled by its purchase order. Cancel that order first.",
                    step=step.display_name,
                ))

    def _is_called(self, key):
        return key in (str(self.sequence), self.process_id.code)

    def _check_can_be_planned(self):
        if self.kind != "in_house" and not self.partner_id:
            raise UserError(self.env._("Name the supplier of %s first.", self.display_name))

    # ---------------------------------------------------------------------------------- transitions

    def _check_move_to_ready(self):
        for step in self:
            if step._get_open_before():
                raise UserError(self.env._(
                    "%(step)s waits for: %(before)s.", step=step.display_name,
                    before=", ".join(step._get_open_before().mapped("display_name")),
                ))

    def _get_open_before(self):
        self.ensure_one()
        return self.order_id.step_ids.filtered(
            lambda other: other.sequence < self.sequence and other.state not in ("done", "cancelled")
        )

    def _after_move_to_ready(self):
        for step in self:
            if not step.date_planned:
                step.date_planned = fields.Datetime.now() + timedelta(days=step.template_step_id.lead_days)
            step._propose_lots()

    def _after_move_to_at_supplier(self):
        self._write_guarded({"date_started": fields.Datetime.now()})

    def _after_move_to_done(self):
        self._write_guarded({"date_done": fields.Datetime.now()})
        self.order_id._advance()

    def _check_move_to_cancelled(self):
        for step in self:
            if step.required and step.order_id.state != "cancelled":
                raise UserError(self.env._(
                    "%(step)s is required, so it cannot be left out. A new revision of the template can leave it out.",
                    step=step.display_name,
                ))

    def action_cancel(self):
        """Leave optional steps out."""
        self.env.user._mdq_require("mdq_base.group_planner")
        self._move_to("cancelled")
        self.order_id._advance()
        return True

    def _finish(self):
        """What was to be done is done: for the server's own code, after its own checks."""
        # Who receives goods or finishes an order need not be a planner.
        self.sudo().filtered(lambda step: step.state not in ("done", "cancelled"))._move_to("done")

    def _require_ready(self, kind):
        """The planner starts ready steps of the kind that an action is for."""
        self.env.user._mdq_require("mdq_base.group_planner")
        for step in self:
            if step.kind != kind:
                labels = dict(self._fields["kind"]._description_selection(self.env))
                raise UserError(self.env._(
                    "%(step)s is of another form (%(kind)s).", step=step.display_name, kind=labels[step.kind]
                ))
            if step.state != "ready":
                raise UserError(step._get_transition_refusal("at_supplier"))

    # ------------------------------------------------------------------------------------- screens

    @api.readonly
    def action_view_pickings(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        return {**action, "domain": [("id", "in", self.picking_ids.ids)], "context": {"create": False}}

    @api.readonly
    def action_view_purchase(self):
        return {"type": "ir.actions.act_window", "res_model": "purchase.order", "res_id": self.purchase_order_id.id,
                "views": [(False, "form")]}

    @api.readonly
    def action_open(self):
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "views": [(False, "form")]}
