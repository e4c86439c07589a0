"""What must be in force before the first order: documents, admissions, inspection plans, the route of the screw."""

from odoo.fields import Command

from . import admissions, plans, route
from .stage import CREDENTIAL, pdf, translate

SIGNERS = ("engineer", "quality_manager", "releaser", "sqe", "inspector", "planner", "change_board", "change_board_2")


def build(stage):
    accountability(stage)
    documents(stage)
    admissions.build(stage)
    plans.build(stage)
    route.build(stage)


def accountability(stage):
    """Everybody inside answers for his signatures; the suppliers are asked at their first one."""
    for login in SIGNERS:
        stage.as_(login)["mdq.signature.statement"].accept(CREDENTIAL)


def documents(stage):
    """One drawing and one instruction in force, one procedure in review."""
    screw = stage.product("screw_machined")
    drawing = _document(
        stage, "drawing", "DRW-3516", "drawing", "Bone screw 3.5 × 16", "接骨螺钉 3.5×16 图纸", screw,
        ["Material 材料: Ti-6Al-4V ELI, ISO 5832-3 / GB/T 13810", "Outer diameter 外径: 3.50 ±0.05 mm",
         "Length 长度: 16.0 ±0.2 mm", "Surface 表面: Ra ≤ 0.8 µm, anodised type II 二型阳极氧化"],
    )  # fmt: skip
    instruction = _document(
        stage, "work_instruction", "WI-0412", "work_instruction", "Cleaning and sterile packing of bone screws",
        "接骨螺钉清洗与无菌包装作业指导书", screw | stage.product("screw_packed"),
        ["1. Ultrasonic cleaning 超声清洗: 60 °C, 15 min", "2. Rinse 漂洗: purified water 纯化水, 3 ×",
         "3. Seal 热封: 180 ±5 °C, 2.0 s"],
    )  # fmt: skip
    for document in drawing | instruction:
        stage.put_in_force(document)
    review = _document(
        stage, "procedure_review", "SOP-0721", "procedure", "Supplier admission and re-evaluation",
        "供应商准入与再评价程序", stage.env["product.product"],
        ["Scope 范围: suppliers of materials and outside processes 原材料与外协工序供应商"],
    )  # fmt: skip
    review.action_submit()


def _document(stage, xml_id, code, kind, title, chinese, products, lines):
    document = stage.as_("engineer")["mdq.document"].create({
        "code": code,
        "name": title,
        "type_id": stage.env.ref(f"mdq_document.mdq_document_type_{kind}").id,
        "product_ids": [Command.set(products.ids)],
        "file_ids": [Command.create({"name": f"{code}-1.pdf", "content": pdf(f"{code} {title} {chinese}", lines)})],
    })
    translate(document, "name", chinese)
    return stage.name(f"document_{xml_id}", document)
