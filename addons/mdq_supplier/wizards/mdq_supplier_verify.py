from odoo import api, fields, models
from odoo.fields import Command

from ..models.mdq_supplier_verification import RESULTS


class MdqSupplierVerify(models.TransientModel):
    """Asks what was verified at the supplier's premises, and how it came out; the signature follows."""

    _name = "mdq.supplier.verify"
    _description = "Verification Report"

    order_id = fields.Many2one("purchase.order", "Order", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_id", string="Supplier")
    arrangement = fields.Text(related="order_id.mdq_source_verification", string="Agreed Verification")
    day = fields.Date("Verified On", default=lambda self: self.env.company._mdq_today())
    present = fields.Char("Who Was There", help="Of us and of the supplier, by name.")
    result = fields.Selection(RESULTS)
    remarks = fields.Text()
    line_ids = fields.One2many(
        "mdq.supplier.verify.line", "verify_id", "What Was Verified", compute="_compute_line_ids", store=True, readonly=False)
    file_ids = fields.One2many("mdq.supplier.verify.file", "verify_id", "Files")

    @api.depends("order_id")
    def _compute_line_ids(self):
        for verify in self:
            lines = verify.order_id.order_line.filtered(lambda line: line.product_id and not line.display_type)
            left = lines._mdq_get_unverified()
            verify.line_ids = [Command.clear(), *(
                Command.create({"order_line_id": line.id, "quantity": left[line.id]}) for line in lines
            )]

    def action_sign(self):
        """Check before asking for the signature; what was not verified is left at 0."""
        self.ensure_one()
        reports, values = self.env["mdq.supplier.verification"], self._get_values()
        reports._check_values(reports._get_order(self.order_id.id), values)
        action = reports._mdq_sign_action("record", self.env._("Sign Verification Report"), "verified", args={
            "order_id": self.order_id.id, "values": values})
        result = dict(self._fields["result"]._description_selection(self.env))[self.result]
        action["params"]["records"] = [f"{self.order_id.name}: {result}", *(line._get_words() for line in self.line_ids if line.quantity)]
        return action

    def _get_values(self):
        return {
            "day": fields.Date.to_string(self.day), "present": self.present, "result": self.result, "remarks": self.remarks,
            "lines": [{"line_id": line.order_line_id.id, "quantity": line.quantity, "lots": line.lots}
                      for line in self.line_ids if line.quantity],
            "files": [{"name": file.name, "data": (file.with_context(bin_size=False).content or b"").decode()}
                      for file in self.file_ids],
        }


class MdqSupplierVerifyLine(models.TransientModel):
    """One line of the order."""

    _name = "mdq.supplier.verify.line"
    _description = "Order Line Verified"

    verify_id = fields.Many2one("mdq.supplier.verify", required=True, ondelete="cascade", index=True)
    order_line_id = fields.Many2one("purchase.order.line", "Order Line", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="order_line_id.product_id", string="Product")
    ordered = fields.Float(related="order_line_id.product_qty", string="Ordered")
    uom_id = fields.Many2one(related="order_line_id.product_uom_id", string="Unit")
    quantity = fields.Float("Quantity Verified", digits="Product Unit")
    lots = fields.Char("Lots or Serial Numbers")

    def _get_words(self):
        return f"{self.product_id.display_name}: {self.quantity:g} {self.uom_id.name}"


class MdqSupplierVerifyFile(models.TransientModel):
    """One file of the report."""

    _name = "mdq.supplier.verify.file"
    _description = "File Of a Verification Report"

    verify_id = fields.Many2one("mdq.supplier.verify", required=True, ondelete="cascade", index=True)
    name = fields.Char("File Name")
    content = fields.Binary("File", attachment=False, required=True)
