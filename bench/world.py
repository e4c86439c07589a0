"""The products, partners and stock that a measurement works on. The same for all variants."""

from odoo.fields import Command

LINES = 20
LOTS = 5
PER_LOT = 1000.0


class World:
    """Records by name, kept in a system parameter so that every transaction finds them again."""

    def __init__(self, env, kind):
        self.env, self.kind = env, kind
        self.key = f"bench.{kind}"

    def save(self, **ids):
        known = self._ids()
        known.update({name: records.ids for name, records in ids.items()})
        models = {**self._models(), **{name: records._name for name, records in ids.items()}}
        self.env["ir.config_parameter"].set_param(self.key, repr((known, models)))

    def __getattr__(self, name):
        ids, models = self._stored()
        if name not in ids:
            raise AttributeError(name)
        return self.env[models[name]].browse(ids[name])

    def _stored(self):
        import ast

        return ast.literal_eval(self.env["ir.config_parameter"].sudo().get_param(self.key, "({}, {})"))

    def _ids(self):
        return self._stored()[0]

    def _models(self):
        return self._stored()[1]


def user(env):
    """Somebody who buys, receives, makes and ships: an ordinary user, so that record rules cost what they cost."""
    login = f"bench_{env.cr.dbname}"
    found = env["res.users"].search([("login", "=", login)])
    if found:
        return found
    groups = ["base.group_user", "purchase.group_purchase_manager", "stock.group_stock_manager", "mrp.group_mrp_manager"]
    groups += ["stock.group_production_lot", "stock.group_stock_multi_locations", "uom.group_uom"]
    return env["res.users"].create({
        "name": "Bench", "login": login, "password": "bench", "email": "bench@example.com",
        "group_ids": [Command.link(env.ref(name).id) for name in groups],
    })  # fmt: skip


def build(env, kind):
    """Bought products, a subcontracted one with its component at the subcontractor, products in stock for delivery."""
    world = World(env, kind)
    supplier = env["res.partner"].create({"name": f"Supplier {kind}", "is_company": True})
    customer = env["res.partner"].create({"name": f"Customer {kind}", "is_company": True})
    bought = products(env, f"Bought {kind}", LINES)
    shipped = products(env, f"Shipped {kind}", LINES)
    component, made = products(env, f"Component {kind}", 1), products(env, f"Made {kind}", 1)
    env["mrp.bom"].create({
        "product_tmpl_id": made.product_tmpl_id.id, "product_qty": 1.0, "type": "subcontract",
        "subcontractor_ids": [Command.link(supplier.id)],
        "bom_line_ids": [Command.create({"product_id": component.id, "product_qty": 1.0})],
    })  # fmt: skip
    world.save(supplier=supplier, customer=customer, bought=bought, shipped=shipped, component=component, made=made)
    return world


def fill(env, kind):
    """Put the stock of the world where the work needs it; the lots are returned to be released where that is needed."""
    world = World(env, kind)
    stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
    at_supplier = world.supplier.property_stock_subcontractor
    lots = stocked_lots(env, world.shipped, stock, LOTS) | stocked_lots(env, world.component, at_supplier, 1, PER_LOT * 100)
    world.save(lots=lots)
    return lots


def products(env, name, count):
    return env["product.product"].create([
        {"name": f"{name} {number}", "type": "consu", "is_storable": True, "tracking": "lot", "purchase_method": "receive"}
        for number in range(count)
    ])  # fmt: skip


def stocked_lots(env, products, location, count, quantity=PER_LOT):
    lots = env["stock.lot"].create([
        {"name": f"{product.id}-{number}", "product_id": product.id, "company_id": env.company.id}
        for product in products
        for number in range(count)
    ])  # fmt: skip
    for lot in lots:
        env["stock.quant"]._update_available_quantity(lot.product_id, location, quantity, lot_id=lot)
    return lots
