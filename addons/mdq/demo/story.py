"""One lot from bar to patient, and the lots around it."""

from odoo import fields

from . import batch, first_articles, flow, scenes


def build(stage):
    bars, pouches = materials(stage)
    whole_way(stage, bars, pouches)
    at_the_anodiser(stage)
    in_the_steriliser(stage, pouches)
    scenes.build(stage)


def materials(stage):
    """Bars and pouches, inspected and released."""
    order = flow.buy(stage, "baoji", "bar", 60)
    bars = stage.name("lot_bar", flow.receive(stage, order.picking_ids, "TI6-2610-H3"))
    order = flow.buy(stage, "hengjie", "pouch", 5000)
    pouches = stage.name("lot_pouch", flow.receive(stage, order.picking_ids, "PH-261012"))
    flow.accept(stage, bars, gauges={"D-BAR": "MIC-04"})
    flow.accept(stage, pouches)
    return bars, pouches


def whole_way(stage, bars, pouches):
    """A thousand screws through three suppliers to three customers in two countries."""
    order = stage.name("order_whole", batch.start(stage, 1000))
    machined = stage.name("lot_machined", batch.machine(stage, order, "SM-261101", bars))
    first_articles.accepted(stage, machined)
    batch.anodise(stage, order, machined)
    flow.accept(stage, machined)
    packed = stage.name("lot_packed", batch.pack(stage, order, "SP-261108", machined, pouches))
    flow.accept(stage, packed)
    batch.sterilise(stage, order, packed, "EO-2611-031")
    flow.inspect(stage, packed)
    flow.open_final_inspection(stage, packed)
    flow.accept(stage, packed)
    for customer, quantity in (("gusu", 300), ("yuexiu", 400), ("rheinland", 200)):
        flow.ship(stage, customer, packed, quantity)


def at_the_anodiser(stage):
    """Screws that lie in the bath, two days longer than agreed."""
    order = stage.name("order_anodising", batch.start(stage, 500))
    bars = stage.ref("lot_bar")
    machined = stage.name("lot_anodising", batch.machine(stage, order, "SM-261115", bars))
    flow.accept(stage, machined)
    batch.send(stage, order, "ANOD")
    batch.step(stage, order, "ANOD").date_planned = fields.Datetime.subtract(fields.Datetime.now(), days=2)


def in_the_steriliser(stage, pouches):
    """Packed screws in a load without a verdict yet."""
    order = stage.name("order_load", batch.start(stage, 800))
    machined = batch.machine(stage, order, "SM-261112", stage.ref("lot_bar"))
    flow.accept(stage, machined)
    batch.anodise(stage, order, machined)
    flow.accept(stage, machined)
    packed = stage.name("lot_load", batch.pack(stage, order, "SP-261119", machined, pouches))
    flow.accept(stage, packed)
    batch.load(stage, order, packed, "EO-2611-038")
