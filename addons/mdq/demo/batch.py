"""The steps of one batch, at suppliers and in-house."""

from odoo.fields import Command

from . import flow
from .stage import CREDENTIAL, pdf


def start(stage, quantity):
    """The planner opens an order along the route in force and starts it."""
    env = stage.as_("planner")
    template = env["mdq.process.template"].browse(stage.ref("template_screw").id)
    order = env["mdq.outsourcing.order"].browse(
        template.instantiate(stage.product("screw_packed").id, {"quantity": quantity})
    )
    order.action_confirm()
    return order


def step(stage, order, code, login="planner"):
    """The step of an order by the code of its process."""
    return order.with_env(stage.as_(login)).step_ids.filtered(lambda each: each.process_id.code == code)


def report(stage, order, code, login, lot_name, quantity, values, certificate=None):
    """Somebody at the supplier reports from his phone."""
    own = stage.as_(login)["mdq.batch.step"].browse(step(stage, order, code).id)
    entry = {
        "lot": lot_name, "quantity": quantity,
        "parameters": [{"code": name, "value": value} for name, value in values.items()],
    }  # fmt: skip
    if certificate:
        title, lines = certificate
        entry["certificate"] = {"name": f"{title}.pdf", "data": pdf(title, lines).decode()}
    own.report(entry)


def machine(stage, order, lot_name, bars):
    """Order the turning, send the bars, take in what the supplier reports; return the lot."""
    machining = step(stage, order, "MACH")
    machining.action_order()
    purchase = machining.purchase_order_id
    purchase.button_confirm()
    supply = purchase._get_subcontracting_resupplies()
    supply.action_assign()
    supply.move_line_ids.lot_id = bars
    supply.move_ids.picked = True
    flow.validate(supply)
    report(stage, order, "MACH", "supplier_user", lot_name, order.quantity, {"SPEED": "6000", "COOLANT": "8"})
    return flow.receive(stage, purchase.picking_ids.filtered(lambda p: p.state != "done") - supply, lot_name)


def send(stage, order, code):
    """Send the lots of a step out, with the order for the service."""
    step(stage, order, code).action_send()


def anodise(stage, order, lot):
    """Out to the anodiser and back, the same lot."""
    send(stage, order, "ANOD")
    paper = (f"CoC-ANOD-{lot.name}", [f"Lot 批次: {lot.name}", "Anodising type II 二型阳极氧化", "Voltage 电压: 20 V"])
    report(stage, order, "ANOD", "supplier_quality", lot.name, order.quantity, {"VOLT": "20", "TEMP": "19.5"}, paper)
    step(stage, order, "ANOD").action_receive()


def pack(stage, order, lot_name, machined, pouches):
    """Clean and pack in-house; return the lot of packed screws."""
    packing = step(stage, order, "PACK")
    packing.action_produce()
    production = packing.production_ids
    production.action_assign()
    return flow.finish(stage, production, lot_name, [machined, pouches])


def load(stage, order, lot, cycle):
    """Send the lot to the steriliser and write down the load that it is in; return the load."""
    send(stage, order, "STER")
    sterilising = step(stage, order, "STER")
    return sterilising.env["mdq.treatment.load"].create({
        "process_id": sterilising.process_id.id,
        "partner_id": sterilising.partner_id.id,
        "equipment": "EO-2",
        "cycle_number": cycle,
        "line_ids": [Command.create({"step_id": sterilising.id, "lot_id": lot.id, "quantity": order.quantity})],
    })


def sterilise(stage, order, lot, cycle):
    """Through the load, judged by somebody who did not report of it, and back."""
    cycle_load = load(stage, order, lot, cycle)
    paper = [f"Load 灭菌批: {cycle}", "EO 620 mg/L, 53 °C, 240 min", "Biological indicators 生物指示剂: no growth 无生长"]
    cycle_load.with_env(stage.as_("supplier_signatory")).report({
        "parameters": [{"code": "EO", "value": "620"}, {"code": "TEMP", "value": "53"}],
        "certificate": {"name": f"{cycle}.pdf", "data": pdf(f"EO sterilisation {cycle}", paper).decode()},
    })
    report(stage, order, "STER", "supplier_signatory", lot.name, order.quantity, {})
    cycle_load.with_env(stage.as_("engineer")).accept(CREDENTIAL)
    step(stage, order, "STER").action_receive()
