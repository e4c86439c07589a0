from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class MdqBatchStep(models.Model):
    """Buying a step: a subcontracted product for a transforming one, a service for one on the lot."""

    _inherit = "mdq.batch.step"

    def action_order(self):
        """Make the request for quotation of ready steps; return the action that opens it."""
        self.env.user._mdq_require("mdq_base.group_planner")
        for step in self:
            step._check_may_be_ordered()
            step._create_purchase_line()
        return self[:1].action_view_purchase()

    def _check_may_be_ordered(self):
        if self.kind == "in_house":
            raise UserError(self.env._("%s is done in-house: nothing is ordered.", self.display_name))
        if self.state != "ready":
            raise UserError(self._get_transition_refusal("at_supplier"))
        if self.purchase_line_id:
            raise UserError(self.env._(
                "%(step)s is ordered already with %(order)s.", step=self.display_name, order=self.purchase_order_id.name
            ))
        if not self.partner_id:
            raise UserError(self.env._("Name the supplier of %s first.", self.display_name))
        if self.kind == "transform":
            self._check_subcontracted()

    def _check_subcontracted(self):
        """Without a bill of materials of the subcontractor the receipt would make goods without components."""
        # Bills of materials say what goes in, whoever orders.
        found = self.env["mrp.bom"].sudo().with_company(self.company_id)._bom_subcontract_find(
            self.product_id, company_id=self.company_id.id, bom_type="subcontract", subcontractor=self.partner_id
        )
        if not found:
            raise UserError(self.env._(
                "%(product)s has no subcontracting bill of materials for %(partner)s. Add one: it says which components go"
                " in.", product=self.product_id.display_name, partner=self.partner_id.display_name,
            ))

    def _create_purchase_line(self):
        order = self.env["purchase.order"].with_company(self.company_id).create({
            "partner_id": self.partner_id.id, "origin": self.display_name, "company_id": self.company_id.id,
            "date_planned": self.date_planned, "order_line": [Command.create(self._prepare_purchase_line_vals())],
        })
        line = order.order_line
        if self.process_id not in (line.mdq_process_id | line.product_id._mdq_get_process(self.company_id)):
            line.mdq_process_id = self.process_id
        line._mdq_link_step(self)
        self._write_guarded({"purchase_line_id": line.id})
        self.message_post(body=self.env._("Request for quotation %s was made.", order.name))
        return line

    def _prepare_purchase_line_vals(self):
        product = self.product_id if self.kind == "transform" else self._get_service()
        return {"product_id": product.id, "product_qty": self._get_quantity_to_order()}

    def _get_quantity_to_order(self):
        return sum(self.line_ids.mapped("quantity")) or self.quantity

    def _get_service(self):
        """Return the service product that buys the process of this step, of this supplier if he has one."""
        if self.template_step_id.service_id:
            return self.template_step_id.service_id
        services = self.env["product.product"].search([
            ("type", "=", "service"), ("mdq_process_id", "=", self.process_id.id), ("purchase_ok", "=", True),
            ("company_id", "in", [False, self.company_id.id]),
        ])
        own = services.filtered(
            lambda service: self.partner_id.commercial_partner_id in service.seller_ids.partner_id.commercial_partner_id
        )
        if not services:
            raise UserError(self.env._(
                "No service buys process %s. Make a service product with this process as its outside process.",
                self.process_id.display_name,
            ))
        return (own or services)[:1]

    # ----------------------------------------------------------------------- what orders tell steps

    def _on_ordered(self):
        """The purchase order is confirmed: a transforming step is now with the supplier."""
        self.filtered(lambda step: step.kind == "transform" and step.state == "ready")._move_to("at_supplier")

    def _on_order_cancelled(self):
        """Nothing came of the purchase order: the step can be ordered anew."""
        for step in self:
            if step.state in ("at_supplier", "reported") and (step.kind != "transform" or step.line_ids):
                raise UserError(self.env._(
                    "%(order)s cannot be cancelled: goods of %(step)s went out or came in. Take the goods back first.",
                    order=step.purchase_order_id.name, step=step.display_name,
                ))
            if step.state in ("at_supplier", "reported"):
                step._move_to("ready")
            if step.state in ("waiting", "ready"):
                step._write_guarded({"purchase_line_id": False})

    def _on_received(self, moves):
        """Goods of a transforming step came in: attach their lots; with the last of them the step is done."""
        self.ensure_one()
        done = self.purchase_line_id.move_ids.filtered(lambda move: move.state == "done" and move._mdq_is_coming_in())
        received = {}
        for line in done.move_line_ids.filtered("lot_id"):
            received[line.lot_id] = received.get(line.lot_id, 0.0) + line.quantity_product_uom
        for lot, quantity in received.items():
            self.env["mdq.batch.step.lot"]._attach(
                self, lot, quantity_received=quantity, quantity_scrapped=self._get_reported_scrap(lot)
            )
        coming = self.purchase_line_id.move_ids.filtered(
            lambda move: move._mdq_is_coming_in() and move.state not in ("done", "cancel")
        )
        if not coming:
            self._finish()
