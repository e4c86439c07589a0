"""Lots and records in every state worth looking at, each stopped where somebody has to act."""

from odoo.fields import Command

from . import first_articles, flow, gauges, holds
from .stage import CREDENTIAL


def build(stage):
    waiting_for_inspection(stage)
    inspection_begun(stage)
    waiting_for_release(stage)
    on_hold(stage)
    gauges.found_wrong(stage)
    first_articles.under_way(stage)
    change_before_the_board(stage)
    holds.build(stage)


def waiting_for_inspection(stage):
    """Bars that came in this morning."""
    order = flow.buy(stage, "baoji", "bar", 40)
    stage.name("lot_bar_waiting", flow.receive(stage, order.picking_ids, "TI6-2611-H7"))


def inspection_begun(stage):
    """Pouches of which one unit is measured."""
    order = flow.buy(stage, "hengjie", "pouch", 3000)
    lot = stage.name("lot_pouch_begun", flow.receive(stage, order.picking_ids, "PH-261120"))
    inspection = lot.with_env(stage.as_("inspector")).mdq_inspection_ids
    inspection.record([row for row in flow.readings(inspection) if row["unit_no"] == 1])


def waiting_for_release(stage):
    """Pouches that only lack the releaser's signature."""
    order = flow.buy(stage, "hengjie", "pouch", 2000)
    lot = stage.name("lot_pouch_accepted", flow.receive(stage, order.picking_ids, "PH-261116"))
    flow.inspect(stage, lot)


def on_hold(stage):
    """Released pouches stopped by a nonconformance; the disposition is signed and not carried out yet."""
    order = flow.buy(stage, "hengjie", "pouch", 1500)
    lot = stage.name("lot_pouch_hold", flow.receive(stage, order.picking_ids, "PH-261102"))
    flow.accept(stage, lot)
    event = stage.as_("engineer")["mdq.event"].create({
        "title": "Seal channels found at packing 包装时发现热封通道",
        "event_type": "nonconformance",
        "severity": "major",
        "description": "Three of 200 pouches show a channel across the seal. 200个袋中3个热封有通道。",
        "partner_id": stage.ref("partner_hengjie").id,
        "line_ids": [Command.create({"lot_id": lot.id})],
    })
    event.action_open()
    stage.name("event_seal", event)
    disposition = stage.as_("engineer")["mdq.disposition"].create({
        "event_id": event.id,
        "line_id": event.line_ids.id,
        "kind": "return_to_supplier",
        "reason": "The sterile barrier cannot be trusted. 无菌屏障不可靠。",
    })
    stage.name("disposition_seal", disposition).with_env(stage.as_("quality_manager")).decide(CREDENTIAL)


def change_before_the_board(stage):
    """A second source for anodising, assessed and waiting for two voices."""
    change = stage.as_("engineer")["mdq.change"].create({
        "title": "Second source for anodising 阳极氧化第二供方",
        "change_type": "process",
        "partner_id": stage.ref("partner_mingyuan").id,
        "product_ids": [Command.set(stage.product("screw_machined").ids)],
        "reason": "One supplier only, two months of delay in spring. 仅有一家供方，春季延误两个月。",
        "description": "From Lantian alone to Lantian and Mingyuan. 由蓝天一家改为蓝天与明远两家。",
        "assessment": "Same process window; validation and biocompatibility comparison needed. 工艺窗口相同，需确认并做生物相容性比对。",
    })
    change.action_assess()
    change.impact_ids.write({"decision": "inform"})
    change.action_submit()
    stage.name("change_anodising", change)
