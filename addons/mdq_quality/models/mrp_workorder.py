from odoo import fields, models


class MrpWorkorder(models.Model):
    """Work on an operation begins: what is inspected there is opened, for the lots that are being made."""

    _inherit = "mrp.workorder"

    def button_start(self, *args, **kwargs):
        result = super().button_start(*args, **kwargs)
        self.env["mdq.inspection"]._open_for_workorders(self)
        return result

    def _prepare_mdq_draft(self):
        return self.env["mdq.inspection"].new(self._prepare_mdq_vals(self.production_id.lot_producing_ids[:1]))

    def _prepare_mdq_vals(self, lots):
        order = self.production_id
        return {
            "lot_id": lots[:1].id, "lot_ids": [fields.Command.set(lots.ids)], "point": "ipqc", "company_id": order.company_id.id,
            "production_id": order.id, "workorder_id": self.id, "source": "stock", "process_id": order.product_id.mdq_process_id.id,
        }

    def _prepare_mdq_inspection_vals(self, plan, lots):
        """Return the values of the inspections of some lots at this operation."""
        if not lots:
            return []
        order, lots = self.production_id, lots[0].union(*lots)
        share = order.product_uom_id._compute_quantity(order.product_qty, order.product_id.uom_id) / len(order.lot_producing_ids)
        groups = [lots] if plan.unit == "batch" else list(lots)
        return [
            {**self._prepare_mdq_vals(group), "quantity": part, "portion_no": number}
            for group in groups for number, part in plan._split_portions(share * len(group))
        ]
