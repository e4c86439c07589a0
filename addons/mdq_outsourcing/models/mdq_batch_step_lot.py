from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

COUNTED = {"quantity_sent", "quantity_received", "quantity_scrapped"}


class MdqBatchStepLot(models.Model):
    """A lot in a step: how much went out, came back and was lost."""

    _name = "mdq.batch.step.lot"
    _description = "Lot of a Batch Step"
    _inherit = ["mdq.audited.mixin"]
    _order = "step_id, id"
    _rec_name = "lot_id"

    step_id = fields.Many2one("mdq.batch.step", "Step", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="step_id.company_id", store=True, precompute=True)
    partner_id = fields.Many2one(related="step_id.partner_id", store=True, index="btree_not_null")
    order_id = fields.Many2one(related="step_id.order_id", string="Order")
    state = fields.Selection(related="step_id.state", string="Step State")
    product_id = fields.Many2one(related="step_id.product_id")
    lot_id = fields.Many2one("stock.lot", "Lot", required=True, ondelete="restrict", index=True)
    quantity = fields.Float("To Process", digits="Product Unit", required=True)
    quantity_sent = fields.Float("Sent", digits="Product Unit", readonly=True)
    quantity_received = fields.Float("Good", digits="Product Unit", readonly=True)
    quantity_scrapped = fields.Float("Lost", digits="Product Unit", readonly=True)

    _lot_once = models.Constraint("UNIQUE(step_id, lot_id)", "A lot stands once in a step.")
    _quantity_not_negative = models.Constraint("CHECK (quantity >= 0)", "A quantity cannot be negative.")

    @api.constrains("step_id", "lot_id")
    def _check_product(self):
        for line in self:
            if line.lot_id.product_id != line.step_id.product_id:
                raise ValidationError(self.env._(
                    "Lot %(lot)s is %(product)s, and step %(step)s is for %(wanted)s.", lot=line.lot_id.name,
                    product=line.lot_id.product_id.display_name, step=line.step_id.display_name,
                    wanted=line.step_id.product_id.display_name,
                ))

    # -------------------------------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        counted = COUNTED & set().union(*vals_list)
        if counted:
            raise UserError(self._get_counted_refusal())
        lines = super().create(vals_list)
        lines._check_plannable()
        return lines

    def write(self, vals):
        if COUNTED & set(vals):
            raise UserError(self._get_counted_refusal())
        self._check_plannable()
        result = super().write(vals)
        self._check_plannable()
        return result

    def _get_counted_refusal(self):
        return self.env._("What was sent, came back and was lost is counted from stock movements, never written.")

    def _check_plannable(self):
        """Which lots go through a step is planned until it starts, and for steps on the lot only."""
        for line in self:
            step = line.step_id
            if step.state not in ("waiting", "ready") or step.kind == "transform":
                raise UserError(self.env._(
                    "The lots of %(step)s are no longer planned: its movements say which they are.",
                    step=step.display_name,
                ))

    def _mdq_deletable(self):
        return self.step_id.state in ("waiting", "ready") and self.step_id.kind != "transform"

    # ------------------------------------------------------------------------------------ counting

    def _count(self, vals):
        """Write counted quantities: for the server's own code; above the guards of this class."""
        return super().write(vals)

    @api.model
    def _attach(self, step, lot, **counted):
        """Put a lot into a step with its counted quantities, as the movements show them."""
        # Whoever moves the goods; the movement itself passed its gates.
        lines = self.sudo()
        line = lines.search([("step_id", "=", step.id), ("lot_id", "=", lot.id)])
        if not line:
            line = super(MdqBatchStepLot, lines).create([{
                "step_id": step.id, "lot_id": lot.id, "quantity": counted.get("quantity_received", 0.0),
            }])
        line._count(counted)
        return line

    def _get_outstanding(self):
        """What is still at the supplier."""
        self.ensure_one()
        return self.quantity_sent - self.quantity_received - self.quantity_scrapped

    def _is_outstanding(self):
        return float_compare(self._get_outstanding(), 0.0, precision_rounding=self.product_id.uom_id.rounding) > 0
