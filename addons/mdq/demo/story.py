"""One lot from bar to patient, and the lots around it."""

from . import flow, scenes


def build(stage):
    materials(stage)
    scenes.build(stage)


def materials(stage):
    """Bars and pouches, inspected and released."""
    order = flow.buy(stage, "baoji", "bar", 60)
    bars = stage.name("lot_bar", flow.receive(stage, order.picking_ids, "TI6-2610-H3"))
    order = flow.buy(stage, "hengjie", "pouch", 5000)
    pouches = stage.name("lot_pouch", flow.receive(stage, order.picking_ids, "PH-261012"))
    for lot in (bars, pouches):
        flow.accept(stage, lot)
