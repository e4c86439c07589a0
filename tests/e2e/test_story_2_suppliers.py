"""The second story, second part: through the machinist, the anodiser, the own clean room and the steriliser."""

import base64

import pytest
from clients import credential

pytestmark = pytest.mark.browser

# The smallest page that a reader of PDF accepts.
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def step(story, code, fields=("id", "state", "partner_id")):
    domain = [("order_id", "=", story.batch), ("process_id.code", "=", code)]
    return story.planner.one("mdq.batch.step", domain, ["id", *fields])


def certificate(name):
    return {"name": f"{name}.pdf", "data": base64.b64encode(PAPER).decode()}


def test_the_planner_opens_a_batch_along_the_route_in_force(story, people):
    """Requirement: MDQ-APP-105"""
    planner = people.xmlrpc("planner")
    template = story.planner.one("mdq.process.template", [("code", "=", "RT-3516"), ("state", "=", "effective")])["id"]
    product = story.product("SCREW-P")["id"]
    story.refused("Planner", people.xmlrpc("inspector").call, "mdq.process.template", "instantiate", [template], product, {})
    story.batch = planner.call("mdq.process.template", "instantiate", [template], product, {"quantity": 500})
    planner.call("mdq.outsourcing.order", "action_confirm", [story.batch])
    assert step(story, "MACH")["state"] == "ready"
    assert step(story, "ANOD")["state"] == "waiting"


def test_the_machinist_gets_released_bars_only(story):
    """Requirement: MDQ-APP-105"""
    planner, machining = story.planner, step(story, "MACH")["id"]
    planner.call("mdq.batch.step", "action_order", ids=[machining])
    story.machining_order = step(story, "MACH", ["purchase_order_id"])["purchase_order_id"][0]
    planner.call("purchase.order", "button_confirm", ids=[story.machining_order])
    supply = _supply(story)
    lines = planner.find("stock.move.line", [("picking_id", "=", supply)])
    waiting = planner.find("stock.lot", [("product_id.default_code", "=", "BAR-TI6"), ("mdq_status", "=", "quarantine")])[0]
    planner.call("stock.move.line", "write", ids=lines, vals={"lot_id": waiting, "picked": True})
    story.refused("sent out for processing", planner.call, "stock.picking", "button_validate", ids=[supply])
    planner.call("stock.move.line", "write", ids=lines, vals={"lot_id": story.lots["bar"], "picked": True})
    assert planner.call("stock.picking", "button_validate", ids=[supply]) is True


def _supply(story):
    """The transfer that brings the bars to the machinist."""
    domain = [("state", "in", ["assigned", "confirmed"]), ("move_ids.product_id.default_code", "=", "BAR-TI6")]
    return story.planner.one("stock.picking", [*domain, ("picking_type_code", "=", "internal")])["id"]


def test_the_machinist_reports_from_his_session(story, people):
    """Requirement: MDQ-APP-105"""
    machinist, machining = people.session("supplier_user"), step(story, "MACH")["id"]
    report = {"lot": story.names["machined"], "quantity": 500, "parameters": [{"code": "SPEED", "value": "6010"}]}
    told = machinist.call("mdq.batch.step", "report", [machining], {**report, "token": "once"})
    assert told["missing"] == ["COOLANT"]
    again = machinist.call("mdq.batch.step", "report", [machining], {**report, "token": "once"})
    assert again["report_id"] == told["report_id"], "the same sending counts once"
    told = machinist.call("mdq.batch.step", "report", [machining], {"parameters": [{"code": "COOLANT", "value": "8.1"}]})
    assert told["missing"] == [] and told["out_of_limits"] == []
    story.refused("Say why", machinist.call, "mdq.batch.step", "report", [machining], {**report, "quantity": 499})


