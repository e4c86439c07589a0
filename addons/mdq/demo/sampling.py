"""Trays by the standard: ten good lots earned skip-lot, somebody who did not inspect signed for it, and two more lots came in."""

from odoo.fields import Command

from . import flow
from .stage import CREDENTIAL, translate

LOTS = 10
QUANTITY = 1200
# Wall thickness of the trays, in turn: judged by mean and standard deviation.
THICKNESS = ["0.502", "0.498", "0.505", "0.500", "0.495", "0.503", "0.497", "0.501", "0.499", "0.504"]


def build(stage):
    stage.put_in_force(stage.name("plan_tray", _plan(stage)))
    lots = stage.as_("releaser")["stock.lot"].browse([_lot(stage, f"TR-25{number:02d}").id for number in range(1, LOTS + 1)])
    flow.release(stage, lots, "Used up last year. 去年已用完。")
    skip = stage.name("skip_tray", stage.as_("engineer")["mdq.sampling.skip"].search([("plan_code", "=", "IP-104")]))
    skip.approve(CREDENTIAL, "Ten lots in a row without a nonconforming tray; report of the last audit read. 连续十批无不合格品，已查阅最近一次审核报告。")
    for number in (1, 2):
        order = flow.buy(stage, "hengjie", "tray", QUANTITY)
        stage.name(f"lot_tray_{number}", flow.receive(stage, order.picking_ids, f"TR-260{number}"))


def _plan(stage):
    thickness = stage.as_("engineer")["mdq.characteristic"].create({
        "code": "T-WALL", "name": "Wall thickness", "kind": "variable", "uom_id": stage.env.ref("uom.product_uom_millimeter").id,
        "defect_class": "major", "gauge": "Caliper CAL-07",
    })
    translate(stage.name("characteristic_wall", thickness), "name", "壁厚")
    plan = stage.as_("engineer")["mdq.inspection.plan"].create({
        "code": "IP-104", "name": "Inner tray, incoming", "point": "iqc", "product_id": stage.product("tray").id, "sampling": "standard",
        "standard": "GB/T 2828.1-2012", "level": "I", "aql_major": "2.5", "aql_minor": "4.0", "skip_lot": True,
        "line_ids": [
            Command.create({"characteristic_id": thickness.id, "nominal": "0.50", "lower_limit": "0.47", "upper_limit": "0.53", "by_variables": True}),
            Command.create({"characteristic_id": stage.ref("characteristic_visual").id}),
        ],
    })
    translate(plan, "name", "内托盘来料检验方案")
    return plan


def _lot(stage, name):
    """A lot of the past year, inspected without a finding."""
    lot = stage.as_("planner")["stock.lot"].create({"name": name, "product_id": stage.product("tray").id})
    inspection = stage.as_("inspector")["mdq.inspection"].create({
        "lot_id": lot.id, "point": "iqc", "quantity": QUANTITY, "partner_id": stage.ref("partner_hengjie").id,
    })
    rows = [{"characteristic": "T-WALL", "unit_no": unit + 1, "value": THICKNESS[unit % len(THICKNESS)]}
            for unit in range(inspection.variable_ids.sample_size)]
    rows += [{"characteristic": "VIS", "unit_no": unit + 1, "ok": True} for unit in range(inspection.sample_ids[:1].sample_size)]
    result = inspection.record(rows)
    assert not result["rejected"], result
    inspection.action_conclude()
    return lot
