"""The steps of a working day, each by the person whose work it is."""

from odoo.fields import Command

from .stage import CREDENTIAL

# characteristic code → readings of good units, taken in turn
GOOD = {
    "D-BAR": ["6.00", "6.01", "5.99"], "RM": ["931", "926", "938"], "D-OUT": ["3.50", "3.51", "3.49", "3.50", "3.52"],
    "L": ["16.02", "15.98", "16.00", "16.05", "15.97"], "T-ANO": ["1.9", "2.1", "2.0", "2.2", "1.8"],
    "F-SEAL": ["2.9", "3.1", "3.0"], "EO": ["0.11", "0.09"], "W-LBL": ["40.02", "39.97", "40.05", "40.00"],
}  # fmt: skip
# which gauge is taken for which characteristic
TAKEN = {"D-BAR": "MIC-02", "D-OUT": "MIC-02", "L": "CAL-07", "THR": "TG-35"}


def buy(stage, partner, product, quantity):
    """Order a material and confirm it."""
    order = stage.as_("planner")["purchase.order"].create({
        "partner_id": stage.ref(f"partner_{partner}").id,
        "order_line": [Command.create({"product_id": stage.product(product).id, "product_qty": quantity})],
    })
    order.button_confirm()
    return order


def receive(stage, picking, lot_name, quantity=None):
    """Take in what a transfer brings, all of it as one lot; return the lot."""
    picking = picking.with_env(stage.as_("planner"))
    line = picking.move_line_ids[:1]
    if not line:
        move = picking.move_ids
        line = line.create({"move_id": move.id, "picking_id": picking.id, "product_id": move.product_id.id})
    lot = _lot(stage, lot_name, line.product_id)
    line.write({"lot_id": lot.id, "quantity": quantity or line.move_id.product_uom_qty, "picked": True})
    validate(picking)
    return lot


def _lot(stage, name, product):
    """The lot as the supplier already reported it, or a new one."""
    lots = stage.as_("planner")["stock.lot"]
    known = lots.search([("name", "=", name), ("product_id", "=", product.id)])
    return known or lots.create({"name": name, "product_id": product.id})


def validate(picking):
    """Validate without any backorder; a wizard in between would mean that the story is wrong."""
    result = picking.button_validate()
    assert result is True, f"{picking.name} asks back: {result}"


def inspect(stage, lot, gauges=None, **measured):
    """Record and conclude the lot's open inspection; readings that are not given are good ones."""
    inspection = stage.as_("inspector")["mdq.inspection"].search([("lot_id", "=", lot.id), ("state", "=", "open")])
    inspection.ensure_one()
    result = inspection.record(readings(inspection, gauges, **measured))
    assert not result["rejected"], result
    inspection.action_conclude()
    return inspection


def open_final_inspection(stage, lot):
    """The inspector opens the final inspection of a finished lot."""
    return stage.as_("inspector")["mdq.inspection"].create(
        {"lot_id": lot.id, "point": "fqc", "quantity": lot.product_qty}
    )


def readings(inspection, gauges=None, **measured):
    """One reading a unit and characteristic; `measured` names values by the code, with _ for -, `gauges` other gauges."""
    taken, needed, rows = {**TAKEN, **(gauges or {})}, inspection._get_needed(), []
    for line in inspection.plan_id.line_ids:
        code = line.characteristic_id.code
        values = measured.get(code.replace("-", "_")) or GOOD.get(code) or [True]
        for unit in range(needed[line.id]):
            value = values[unit % len(values)]
            key = "ok" if line.kind == "attribute" else "value"
            rows.append({"characteristic": code, "unit_no": unit + 1, key: value, "gauge": taken.get(code)})
    return rows


def release(stage, lot, reason=None):
    """The releaser signs."""
    stage.as_("releaser")["mdq.release"].release(lot.ids, CREDENTIAL, reason)


def accept(stage, lot, gauges=None):
    """Inspect and release."""
    inspect(stage, lot, gauges)
    release(stage, lot)


def finish(stage, production, lot_name, components):
    """Finish a manufacturing order with one lot of each component; return the lot it made."""
    lot = stage.as_("planner")["stock.lot"].create({"name": lot_name, "product_id": production.product_id.id})
    production.write({"qty_producing": production.product_qty, "lot_producing_ids": [Command.set(lot.ids)]})
    production._set_qty_producing()
    for component in components:
        moves = production.move_raw_ids.filtered(lambda move, product=component.product_id: move.product_id == product)
        moves.move_line_ids.lot_id = component
    production.move_raw_ids.picked = True
    result = production.button_mark_done()
    assert production.state == "done", f"{production.name} is not done: {result}"
    return lot


def ship(stage, customer, lot, quantity):
    """Deliver a quantity of one lot to a customer."""
    env = stage.as_("planner")
    delivery = env.ref("stock.warehouse0").out_type_id
    partner = stage.ref(f"partner_{customer}")
    picking = env["stock.picking"].create({
        "picking_type_id": delivery.id, "partner_id": partner.id,
        "location_id": delivery.default_location_src_id.id,
        "location_dest_id": env.ref("stock.stock_location_customers").id,
        "move_ids": [Command.create({
            "product_id": lot.product_id.id, "product_uom_qty": quantity, "product_uom": lot.product_id.uom_id.id,
            "location_id": delivery.default_location_src_id.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
        })],
    })  # fmt: skip
    picking.action_confirm()
    picking.action_assign()
    picking.move_line_ids.lot_id = lot
    picking.move_ids.picked = True
    validate(picking)
    return picking
