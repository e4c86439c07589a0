"""Labels by the standard: two of five lots were not accepted, so the next ones are inspected tightened; what was wrong is counted."""

from odoo.fields import Command

from . import flow
from .stage import translate

QUANTITY = 500
# lot: units with a wrong text, units with a stain, units of a wrong width
PAST = {"LB-2606": (0, 1, 0), "LB-2607": (3, 2, 0), "LB-2608": (1, 0, 0), "LB-2609": (1, 1, 2)}
NOW = {"LB-2610": (0, 1, 0)}
TOO_WIDE = "40.42"


def build(stage):
    stage.put_in_force(stage.name("plan_label", _plan(stage)))
    stage.put_in_force(stage.name("plan_label_retest", _retest(stage)))
    for name, bad in PAST.items():
        _inspect(stage, _past_lot(stage, name), *bad)
    for name, bad in NOW.items():
        lot = stage.name("lot_label", _buy(stage, name))
        _inspect(stage, lot, *bad)
        flow.release(stage, lot)


def come_in(stage):
    """The next lot, to be inspected tightened."""
    stage.name("lot_label_waiting", _buy(stage, "LB-2611"))


def _plan(stage):
    width = stage.as_("engineer")["mdq.characteristic"].create({
        "code": "W-LBL", "name": "Width of the label", "kind": "variable", "uom_id": stage.env.ref("uom.product_uom_millimeter").id,
        "defect_class": "major", "gauge": "Caliper CAL-07",
    })
    translate(stage.name("characteristic_label_width", width), "name", "标签宽度")
    return _write(stage, "IP-105", "UDI label, incoming", "UDI标签来料检验方案", "iqc", [
        {"characteristic_id": width.id, "nominal": "40.0", "lower_limit": "39.7", "upper_limit": "40.3"},
        {"characteristic_id": stage.ref("characteristic_label").id},
        {"characteristic_id": stage.ref("characteristic_visual").id},
    ], sampling="standard", standard="GB/T 2828.1-2012", level="II", aql_major="1.0", aql_minor="2.5")  # fmt: skip


def _retest(stage):
    return _write(stage, "IP-106", "UDI label, retest of the adhesive", "UDI标签胶粘复验方案", "retest", [
        {"characteristic_id": stage.ref("characteristic_label").id},
    ], sampling="fixed", sample_size=5)  # fmt: skip


def _write(stage, code, name, chinese, point, lines, **values):
    plan = stage.as_("engineer")["mdq.inspection.plan"].create({
        "code": code, "name": name, "point": point, "product_id": stage.product("label").id,
        "line_ids": [Command.create(line) for line in lines], **values,
    })
    translate(plan, "name", chinese)
    return plan


def _buy(stage, name):
    return flow.receive(stage, flow.buy(stage, "hengjie", "label", QUANTITY).picking_ids, name)


def _past_lot(stage, name):
    """A lot of the past months, used up or sent back."""
    lot = stage.as_("planner")["stock.lot"].create({"name": name, "product_id": stage.product("label").id})
    stage.as_("inspector")["mdq.inspection"].create({
        "lot_id": lot.id, "point": "iqc", "quantity": QUANTITY, "partner_id": stage.ref("partner_hengjie").id,
    })  # fmt: skip
    return lot


def _inspect(stage, lot, texts, stains, widths):
    """The first units are the bad ones; what is wrong with them has a code."""
    inspection = stage.as_("inspector")["mdq.inspection"].search([("lot_id", "=", lot.id), ("state", "=", "open")])
    rows = flow.readings(inspection)
    for row in rows:
        if row["characteristic"] == "W-LBL":
            row["value"] = TOO_WIDE if row["unit_no"] <= widths else row["value"]
        else:
            row["ok"] = row["unit_no"] > {"LBL": texts, "VIS": stains}[row["characteristic"]]
    result = inspection.record(rows)
    assert not result["rejected"], result
    found = [("LBL", unit + 1) for unit in range(texts)] + [("STN", unit + 1) for unit in range(stains)]
    result = inspection.record_defects([{"code": code, "unit_no": unit, "count": 1} for code, unit in found])
    assert not result["rejected"], result
    inspection.action_conclude()
