"""What the second story knows: who it talks to, and the numbers of its lots; new ones in every run."""

import time

from clients import Refused, credential


class Story:
    """The records of one run, found or made through the interfaces."""

    def __init__(self, people):
        self.people = people
        self.planner = people.json2("planner")
        run = time.strftime("%m%d%H%M%S")
        self.names = {
            key: f"E2E-{key.upper()}-{run}" for key in ("bar", "pouch", "machined", "packed", "load")
        }
        self.lots = {}
        self.refusals = []

    # finding

    def product(self, code):
        return self.planner.one("product.product", [("default_code", "=", code)], ["id", "uom_id"])

    def partner(self, ref):
        return self.planner.one("res.partner", [("ref", "=", ref)])["id"]

    def status(self, lot):
        return self.planner.one("stock.lot", [("id", "=", self.lots[lot])], ["mdq_status"])["mdq_status"]

    def inspection(self, lot):
        domain = [("lot_id", "=", self.lots[lot]), ("state", "=", "open")]
        return self.people.json2("inspector").one("mdq.inspection", domain, ["id", "name", "point", "plan_id", "sample_size"])

    # doing

    def make_lot(self, lot, code):
        """The lot under its name of this run: as a supplier reported it already, or a new one."""
        product = self.product(code)["id"]
        domain = [("name", "=", self.names[lot]), ("product_id", "=", product)]
        found = self.planner.find("stock.lot", domain)
        found = found or self.planner.call("stock.lot", "create", vals_list=[{"name": self.names[lot], "product_id": product}])
        self.lots[lot] = found[0]
        return found[0]

    def order(self, partner, code, quantity):
        line = {"product_id": self.product(code)["id"], "product_qty": quantity}
        values = {"partner_id": self.partner(partner), "order_line": [[0, 0, line]]}
        return self.planner.call("purchase.order", "create", vals_list=[values])[0]

    def receive(self, order, lot, code):
        """Take in the open receipt of an order under one lot."""
        pickings = self.planner.one("purchase.order", [("id", "=", order)], ["picking_ids"])["picking_ids"]
        picking = self.planner.one(
            "stock.picking", [("id", "in", pickings), ("state", "=", "assigned"), ("picking_type_code", "=", "incoming")]
        )["id"]
        lines = self.planner.find("stock.move.line", [("picking_id", "=", picking)])
        self.planner.call("stock.move.line", "write", ids=lines, vals={"lot_id": self.make_lot(lot, code), "picked": True})
        assert self.planner.call("stock.picking", "button_validate", ids=[picking]) is True
        return picking

    def inspect(self, lot, **measured):
        """The inspector's program sends readings by JSON-2; those not named are good."""
        inspector, inspection = self.people.json2("inspector"), self.inspection(lot)
        grid = inspector.call("mdq.inspection", "get_grid", ids=[inspection["id"]])
        readings = [
            {"characteristic": column["code"], "unit_no": unit, **_gauge(column), **_good(column, measured)}
            for column in grid["columns"] for unit in range(1, grid["units"] + 1)
        ]  # fmt: skip
        result = inspector.call("mdq.inspection", "record", ids=[inspection["id"]], readings=readings)
        assert result == {"accepted": len(readings), "rejected": []}
        inspector.call("mdq.inspection", "action_conclude", ids=[inspection["id"]])
        return inspection["id"]

    def release(self, lot):
        """The releaser's program signs by XML-RPC."""
        releaser = self.people.xmlrpc("releaser")
        return releaser.call("mdq.release", "release", lot_ids=[self.lots[lot]], credential=credential())

    def deliver(self, customer, lot, code, quantity):
        """Make and validate a delivery of one lot; return the transfer."""
        picking = self.make_delivery(customer, lot, code, quantity)
        assert self.planner.call("stock.picking", "button_validate", ids=[picking]) is True
        return picking

    def make_delivery(self, customer, lot, code, quantity):
        kind = self.planner.one("stock.picking.type", [("code", "=", "outgoing")], ["default_location_src_id"])
        source = kind["default_location_src_id"][0]
        target = self.planner.one("stock.location", [("usage", "=", "customer"), ("company_id", "=", False)])["id"]
        product = self.product(code)
        move = {
            "product_id": product["id"], "product_uom_qty": quantity, "product_uom": product["uom_id"][0],
            "location_id": source, "location_dest_id": target,
        }  # fmt: skip
        values = {
            "picking_type_id": kind["id"], "partner_id": self.partner(customer), "location_id": source,
            "location_dest_id": target, "move_ids": [[0, 0, move]],
        }  # fmt: skip
        picking = self.planner.call("stock.picking", "create", vals_list=[values])[0]
        self.planner.call("stock.picking", "action_confirm", ids=[picking])
        line = {
            "picking_id": picking, "product_id": product["id"], "lot_id": self.lots[lot], "quantity": quantity,
            "move_id": self.planner.find("stock.move", [("picking_id", "=", picking)])[0], "picked": True,
            "location_id": source, "location_dest_id": target,
        }  # fmt: skip
        self.planner.call("stock.move.line", "unlink", ids=self.planner.find("stock.move.line", [("picking_id", "=", picking)]))
        self.planner.call("stock.move.line", "create", vals_list=[line])
        return picking

    # refusing

    def refused(self, sentence, call, *args, **kwargs):
        """The call must be refused, with a sentence that says why."""
        try:
            result = call(*args, **kwargs)
        except Refused as refusal:
            assert sentence in str(refusal), f"expected “{sentence}”, was told: {refusal}"
            self.refusals.append(str(refusal))
            return str(refusal)
        raise AssertionError(f"not refused (“{sentence}” expected): {result}")


def _gauge(column):
    """The first gauge that the grid offers for a characteristic."""
    usable = [gauge["id"] for gauge in column["gauges"] if gauge["ok"]]
    return {"gauge": usable[0]} if usable else {}


def _good(column, measured):
    if column["kind"] == "attribute":
        return {"ok": measured.get(column["code"], True)}
    lower, upper = column["lower"], column["upper"]
    middle = (float(lower) + float(upper)) / 2 if lower and upper else float(lower) * 1.1 if lower else float(upper) / 2
    return {"value": measured.get(column["code"], f"{middle:.3f}")}


def choose_gauge(page):
    choice = page.locator(".o_mdq_gauge select")
    choice.select_option(choice.locator("option:not([value='']):not([disabled])").first.get_attribute("value"))
