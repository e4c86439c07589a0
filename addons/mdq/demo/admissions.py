"""Who may deliver what: written by the supplier quality engineer, signed by the quality manager."""

from datetime import timedelta

from .stage import CREDENTIAL

# (demo id, supplier, process, product, valid from and until in days from today, basis)
ADMISSIONS = [
    ("baoji_bar", "baoji", None, "bar", -420, 675,
     "On-site audit 2025, ISO 13485 certificate, three material lots without complaint. 现场审核、ISO 13485证书、三批材料无异议。"),
    ("hongda_machining", "hongda", "machining", None, -380, 715,
     "Process audit, first article, Cpk 1.62 on the outer diameter. 过程审核、首件检验、外径Cpk 1.62。"),
    ("lantian_anodising", "lantian", "anodising", None, -345, 21,
     "Special process validated (IQ/OQ/PQ). Re-evaluation is due. 特殊过程已确认，即将到期需再评价。"),
    ("anke_sterilisation", "anke", "sterilisation", None, -300, 795,
     "ISO 11135 validation, dose audit 2026. ISO 11135 确认，2026年度审核。"),
    ("anke_plate", "anke", None, "plate_sterile", -120, 795,
     "Contract packing and sterilisation, three validation lots, production release by its signatory."
     " 委托包装与灭菌，三批验证合格，由受托方签署人生产放行。"),
    ("hengjie_pouch", "hengjie", None, "pouch", -410, 320,
     "ISO 11607 test reports, trial lot. ISO 11607 检测报告、试用批。"),
    ("hengjie_tray", "hengjie", None, "tray", -400, 320,
     "Ten lots without complaint, same site as the pouches. 十批无异议，与包装袋同一场地。"),
    ("hengjie_label", "hengjie", None, "label", -200, 520,
     "Print tests, adhesive by data sheet, trial lot. 印刷试验、胶水数据表、试用批。"),
    ("mingyuan_anodising", "mingyuan", "anodising", None, -760, -31,
     "Second source; expired, no orders since. 第二供方，认可已过期。"),
]  # fmt: skip


def build(stage):
    written = stage.as_("sqe")["mdq.supplier.qualification"]
    for xml_id, partner, process, product, *_rest in ADMISSIONS:
        written |= stage.name(f"qualification_{xml_id}", _write(stage, partner, process, product, *_rest))
    written.with_env(stage.as_("quality_manager")).approve(CREDENTIAL)
    # One more stands before its decision.
    stage.name("qualification_new", _write(stage, "mingyuan", "anodising", None, 0, 1094, "Re-admission: audit done, "
               "samples at the laboratory. 重新准入：审核已完成，样品检测中。"))  # fmt: skip


def _write(stage, partner, process, product, begins, ends, basis):
    today = stage.env.company._mdq_today()
    return stage.as_("sqe")["mdq.supplier.qualification"].create({
        "partner_id": stage.ref(f"partner_{partner}").id,
        "process_id": process and stage.ref(f"process_{process}").id,
        "product_id": product and stage.product(product).id,
        "valid_from": today + timedelta(days=begins),
        "valid_to": today + timedelta(days=ends),
        "basis": basis,
    })
