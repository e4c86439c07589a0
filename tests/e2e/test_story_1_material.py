"""The second story, first part: bars and pouches from the order to the release."""

import pytest
from clients import credential
from story import choose_gauge

pytestmark = pytest.mark.browser


def test_only_a_qualified_supplier_gets_an_order(story, people):
    """Requirement: MDQ-APP-105"""
    buyer = people.xmlrpc("planner")
    expired = story.order("S-006", "ANOD", 100)
    for call in (
        lambda: buyer.call("purchase.order", "button_confirm", [expired]),
        lambda: buyer.call("purchase.order", "button_approve", [expired]),
        lambda: buyer.call("purchase.order", "write", [expired], {"state": "purchase"}),
    ):
        story.refused("Mingyuan", call)
    assert story.planner.one("purchase.order", [("id", "=", expired)], ["state"])["state"] == "draft"

    order = story.bar_order = story.order("S-001", "BAR-TI6", 30)
    buyer.call("purchase.order", "button_confirm", [order])
    line = {"order_id": order, "product_id": story.product("POUCH")["id"], "product_qty": 10}
    story.refused("Taitan", story.planner.call, "purchase.order.line", "create", vals_list=[line])


def test_received_goods_wait_in_quarantine(story, people):
    """Requirement: MDQ-APP-105"""
    story.receive(story.bar_order, "bar", "BAR-TI6")
    assert story.status("bar") == "quarantine"
    delivery = story.make_delivery("C-001", "bar", "BAR-TI6", 1)
    told = story.refused("in quarantine", story.planner.call, "stock.picking", "button_validate", ids=[delivery])
    assert story.names["bar"] in told and "releaser" in told
    story.planner.call("stock.picking", "action_cancel", ids=[delivery])
    lot = [story.lots["bar"]]
    story.refused(
        "cannot be set directly", people.json2("engineer").call, "stock.lot", "write", ids=lot, vals={"mdq_status": "released"}
    )
    story.refused(
        "Not inspected yet", people.json2("releaser").call, "mdq.release", "release", lot_ids=lot, credential=credential()
    )


def test_the_inspector_measures_in_the_browser(story, browser):
    """Requirement: MDQ-APP-105"""
    inspection = story.inspection("bar")
    window = browser("inspector")
    page = window.open(f"/odoo/mdq.inspection/{inspection['id']}")
    page.get_by_role("button", name="Conclude").click()
    page.get_by_text("What is not measured is not zero").wait_for()
    window.screenshot("inspection_refused")
    page.locator(".modal .btn-primary, .modal .btn-close").first.click()
    grid = page.locator(".o_mdq_reading_grid")
    choose_gauge(page)
    for row, (diameter, strength) in enumerate((("6.01", "931"), ("5.99", "928"), ("6.00", "935")), 1):
        for column, value in enumerate((diameter, strength)):
            cell = grid.locator(f"input[data-row='{row}'][data-column='{column}']")
            cell.fill(value)
            cell.press("Tab")
            page.wait_for_timeout(250)
        grid.locator(f"[data-row='{row}'][data-column='2'] button", has_text="Good").click()
    grid.get_by_text("9 of 9 readings taken").wait_for()
    window.screenshot("inspection_entry")
    page.get_by_role("button", name="Conclude").click()
    page.locator(".o_statusbar_status button[aria-current='step'], .o_arrow_button_current", has_text="Accepted").wait_for()
    window.screenshot("inspection_accepted")
    window.assert_quiet()


def test_who_inspected_does_not_release(story, people):
    """Requirement: MDQ-APP-105"""
    lot = [story.lots["bar"]]
    story.refused("Releaser", people.json2("inspector").call, "mdq.release", "release", lot_ids=lot, credential=credential())
    releaser = people.xmlrpc("releaser")
    story.refused("send your credential", releaser.call, "mdq.release", "release", lot_ids=lot, credential={})
    story.refused("wrong credential", releaser.call, "mdq.release", "release", lot_ids=lot, credential=credential("guess"))
    key = people.session("releaser").make_api_key("not a signature")
    story.refused("wrong credential", releaser.call, "mdq.release", "release", lot_ids=lot, credential=credential(key))
    assert story.status("bar") == "quarantine"


def test_the_releaser_signs_in_the_browser(story, browser):
    """Requirement: MDQ-APP-105"""
    window = browser("releaser")
    page = window.open(f"/odoo/stock.lot/{story.lots['bar']}")
    page.get_by_role("button", name="Release", exact=True).click()
    window.sign("wrong")
    page.locator(".o_mdq_sign_dialog .alert", has_text="wrong credential").wait_for()
    window.screenshot("release_wrong_password")
    window.sign("demo", "Certificate and readings seen.")
    page.locator(".o_mdq_sign_dialog").wait_for(state="hidden")
    page.wait_for_timeout(1000)
    window.screenshot("release_signed")
    assert story.status("bar") == "released"


def test_pouches_come_in_over_rpc(story):
    """Requirement: MDQ-APP-105"""
    order = story.order("S-005", "POUCH", 600)
    story.planner.call("purchase.order", "button_confirm", ids=[order])
    story.receive(order, "pouch", "POUCH")
    story.inspect("pouch")
    story.release("pouch")
    assert story.status("pouch") == "released"
