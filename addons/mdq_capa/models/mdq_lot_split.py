"""A part taken out of a lot stays in the open quality events of the lot."""

from odoo import models
from odoo.exceptions import UserError

OPEN = ("open", "in_review")


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_get_event_lines(self):
        """Return the lines of open quality events that concern these lots, of whatever company."""
        # Every open event counts, whatever the one who decides may read.
        return self.env["mdq.event.line"].sudo().search([("lot_id", "in", self.ids), ("event_id.state", "in", OPEN)])

    def _mdq_check_splittable(self):
        """What a disposition was signed for keeps its quantity until it is carried out."""
        super()._mdq_check_splittable()
        signed = self._mdq_get_event_lines().disposition_ids.filtered(lambda disposition: disposition.state == "decided")
        if signed:
            raise UserError(self.env._(
                "Lot %(lot)s: %(names)s were signed for its quantity. Carry them out, or cancel them, before the lot is split.",
                lot=self.name, names=", ".join(signed.mapped("name")),
            ))


class MdqLotSplit(models.Model):
    _inherit = "mdq.lot.split"

    def _after_split(self):
        super()._after_split()
        for line in self.lot_id._mdq_get_event_lines():
            taken = min(self.rejected_quantity, line.quantity - line.planned_quantity)
            if taken > 0:
                line.quantity -= taken
                line.create({"event_id": line.event_id.id, "lot_id": self.new_lot_id.id, "quantity": taken})
