"""One delivery of pouches: some are sorted out, some kept as samples, and what else came of the same film is stopped."""

from odoo import fields

from . import flow
from .stage import CREDENTIAL

FILM = "TPU-88-1121"


def build(stage):
    lot = pouches(stage)
    sort_out(stage, lot)
    keep_samples(stage, lot)
    keep_finished(stage)
    stop_the_film(stage, lot)


def pouches(stage):
    order = flow.buy(stage, "hengjie", "pouch", 1200)
    lot = stage.name("lot_pouch_split", flow.receive(stage, order.picking_ids, "PH-261121"))
    lot.with_env(stage.as_("planner")).ref = FILM
    flow.inspect(stage, lot)
    return lot


def sort_out(stage, lot):
    """Sixty with a crease across the seal get a lot of their own."""
    place = stage.env["stock.warehouse"].search([("company_id", "=", stage.env.company.id)], limit=1).lot_stock_id
    splits = stage.as_("engineer")["mdq.lot.split"]
    split = splits.split(
        lot.id, [{"location_id": place.id, "quantity": 60}], "rejected", CREDENTIAL,
        "Sorted: 60 with a crease across the seal. 挑选：60个热封处有折痕。",
    )
    stage.name("split_pouch", splits.browse(split))


def keep_samples(stage, lot):
    sample = stage.name("sample_pouch", _take(stage, lot, 5, {"shelf": "RS-02-14", "condition": "15–25 °C"}))
    sample.use("examined", 1, "Seal compared with the rejected ones. 与不合格品比对热封。")


def keep_finished(stage):
    """Of the sterile screws some are kept, some went to the laboratory; of the bars a piece whose time is over."""
    values = {"shelf": "RS-01-03", "condition": "15–25 °C", "purpose": "reference"}
    kept = stage.name("sample_packed", _take(stage, stage.ref("lot_packed"), 10, values))
    kept.use("used", 2, "Sterility test at the laboratory. 送实验室做无菌检查。")
    over = fields.Date.subtract(stage.env.company._mdq_today(), days=3)
    values = {"shelf": "RS-03-01", "keep_until": over, "note": "Piece of the bar, for the material analysis. 棒材段，供材料分析。"}
    stage.name("sample_bar", _take(stage, stage.ref("lot_bar"), 1, values))


def _take(stage, lot, quantity, values):
    place = stage.env["stock.warehouse"].search([("company_id", "=", stage.env.company.id)], limit=1).lot_stock_id
    samples = stage.as_("inspector")["mdq.retained.sample"]
    return samples.browse(samples.take(lot.id, quantity, place.id, values))


def stop_the_film(stage, lot):
    """Everything of the same film waits, also what comes later."""
    holds = stage.as_("inspector")["mdq.hold"]
    hold = holds.place_by_rule(
        "supplier_lot", {"supplier_lot": FILM}, "Creases come from the film roll: the supplier checks it. 折痕来自膜卷，供方核查中。", True
    )
    stage.name("hold_film", holds.browse(hold))