def test_machined_screws_come_in_with_their_origin(story):
    """Requirement: MDQ-APP-105"""
    story.receive(story.machining_order, "machined", "SCREW-M")
    assert step(story, "MACH")["state"] == "done"
    productions = story.planner.search_read(
        "mrp.production", [("lot_producing_ids", "in", [story.lots["machined"]])], ["state", "product_qty"]
    )
    assert [(each["state"], each["product_qty"]) for each in productions] == [("done", 500.0)]
    assert story.status("machined") == "quarantine"


def test_nothing_goes_to_the_anodiser_before_release(story):
    """Requirement: MDQ-APP-105"""
    anodising = step(story, "ANOD")["id"]
    story.refused("in quarantine", story.planner.call, "mdq.batch.step", "action_send", ids=[anodising])
    story.inspect("machined")
    story.release("machined")
    story.planner.call("mdq.batch.step", "action_send", ids=[anodising])
    assert step(story, "ANOD")["state"] == "at_supplier"


def test_the_anodiser_reports_on_a_phone(story, browser, tmp_path):
    """Requirement: MDQ-APP-105"""
    paper = tmp_path / "CoC-anodising.pdf"
    paper.write_bytes(PAPER)
    window = browser("supplier_quality", phone=True, language="zh-CN")
    page = window.open("/my/steps")
    window.assert_fits_width()
    window.screenshot("portal_steps_phone", full_page=True)
    page.locator(f"a[href='/my/steps/{step(story, 'ANOD')['id']}']").click()
    page.locator("[name=quantity]").fill("600")
    page.get_by_role("button").filter(has_text="发送").or_(page.locator("form[name=mdq_step_report] [type=submit]")).first.click()
    page.locator(".alert-danger").wait_for()
    window.screenshot("portal_step_refused_phone", full_page=True)
    page.locator("[name=quantity]").fill("498")
    page.locator("[name=scrap]").fill("2")
    for field, value in zip(page.locator("[name^=parameter_]").all(), ("20.5", "19"), strict=True):
        field.fill(value)
    page.locator("[name=certificate]").set_input_files(paper)
    window.assert_fits_width()
    window.screenshot("portal_step_phone", full_page=True)
    page.locator("form[name=mdq_step_report] [type=submit]").click()
    page.locator(".alert-success").wait_for()
    window.screenshot("portal_step_sent_phone", full_page=True)
    window.assert_quiet()
    assert step(story, "ANOD")["state"] == "reported"


def test_the_same_lot_comes_back_and_is_inspected_again(story):
    """Requirement: MDQ-APP-105"""
    story.planner.call("mdq.batch.step", "action_receive", ids=[step(story, "ANOD")["id"]])
    assert story.status("machined") == "quarantine"
    assert story.inspection("machined")["plan_id"][1].startswith("IP-202")
    story.inspect("machined")
    story.release("machined")


def test_screws_are_packed_in_house(story):
    """Requirement: MDQ-APP-105"""
    planner, packing = story.planner, step(story, "PACK")["id"]
    planner.call("mdq.batch.step", "action_produce", ids=[packing])
    production = planner.one("mrp.production", [("mdq_batch_step_id", "=", packing)])["id"]
    planner.call("mrp.production", "action_assign", ids=[production])
    lot = story.make_lot("packed", "SCREW-P")
    values = {"product_qty": 498, "qty_producing": 498, "lot_producing_ids": [[6, 0, [lot]]]}
    planner.call("mrp.production", "write", ids=[production], vals=values)
    _consume(story, production, "POUCH", _waiting_lot(story, "POUCH"))
    _consume(story, production, "SCREW-M", story.lots["machined"])
    story.refused("consumed in production", planner.call, "mrp.production", "button_mark_done", ids=[production])
    _consume(story, production, "POUCH", story.lots["pouch"])
    planner.call("mrp.production", "button_mark_done", ids=[production])
    assert planner.one("mrp.production", [("id", "=", production)], ["state"])["state"] == "done"
    assert story.inspection("packed")["point"] == "ipqc"
    story.inspect("packed")
    story.release("packed")


def _waiting_lot(story, code):
    domain = [("product_id.default_code", "=", code), ("mdq_status", "=", "quarantine")]
    return story.planner.find("stock.lot", domain, limit=1)[0]


