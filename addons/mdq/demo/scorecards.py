"""A year of deliveries that scores suppliers: good ones, one that got worse, one that objects, and some with too little to say."""

from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from odoo.fields import Command

from .stage import CREDENTIAL, translate

# A letter a delivery, months from the oldest to the last one: on time, late, short, papers wrong, dearer.
STORY = {
    "lantian": ["ooo", "ooo", "olo", "ooo", "oow", "ooo", "ooo", "oll", "ooo", "ooo", "owo", "ool"],
    "hongda": ["ooo", "oow", "olo", "olw", "llo", "lls"],
    "baoji": ["ooo", "ooo", "ood", "ooo"],
    "hengjie": ["ooo", "ooo", "oo"],
}
DAYS = (6, 13, 20)


def build(stage):
    put_scheme_in_force(stage)
    deliveries = deliver(stage)
    date_back(stage, deliveries)
    score(stage)
    object_to_it(stage)


def put_scheme_in_force(stage):
    """What counts here, written by the supplier quality engineer and approved by the quality manager."""
    weights = (("otif", 40), ("lots", 20), ("papers", 20), ("price", 10), ("response", 10))
    scheme = stage.as_("sqe")["mdq.supplier.scorecard.scheme"].create({
        "code": "SCORE-01",
        "name": "Suppliers of processing and material",
        "company_id": stage.env.company.id,
        # Few deliveries a month: the line falls slowly, so that one late delivery does not cost everything.
        "weight_ids": [
            Command.create({"code": code, "weight": weight, "minimum": 3, **({"worst": 0.4} if code in ("otif", "papers") else {})})
            for code, weight in weights
        ],
    })
    translate(scheme, "name", "外协与材料供应商")
    stage.put_in_force(stage.name("scorecard_scheme", scheme))


def deliver(stage):
    """Order and receive boxes that are washed and returned, a few each month: [(order, promised, letter)]."""
    box = stage.as_("planner")["product.product"].browse(stage.env["product.product"].create(
        {"name": "Transport box, 40 × 30", "default_code": "BOX-40", "type": "consu", "purchase_ok": True, "sale_ok": False}
    ).id)
    translate(box.sudo(), "name", "周转箱 40×30")  # names of products are kept by the system here
    stage.name("product_box", box.sudo())
    plan = [(partner, day, letter) for partner, months in STORY.items() for day, letter in _days(stage, months)]
    orders = stage.as_("planner")["purchase.order"].create([_order(stage, box, *delivery) for delivery in plan])
    orders.button_confirm()
    for order, (_partner, _day, letter) in zip(orders, plan, strict=True):
        order.picking_ids.move_ids.write({"quantity": 15 if letter == "s" else 20, "picked": True})
        order.picking_ids.write({"mdq_papers": "wrong" if letter == "w" else "right",
                                 "mdq_papers_note": "Certificate missing 缺少合格证" if letter == "w" else False})
    orders.picking_ids._action_done()
    return [(order, day, letter) for order, (_partner, day, letter) in zip(orders, plan, strict=True)]


def _days(stage, months):
    first = stage.env.company._mdq_today().replace(day=1) - relativedelta(months=len(months))
    for number, letters in enumerate(months):
        begin = first + relativedelta(months=number)
        yield from ((begin + relativedelta(day=day), letter) for day, letter in zip(DAYS, letters, strict=False))


def _order(stage, box, partner, day, letter):
    return {
        "partner_id": stage.ref(f"partner_{partner}").id,
        "order_line": [Command.create({
            "product_id": box.id, "product_qty": 20, "price_unit": 33 if letter == "d" else 30,
            "date_planned": datetime.combine(day, time(4)),
        })],
    }


def date_back(stage, deliveries):
    """The demonstration tells of a year in one hour: its days are set afterwards, and the ledger says so."""
    with stage.env.company._mdq_reason("Demonstration: days of the past year"):
        for order, day, letter in deliveries:
            known = order.with_env(stage.env)
            came = datetime.combine(day + relativedelta(days=4 if letter == "l" else 0), time(3))
            known.date_approve = datetime.combine(day - relativedelta(days=5), time(2))
            known.order_line.date_planned = datetime.combine(day, time(4))
            done = known.picking_ids.filtered(lambda picking: picking.state == "done")
            done.move_ids.write({"date": came})
            done.write({"date_done": came})
        stage.env.flush_all()


def score(stage):
    """Freeze the months that are over; the last one proposes what people then decide."""
    scorecards = stage.env["mdq.supplier.scorecard"]
    today = stage.env.company._mdq_today()
    for back in reversed(range(1, 13)):
        begin = today.replace(day=1) - relativedelta(months=back)
        suppliers = stage.env["res.partner"].union(*(
            stage.ref(f"partner_{partner}") for partner, months in STORY.items() if len(months) >= back
        ))
        if back == 1:
            suppliers |= scorecards._get_suppliers(stage.env.company)
        scorecards._snapshot(suppliers, begin, begin + relativedelta(months=1, days=-1), stage.env.company)


def object_to_it(stage):
    """The anodiser says of its late delivery that it was not its fault."""
    supplier = stage.as_("supplier_quality")
    supplier["mdq.signature.statement"].accept(CREDENTIAL)
    card = supplier["mdq.supplier.scorecard"].search([("state", "=", "current")], order="date_from desc", limit=1)
    loss = card.loss_ids.filtered(lambda loss: loss.code == "otif")[:1]
    number = loss.contest("你方收货口当日停电，货车已按时到达，门卫登记表可证明。 Our truck was at your gate in time; the power was out and"
                          " nobody received. The gate log shows it.")
    stage.name("scorecard_contest", stage.env["mdq.supplier.scorecard.contest"].browse(number))
