"""The work that is measured. `prepare` is not measured, `run` is; both happen in a transaction that is rolled back."""

from odoo.fields import Command

from .world import World


class Scenario:
    """One piece of daily work in one size."""

    def __init__(self, env, kind, size):
        self.env, self.kind, self.size, self.world = env, kind, size, World(env, kind)

    def prepare(self):
        raise NotImplementedError

    def run(self):
        raise NotImplementedError

    def check(self):
        """Whether the work was really done; a refusal must not pass for speed."""
        raise NotImplementedError

    def is_controlled_as_expected(self, lots):
        """Whether received lots wait in quarantine for their inspection, where the products are controlled."""
        if self.kind != "controlled":
            return True
        inspections = self.env["mdq.inspection"].sudo().search([("lot_id", "in", lots.ids)])
        return set(lots.mapped("mdq_status")) == {"quarantine"} and set(inspections.lot_id.ids) == set(lots.ids)

    def order(self, products, quantity):
        return self.env["purchase.order"].create({
            "partner_id": self.world.supplier.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_qty": quantity, "price_unit": 1.0}) for product in products
            ],
        })  # fmt: skip

    def receipt(self, products, lots, quantity):
        """A picking that waits to be validated, with so many new lots a line."""
        order = self.order(products, lots * quantity)
        order.button_confirm()
        picking = order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].create([
            self.line(move, quantity, lot_name=f"L{move.id}-{number}") for move in picking.move_ids for number in range(lots)
        ])  # fmt: skip
        return picking

    def line(self, move, quantity, **values):
        return {
            "move_id": move.id, "picking_id": move.picking_id.id, "product_id": move.product_id.id, "quantity": quantity,
            "location_id": move.location_id.id, "location_dest_id": move.location_dest_id.id, "picked": True, **values,
        }  # fmt: skip


class Confirm(Scenario):
    def prepare(self):
        self.purchase = self.order(self.world.bought[: self.size[0]], 10.0)

    def run(self):
        self.purchase.button_confirm()

    def check(self):
        return self.purchase.state == "purchase" and len(self.purchase.picking_ids.move_ids) == self.size[0]


class Receive(Scenario):
    def prepare(self):
        self.picking = self.receipt(self.world.bought[: self.size[0]], self.size[1], 10.0)

    def run(self):
        self.picking.button_validate()

    def check(self):
        lots = self.picking.move_line_ids.lot_id.sorted("id")
        received = self.picking.state == "done" and len(lots) == self.size[0] * self.size[1]
        return received and self.is_controlled_as_expected(lots)


class ReceiveSubcontracted(Scenario):
    def prepare(self):
        order = self.order(self.world.made, self.size[0] * 10.0)
        order.button_confirm()
        self.picking = order.picking_ids.filtered(lambda picking: picking.picking_type_code == "incoming")
        self.made = self.picking.move_ids.product_id
        self.lots = self.env["stock.lot"].create([
            {"name": f"M{number}", "product_id": self.made.id, "company_id": self.env.company.id} for number in range(self.size[0])
        ])  # fmt: skip

    def run(self):
        move = self.picking.move_ids
        move.move_line_ids.unlink()
        self.env["stock.move.line"].create([self.line(move, 10.0, lot_id=lot.id) for lot in self.lots])
        self.picking.button_validate()

    def check(self):
        orders = self.picking.move_ids._get_subcontract_production()
        made = len(orders) == self.size[0] and set(orders.mapped("state")) == {"done"}
        return self.picking.state == "done" and made and self.is_controlled_as_expected(self.lots)


class Deliver(Scenario):
    def prepare(self):
        warehouse = self.env["stock.warehouse"].search([], limit=1)
        self.picking = self.env["stock.picking"].create({
            "picking_type_id": warehouse.out_type_id.id, "partner_id": self.world.customer.id,
            "location_id": warehouse.lot_stock_id.id, "location_dest_id": self.world.customer.property_stock_customer.id,
        })  # fmt: skip
        self.env["stock.move"].create([self.move(product) for product in self.world.shipped[: self.size[0]]])
        self.picking.action_confirm()

    def move(self, product):
        # As many whole lots as the size says: each lot holds 1000.
        return {
            "picking_id": self.picking.id, "product_id": product.id, "product_uom_qty": 1000.0 * self.size[1],
            "location_id": self.picking.location_id.id, "location_dest_id": self.picking.location_dest_id.id,
        }  # fmt: skip

    def run(self):
        self.picking.action_assign()
        self.picking.button_validate()

    def check(self):
        return self.picking.state == "done" and len(self.picking.move_line_ids.lot_id) == self.size[0] * self.size[1]


SCENARIOS = {scenario.__name__: scenario for scenario in (Confirm, Receive, ReceiveSubcontracted, Deliver)}
