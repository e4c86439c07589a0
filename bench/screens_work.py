"""What `bench.screens` looks at, inside the process that has the database: one receipt, one inspection with all its readings."""

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command

from . import controlled
from .scenarios import Scenario


def show(registry, units, characteristics):
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        login = watcher(env)
        world = Scenario(env, "controlled", ())
        world.receipt(world.world.bought, 1, 10.0)
        inspection(env, units, characteristics)
        cr.commit()
    return {"login": login, "password": controlled.PASSWORD}


def watcher(env):
    """An inspector who may look at receipts as well."""
    user = controlled.person(env, "inspector")
    user.write({"group_ids": [Command.link(env.ref("stock.group_stock_user").id)]})
    return user.login


def inspection(env, units, count):
    """The only one that is open, with all its readings."""
    env["mdq.inspection"].search([("state", "=", "open")])._move_to("cancelled")
    product = env["product.product"].create({"name": "Bench", "type": "consu", "is_storable": True, "tracking": "lot", "mdq_controlled": True})
    characteristics = env["mdq.characteristic"].create([
        {"code": f"BS{number}", "name": f"Length {number}", "uom_id": env.ref("uom.product_uom_millimeter").id} for number in range(count)
    ])  # fmt: skip
    plan = env["mdq.inspection.plan"].create({
        "code": "BS", "name": "Bench", "product_id": product.id, "point": "iqc", "sampling": "fixed", "sample_size": units,
        "line_ids": [Command.create({"characteristic_id": each.id, "lower_limit": "5.95", "upper_limit": "6.05"}) for each in characteristics],
    })  # fmt: skip
    plan._write_guarded({"state": "effective"})
    lot = env["stock.lot"].create({"name": "Bench", "product_id": product.id})
    inspection = controlled.as_person(env["mdq.inspection"], "inspector")._create_for_lots(lot, "iqc", {"quantity": 1000.0})
    answer = inspection.record([
        {"characteristic": each.code, "unit_no": unit, "value": f"{5.94 + (unit * 7 + each.id) % 12 / 100:.3f}"}
        for unit in range(1, units + 1) for each in characteristics
    ])  # fmt: skip
    assert answer == {"accepted": units * count, "rejected": []}, answer