def _consume(story, production, code, lot):
    planner = story.planner
    domain = [("raw_material_production_id", "=", production), ("product_id.default_code", "=", code)]
    move = planner.one("stock.move", domain, ["id", "product_id", "location_id", "location_dest_id"])
    planner.call("stock.move.line", "unlink", ids=planner.find("stock.move.line", [("move_id", "=", move["id"])]))
    line = {
        "move_id": move["id"], "product_id": move["product_id"][0], "lot_id": lot, "quantity": 498, "picked": True,
        "location_id": move["location_id"][0], "location_dest_id": move["location_dest_id"][0],
    }  # fmt: skip
    planner.call("stock.move.line", "create", vals_list=[line])


def test_released_is_not_enough_to_ship_before_sterilisation(story):
    """Requirement: MDQ-APP-105"""
    assert story.status("packed") == "released"
    delivery = story.make_delivery("C-003", "packed", "SCREW-P", 10)
    told = story.refused("required step", story.planner.call, "stock.picking", "button_validate", ids=[delivery])
    assert "EO sterilisation" in told
    story.planner.call("stock.picking", "action_cancel", ids=[delivery])


def test_a_load_is_judged_by_somebody_who_did_not_report(story, people):
    """Requirement: MDQ-APP-105"""
    planner, sterilising = story.planner, step(story, "STER")
    planner.call("mdq.batch.step", "action_send", ids=[sterilising["id"]])
    line = {"step_id": sterilising["id"], "lot_id": story.lots["packed"], "quantity": 498}
    process = planner.one("mdq.process", [("code", "=", "STER")])["id"]
    values = {
        "process_id": process, "partner_id": sterilising["partner_id"][0], "equipment": "EO-3",
        "cycle_number": story.names["load"], "line_ids": [[0, 0, line]],
    }  # fmt: skip
    load = planner.call("mdq.treatment.load", "create", vals_list=[values])
    engineer = people.json2("engineer")
    story.refused("is not reported", engineer.call, "mdq.treatment.load", "accept", ids=load, credential=credential())
    steriliser = people.session("supplier_signatory")
    parameters = [{"code": "EO", "value": "601"}, {"code": "TEMP", "value": "52"}]
    steriliser.call("mdq.treatment.load", "report", load, {"parameters": parameters, "certificate": certificate("cycle")})
    steriliser.call("mdq.batch.step", "report", [sterilising["id"]], {"lot": story.names["packed"], "quantity": 498})
    story.refused("Quality Engineer", planner.call, "mdq.treatment.load", "accept", ids=load, credential=credential())

    planner.call("mdq.batch.step", "action_receive", ids=[sterilising["id"]])
    story.inspect("packed")
    releaser = people.xmlrpc("releaser")
    waiting = releaser.call("mdq.release", "evaluate", lot_ids=[story.lots["packed"]])[0]
    assert not waiting["ready"]
    story.refused("open", releaser.call, "mdq.release", "release", lot_ids=[story.lots["packed"]], credential=credential())
    engineer.call("mdq.treatment.load", "accept", ids=load, credential=credential())
    story.load = load[0]


def test_final_inspection_and_release(story, people):
    """Requirement: MDQ-APP-105"""
    values = {"lot_id": story.lots["packed"], "point": "fqc", "quantity": 498}
    people.json2("inspector").call("mdq.inspection", "create", vals_list=[values])
    releaser = people.xmlrpc("releaser")
    story.refused(
        "Not inspected yet", releaser.call, "mdq.release", "release", lot_ids=[story.lots["packed"]], credential=credential()
    )
    story.inspect("packed")
    assert releaser.call("mdq.release", "evaluate", lot_ids=[story.lots["packed"]])[0]["ready"]
    story.release("packed")
    story.deliveries = [story.deliver(customer, "packed", "SCREW-P", quantity) for customer, quantity in _customers()]


def _customers():
    return [("C-001", 200), ("C-002", 150), ("C-003", 100)]
