"""The register of documents: what is in force, what waits for its day, what suppliers have and still have to confirm."""

from odoo import fields
from odoo.fields import Command

from .stage import CREDENTIAL, pdf, translate


def build(stage):
    drawing = _drawing(stage)
    instruction = _instruction(stage)
    for document in drawing | instruction | _specification(stage):
        stage.put_in_force(document)
    received_by_a_supplier(stage, drawing)
    copy_on_the_wall(stage, instruction)
    next_month(stage, instruction)
    standard(stage)
    in_review(stage)


def _drawing(stage):
    """The drawing goes to the machinist and to the anodiser."""
    suppliers = stage.ref("partner_hongda") | stage.ref("partner_lantian")
    return _document(
        stage, "drawing", "DRW-3516", "drawing", "Bone screw 3.5 × 16", "接骨螺钉 3.5×16 图纸",
        ["Material 材料: Ti-6Al-4V ELI, ISO 5832-3 / GB/T 13810", "Outer diameter 外径: 3.50 ±0.05 mm",
         "Length 长度: 16.0 ±0.2 mm", "Surface 表面: Ra ≤ 0.8 µm, anodised type II 二型阳极氧化"],
        product_ids=stage.product("screw_machined").ids, process_ids=stage.ref("process_anodising").ids,
        supplier_ids=suppliers.ids, recipient_user_ids=stage.ref("user_planner").ids,
        keyword_ids=_keywords(stage, ("Titanium", "钛"), ("Bone screw", "接骨螺钉")).ids,
    )  # fmt: skip


def _instruction(stage):
    return _document(
        stage, "work_instruction", "WI-0412", "work_instruction", "Cleaning and sterile packing of bone screws",
        "接骨螺钉清洗与无菌包装作业指导书", _CLEANING,
        product_ids=(stage.product("screw_machined") | stage.product("screw_packed")).ids,
        recipient_group_ids=stage.env.ref("mdq_base.group_inspector").ids,
        keyword_ids=_keywords(stage, ("Clean room", "洁净室")).ids,
    )


_CLEANING = ["1. Ultrasonic cleaning 超声清洗: 60 °C, 15 min", "2. Rinse 漂洗: purified water 纯化水, 3 ×",
             "3. Seal 热封: 180 ±5 °C, 2.0 s"]  # fmt: skip


def _specification(stage):
    """What the steriliser works by; his signatory has still to confirm it."""
    return _document(
        stage, "specification", "SPC-0207", "specification", "Ethylene oxide sterilisation of packed bone screws",
        "接骨螺钉包装件环氧乙烷灭菌技术要求",
        ["Cycle 灭菌程序: EO-3, ISO 11135 / GB 18279", "Load 装载: at most 12 pallets 不超过 12 托",
         "Residues 残留: ISO 10993-7 / GB/T 16886.7"],
        product_ids=stage.product("screw_packed").ids, process_ids=stage.ref("process_sterilisation").ids,
        supplier_ids=stage.ref("partner_anke").ids,
    )  # fmt: skip


def received_by_a_supplier(stage, drawing):
    """The anodiser has signed for the drawing; the machinist has not yet."""
    stage.as_("supplier_quality")["mdq.signature.statement"].accept(CREDENTIAL)
    stage.as_("supplier_quality")["mdq.document.receipt"].search([("document_id", "=", drawing.id)]).acknowledge(CREDENTIAL)


def copy_on_the_wall(stage, instruction):
    """A numbered copy for the clean room, where no screen is."""
    copy = stage.as_("engineer")["mdq.document.copy"].create({
        "document_id": instruction.id, "file_id": instruction.file_ids.id,
        "partner_id": stage.ref("user_inspector").partner_id.id, "purpose": "Clean room, wall folder 洁净室墙面文件夹",
    })  # fmt: skip
    copy.action_issue()
    stage.name("document_copy", copy)


def next_month(stage, instruction):
    """A longer rinse: approved, and in force in three weeks."""
    revision = stage.as_("engineer")["mdq.document"].browse(instruction.action_revise()["res_id"])
    lines = [*_CLEANING[:1], "2. Rinse 漂洗: purified water 纯化水, 5 ×", *_CLEANING[2:]]
    title = "WI-0412 Cleaning and sterile packing of bone screws 接骨螺钉清洗与无菌包装作业指导书"
    revision.file_ids.write({"name": "WI-0412-2.pdf", "content": pdf(title, lines)})
    revision.write({
        "change_note": "Five rinses instead of three, after the validation of residues. 依据残留验证，漂洗由三次改为五次。",
        "effective_from": fields.Datetime.add(fields.Datetime.now(), days=21),
    })  # fmt: skip
    revision.action_submit()
    stage.approve(revision)
    stage.name("document_next", revision)


def standard(stage):
    """A standard: its licensed text lies in the quality office, its edition is followed here."""
    card = _document(
        stage, "standard", "STD-13485", "external", "ISO 13485 Quality management systems", "ISO 13485 质量管理体系 用于法规的要求",
        ["Edition 版次: ISO 13485:2016 (GB/T 42061-2022)", "Licensed copy 授权文本: quality office 质量部, cabinet 柜 3"],
        issuer="ISO", edition="2016", edition_date="2016-03-01",
    )  # fmt: skip
    stage.put_in_force(card)


def in_review(stage):
    review = _document(
        stage, "procedure_review", "SOP-0721", "procedure", "Supplier admission and re-evaluation", "供应商准入与再评价程序",
        ["Scope 范围: suppliers of materials and outside processes 原材料与外协工序供应商"],
    )  # fmt: skip
    review.action_submit()


def _keywords(stage, *words):
    keywords = stage.as_("engineer")["mdq.document.keyword"].create([{"name": english} for english, _chinese in words])
    for keyword, (_english, chinese) in zip(keywords, words, strict=True):
        translate(keyword, "name", chinese)
    return keywords


def _document(stage, xml_id, code, kind, title, chinese, lines, **vals):
    document = stage.as_("engineer")["mdq.document"].create({
        "code": code,
        "name": title,
        "type_id": stage.env.ref(f"mdq_document.mdq_document_type_{kind}").id,
        "file_ids": [Command.create({"name": f"{code}-1.pdf", "language": "both", "content": pdf(f"{code} {title} {chinese}", lines)})],
        **vals,
    })
    translate(document, "name", chinese)
    return stage.name(f"document_{xml_id}", document)
