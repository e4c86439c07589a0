from odoo import api, models
from odoo.exceptions import AccessError, UserError

# What a supplier may say of a line, and what must be as the movement says it.
SAID = {"lot_id", "lot_name", "quantity"}
GIVEN = {"move_id", "product_id", "product_uom_id", "picking_id", "company_id", "location_id", "location_dest_id"}
STOCK = {"quantity", "lot_id", "location_id", "location_dest_id", "product_uom_id"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    _mdq_lot_index = models.Index("(lot_id, state) WHERE lot_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.user.share and not self.env.su:
            clean = [self._mdq_clean_supplier_vals(vals) for vals in vals_list]
            # What follows from a line is the server's work; the line itself was checked just now.
            return super(StockMoveLine, self.sudo()).create(clean).with_env(self.env)
        lines = super().create(vals_list)
        late = lines._mdq_filter_finished_receipts()
        if late:
            late._mdq_refuse_without_origin()
        return lines

    def write(self, vals):
        if self.env.user.share and not self.env.su:
            clean = self._mdq_check_supplier_write(vals)
            # The same: checked just now, and worked out by the server.
            return super(StockMoveLine, self.sudo()).write(clean)
        if STOCK.isdisjoint(vals):
            return super().write(vals)
        before = {line: line._mdq_get_fact() for line in self._mdq_filter_finished_receipts()}
        result = super().write(vals)
        grown = self.filtered(lambda line: line in before and line._mdq_has_grown(before[line]))
        if grown:
            grown._mdq_refuse_without_origin()
        return result

    def unlink(self):
        if self.env.user.share and not self.env.su:
            self._mdq_check_supplier_unlink()
            # The same: whose line it is was checked just now.
            return super(StockMoveLine, self.sudo()).unlink()
        return super().unlink()

    def _mdq_filter_finished_receipts(self):
        """Lines of finished receipts from subcontractors whose goods must have an origin."""
        # Whether goods have an origin does not depend on who adds them.
        moves = self.sudo().move_id.filtered(lambda move: move.is_subcontract and move.state == "done")
        return self.filtered(lambda line: line.move_id in moves._mdq_filter_traced()) if moves else self.browse()

    def _mdq_refuse_without_origin(self):
        line = self[0]
        raise UserError(self.env._(
            "%(receipt)s is finished: goods of %(product)s added to it would have no origin, as its subcontracting orders are"
            " closed. Make a new receipt for them.", receipt=line.picking_id.name or line.reference,
            product=line.product_id.display_name,
        ))

    # ---------------------------------------------------------------------------------- suppliers

    def _mdq_clean_supplier_vals(self, vals):
        """Return the values of a supplier's new line, with everything else as the movement says."""
        move = self.env["stock.move"].browse(vals.get("move_id") or ()).exists()
        if not move:
            raise AccessError(self.env._("Report lots on the lines of your own orders."))
        move.check_access("write")
        # The movement is the supplier's own; what it says of places he need not be able to read.
        move = move.sudo()
        given = move._mdq_get_given_vals()
        self._mdq_check_said(move, vals, given)
        said = {name: value for name, value in vals.items() if name in move._mdq_get_said_fields()}
        return {**given, **said}

    def _mdq_check_supplier_write(self, vals):
        """Return what a supplier may change of his lines; refuse the rest."""
        self.check_access("write")
        # The movements are the supplier's own; what they say of places he need not be able to read.
        for line in self.sudo():
            given = {**line.move_id._mdq_get_given_vals(), "location_id": line.location_id.id,
                     "location_dest_id": line.location_dest_id.id}
            self._mdq_check_said(line.move_id, vals, given)
        return {name: value for name, value in vals.items() if name not in GIVEN and name in SAID | {"picked"}}

    def _mdq_check_said(self, move, vals, given):
        if move.state in ("done", "cancel"):
            raise AccessError(self.env._("This movement is finished. Ask the buyer for a correction."))
        allowed = move._mdq_get_said_fields()
        refused = {
            name for name, value in vals.items()
            if name not in allowed and value and not (name in given and given[name] == value)
        }
        if refused:
            raise AccessError(self.env._(
                "Suppliers report lots and quantities. Not allowed here: %s.", ", ".join(sorted(refused))
            ))
        if vals.get("lot_id"):
            self.env["stock.lot"]._mdq_check_own([vals["lot_id"]])

    def _mdq_check_supplier_unlink(self):
        """A supplier takes back component lots, and lines that his own people added."""
        self.check_access("unlink")
        company = self.env.user.partner_id.commercial_partner_id
        # Who added a line is a fact, whatever the supplier may read of users.
        for line in self.sudo():
            own = line.create_uid.partner_id.commercial_partner_id == company
            component = line.move_id.raw_material_production_id
            if line.state in ("done", "cancel") or not (own or component):
                raise AccessError(self.env._("Set the quantity to zero instead: this line belongs to the order."))


class StockMove(models.Model):
    _inherit = "stock.move"

    def _mdq_get_said_fields(self):
        """Components may also be marked as picked; whether goods came in says who receives them."""
        return SAID | {"picked"} if self.raw_material_production_id else SAID

    def _mdq_get_given_vals(self):
        return {
            "move_id": self.id, "product_id": self.product_id.id, "product_uom_id": self.product_uom.id,
            "picking_id": self.picking_id.id, "company_id": self.company_id.id, "location_id": self.location_id.id,
            "location_dest_id": self.location_dest_id.id,
        }
