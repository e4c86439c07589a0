"""A caller of JSON-2 chooses the context. Every gate stays shut, whatever words he sends."""

import time

import pytest
import requests
from clients import Refused, credential

WORDS = (
    "skip_backorder", "skip_sanity_check", "skip_expired", "skip_consumption", "skip_immediate", "skip_sms", "tracking_disable",
    "mail_notrack", "identity_checked", "cancel_backorder", "no_procurement", "mrp_subcontracting", "subcontracting_portal",
    "inventory_mode", "force_unlink", "_force_unlink", "force_delete", "install_mode", "import_file",
    "uninstall_mode", "bypass", "bypass_check", "no_check", "force", "su", "sudo", "is_admin", "is_scrap", "do_not_unreserve",
    "mdq_skip", "mdq_bypass", "mdq_force", "mdq_guarded", "mdq_server", "mdq_signed", "mdq_allow", "mdq_only_statuses",
    "mdq_no_gate", "mdq_concession_id", "from_server", "validate_analytic",
)  # fmt: skip
HOSTILE = {
    **dict.fromkeys(WORDS, True), "active_test": False, "with_expiration": "2000-01-01 00:00:00", "module": "mdq_base", "uid": 1, "default_state": "approved",
    "default_mdq_status": "released", "picking_ids_not_to_backorder": [1], "button_validate_picking_ids": [1],
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(people):
    return Shop(people)


class Shop:
    """The demonstration company, and a way to knock at its gates."""

    def __init__(self, people):
        self.people = people
        self.planner = people.json2("planner")

    def lot(self, name):
        return self.planner.one("stock.lot", [("name", "=", name)], ["id", "mdq_status", "product_id"])

    def shut(self, login, model, method, **arguments):
        """Refused plainly and refused with every word in the context; never by a crash."""
        for context in (None, HOSTILE):
            with pytest.raises(Refused) as refusal:
                self.people.json2(login).call(model, method, context=context, **arguments)
            assert refusal.value.status in (403, 422), (refusal.value.status, str(refusal.value))
            assert "Traceback" not in str(refusal.value)
        return str(refusal.value)


def test_the_purchase_gate(shop):
    """Requirement: MDQ-APP-106"""
    supplier = shop.planner.one("res.partner", [("ref", "=", "S-006")])["id"]
    product = shop.planner.one("product.product", [("default_code", "=", "ANOD")])["id"]
    line = [0, 0, {"product_id": product, "product_qty": 5}]
    order = shop.planner.call("purchase.order", "create", vals_list=[{"partner_id": supplier, "order_line": [line]}])
    shop.shut("planner", "purchase.order", "button_confirm", ids=order)
    shop.shut("planner", "purchase.order", "button_approve", ids=order)
    shop.shut("planner", "purchase.order", "write", ids=order, vals={"state": "purchase"})
    shop.shut(
        "planner", "purchase.order", "create", vals_list=[{"partner_id": supplier, "state": "purchase", "order_line": [line]}]
    )


def test_the_status_of_a_lot(shop):
    """Requirement: MDQ-APP-106"""
    lot = shop.lot("TI6-2611-H7")
    for status in ("released", False):
        shop.shut("planner", "stock.lot", "write", ids=[lot["id"]], vals={"mdq_status": status})
    born = {"name": f"BORN-{time.time():.0f}", "product_id": lot["product_id"][0], "mdq_status": "released"}
    shop.shut("planner", "stock.lot", "create", vals_list=[born])
    born.pop("mdq_status")
    made = shop.planner.call("stock.lot", "create", context=HOSTILE, vals_list=[born])
    assert shop.planner.one("stock.lot", [("id", "in", made)], ["mdq_status"])["mdq_status"] == "quarantine"


@pytest.mark.parametrize("name", ["TI6-2611-H7", "PH-261102"])
def test_stock_does_not_move(shop, name):
    """Requirement: MDQ-APP-106"""
    lot = shop.lot(name)
    picking = _delivery(shop, lot)
    for method in ("button_validate", "action_assign"):
        try:
            shop.planner.call("stock.picking", method, ids=[picking], context=HOSTILE)
        except Refused as refusal:
            assert name in str(refusal)
    assert shop.planner.one("stock.picking", [("id", "=", picking)], ["state"])["state"] != "done"
    moves = shop.planner.find("stock.move", [("picking_id", "=", picking)])
    shop.shut("planner", "stock.picking", "button_validate", ids=[picking])
    shop.shut("planner", "stock.move", "write", ids=moves, vals={"state": "done"})
    shop.shut("planner", "stock.picking", "write", ids=[picking], vals={"state": "done"})
    assert shop.lot(name)["mdq_status"] == lot["mdq_status"]
    assert _at_customers(shop, lot) == 0


def test_done_transfers_take_no_other_lot(shop):
    """Requirement: MDQ-APP-106"""
    line = shop.planner.search_read(
        "stock.move.line", [("lot_id.name", "=", "SP-261108"), ("location_dest_id.usage", "=", "customer"), ("state", "=", "done")],
        ["id", "picking_id", "move_id", "product_id", "location_id", "location_dest_id"], limit=1,
    )[0]  # fmt: skip
    unready = shop.lot("SP-261119")["id"]
    shop.shut("planner", "stock.move.line", "write", ids=[line["id"]], vals={"lot_id": unready})
    more = {key: line[key][0] for key in ("picking_id", "move_id", "product_id", "location_id", "location_dest_id")}
    shop.shut("planner", "stock.move.line", "create", vals_list=[{**more, "lot_id": unready, "quantity": 1, "state": "done"}])


def test_stock_counts_write_nothing_off(shop):
    """Requirement: MDQ-APP-106"""
    lot = shop.lot("PH-261102")
    quant = shop.planner.find("stock.quant", [("lot_id", "=", lot["id"]), ("location_id.usage", "=", "internal")])
    scrap = {"product_id": lot["product_id"][0], "lot_id": lot["id"], "scrap_qty": 1}
    made = shop.planner.call("stock.scrap", "create", vals_list=[scrap])
    shop.shut("planner", "stock.scrap", "do_scrap", ids=made)
    with pytest.raises(Refused):
        shop.planner.call("stock.quant", "write", ids=quant, vals={"inventory_quantity": 0}, context=HOSTILE)
        shop.planner.call("stock.quant", "action_apply_inventory", ids=quant, context=HOSTILE)
    assert shop.planner.one("stock.quant", [("id", "in", quant)], ["quantity"])["quantity"] == 1500


def test_release_and_hold(shop):
    """Requirement: MDQ-APP-106"""
    ready, held = shop.lot("PH-261116")["id"], shop.lot("PH-261102")["id"]
    shop.shut("inspector", "mdq.release", "release", lot_ids=[ready], credential=credential())
    shop.shut("releaser", "mdq.release", "release", lot_ids=[held], credential=credential())
    shop.shut("releaser", "mdq.release", "release", lot_ids=[ready], credential={})
    shop.shut("releaser", "mdq.release", "create", vals_list=[{"name": "R", "lot_id": ready}])
    hold = shop.planner.find("mdq.hold", [("lot_ids", "in", [held])])
    shop.shut("planner", "mdq.hold", "lift", ids=hold, credential=credential(), reason="no")
    shop.shut("engineer", "mdq.hold", "write", ids=hold, vals={"state": "lifted"})


def test_readings_and_decisions(shop):
    """Requirement: MDQ-APP-106"""
    engineer = shop.people.json2("engineer")
    inspection = engineer.find("mdq.inspection", [("lot_id.name", "=", "TI6-2611-H7")])
    shop.shut("inspector", "mdq.inspection", "write", ids=inspection, vals={"state": "accepted"})
    shop.shut("inspector", "mdq.inspection", "action_conclude", ids=inspection)
    shop.shut("inspector", "mdq.inspection", "unlink", ids=inspection)
    reading = engineer.find("mdq.measurement", [], limit=1)
    shop.shut("inspector", "mdq.measurement", "write", ids=reading, vals={"passed": True})
    shop.shut("inspector", "mdq.measurement", "unlink", ids=reading)


def test_revisions_and_approvals(shop):
    """Requirement: MDQ-APP-106"""
    document = shop.people.json2("engineer").find("mdq.document", [("state", "=", "in_review")])
    shop.shut("engineer", "mdq.document", "action_make_effective", ids=document)
    shop.shut("engineer", "mdq.document", "write", ids=document, vals={"state": "effective"})
    effective = shop.people.json2("engineer").find("mdq.document", [("state", "=", "effective")])
    shop.shut("engineer", "mdq.document", "write", ids=effective, vals={"name": "Another title"})
    shop.shut("engineer", "mdq.document", "unlink", ids=effective)
    manager = shop.people.json2("quality_manager")
    request = manager.find("mdq.approval.request", [("res_model", "=", "mdq.document"), ("state", "=", "pending")])
    shop.shut("engineer", "mdq.approval.request", "approve", ids=request, credential=credential())
    shop.shut("quality_manager", "mdq.approval.request", "write", ids=request, vals={"state": "approved"})
    change = shop.people.json2("engineer").find("mdq.change", [("state", "=", "board")])
    shop.shut("engineer", "mdq.change", "write", ids=change, vals={"state": "approved"})
    shop.shut("engineer", "mdq.change", "action_implement", ids=change)


@pytest.mark.parametrize("login", ["quality_manager", "admin"])
def test_records_that_nobody_writes(shop, login):
    """Requirement: MDQ-APP-106"""
    reader = shop.people.json2("auditor")
    signature = reader.find("mdq.signature", [], limit=1)
    shop.shut(login, "mdq.signature", "write", ids=signature, vals={"printed_name": "Somebody"})
    shop.shut(login, "mdq.signature", "unlink", ids=signature)
    shop.shut(login, "mdq.signature", "create", vals_list=[{"meaning": "released"}])
    entry = reader.find("mdq.ledger", [], limit=1)
    shop.shut(login, "mdq.ledger", "write", ids=entry, vals={"reason": "none"})
    shop.shut(login, "mdq.ledger", "unlink", ids=entry)
    decision = reader.find("mdq.approval.decision", [], limit=1)
    shop.shut(login, "mdq.approval.decision", "write", ids=decision, vals={"decision": "rejected"})


def test_the_auditor_writes_nothing(shop):
    """Requirement: MDQ-APP-106"""
    auditor = shop.people.json2("auditor")
    for model in ("mdq.supplier.qualification", "mdq.inspection.plan", "mdq.event", "mdq.change", "mdq.document"):
        found = auditor.find(model, [], limit=1)
        assert found, f"the auditor reads {model}"
        for method, arguments in (("write", {"vals": {"company_id": 1}}), ("unlink", {})):
            told = shop.shut("auditor", model, method, ids=found, **arguments)
            assert told


def _delivery(shop, lot):
    kind = shop.planner.one("stock.picking.type", [("code", "=", "outgoing")], ["default_location_src_id"])
    source = kind["default_location_src_id"][0]
    target = shop.planner.one("stock.location", [("usage", "=", "customer"), ("company_id", "=", False)])["id"]
    product = shop.planner.one("product.product", [("id", "=", lot["product_id"][0])], ["uom_id"])
    places = {"location_id": source, "location_dest_id": target}
    move = {"product_id": product["id"], "product_uom_qty": 1, "product_uom": product["uom_id"][0], **places}
    picking = shop.planner.call(
        "stock.picking", "create", vals_list=[{"picking_type_id": kind["id"], **places, "move_ids": [[0, 0, move]]}]
    )[0]
    shop.planner.call("stock.picking", "action_confirm", ids=[picking])
    shop.planner.call("stock.move.line", "unlink", ids=shop.planner.find("stock.move.line", [("picking_id", "=", picking)]))
    line = {
        "picking_id": picking, "move_id": shop.planner.find("stock.move", [("picking_id", "=", picking)])[0],
        "product_id": product["id"], "lot_id": lot["id"], "quantity": 1, "picked": True, **places,
    }  # fmt: skip
    shop.planner.call("stock.move.line", "create", vals_list=[line])
    return picking



def _at_customers(shop, lot):
    rows = shop.planner.search_read(
        "stock.quant", [("lot_id", "=", lot["id"]), ("location_id.usage", "=", "customer")], ["quantity"]
    )
    return sum(row["quantity"] for row in rows)


def test_nobody_makes_or_drops_databases(url):
    """odoo.conf says so; what is installed from it must have heard it."""
    assert "disabled by the administrator" in requests.get(f"{url}/web/database/manager", timeout=60).text
    copy = {"master_pwd": "admin", "name": "mdq", "backup_format": "dump"}
    answer = requests.post(f"{url}/web/database/backup", data=copy, timeout=60)
    assert "Access Denied" in answer.text or answer.status_code in (403, 404), answer.text
