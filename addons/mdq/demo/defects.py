"""Words for what is wrong with a piece, and what an inspector found with them."""

from odoo.fields import Command

from .stage import translate

# demo id: (code, English, Chinese, class, category of which product; None: for all)
CODES = {
    "scratch": ("SCR", "Scratch", "划伤", "minor", None),
    "burr": ("BUR", "Burr", "毛刺", "major", None),
    "stain": ("STN", "Stain or residue", "污渍或残留", "major", None),
    "crack": ("CRK", "Crack", "裂纹", "critical", None),
    "seal": ("SEA", "Channel or wrinkle in the seal", "封口通道或褶皱", "critical", "pouch"),
    "label": ("LBL", "Label wrong or illegible", "标签错误或无法辨认", "major", "pouch"),
}  # fmt: skip


def build(stage):
    for xml_id, row in CODES.items():
        stage.name(f"defect_code_{xml_id}", _code(stage, *row))


def _code(stage, code, name, chinese, defect_class, product):
    category = stage.product(product).categ_id if product else None
    record = stage.as_("engineer")["mdq.defect.code"].create({
        "code": code, "name": name, "defect_class": defect_class, "categ_ids": [Command.set(category.ids)] if category else [],
    })  # fmt: skip
    translate(record, "name", chinese)
    return record
