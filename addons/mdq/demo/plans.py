"""What is inspected where: characteristics and the plans that use them, approved revision by revision."""

from odoo.fields import Command

from . import drawings
from .gauges import TYPES
from .stage import translate

# demo id: (code, English, Chinese, kind, unit, class, gauge)
CHARACTERISTICS = {
    "bar_diameter": ("D-BAR", "Bar diameter", "棒材直径", "variable", "mm", "major", "Micrometer MIC-02"),
    "tensile": ("RM", "Tensile strength (certificate)", "抗拉强度（质保书）", "variable", "MPa", "critical", "Mill certificate"),
    "visual": ("VIS", "Surface, visual", "外观", "attribute", None, "minor", None),
    "diameter": ("D-OUT", "Outer diameter", "螺纹外径", "variable", "mm", "major", "Micrometer MIC-02"),
    "length": ("L", "Length", "长度", "variable", "mm", "major", "Caliper CAL-07"),
    "thread": ("THR", "Thread, go and no-go gauge", "螺纹通止规", "attribute", None, "critical", "Thread gauge TG-35"),
    "layer": ("T-ANO", "Anodic layer", "氧化膜厚", "variable", "µm", "major", "Eddy-current gauge ECG-01"),
    "colour": ("COL", "Colour against the master sample", "颜色（对照封样）", "attribute", None, "minor", None),
    "seal": ("F-SEAL", "Seal strength", "热封强度", "variable", "N", "critical", "Tensile tester TT-03"),
    "dye": ("DYE", "Dye penetration of the seal", "染料渗透试验", "attribute", None, "critical", None),
    "indicator": ("BI", "Biological indicators without growth", "生物指示剂无生长", "attribute", None, "critical", None),
    "residue": ("EO", "EO residue per device", "环氧乙烷残留（每件）", "variable", "mg", "critical", "GC-MS report"),
    "label": ("LBL", "Label and UDI legible", "标签与UDI清晰", "attribute", None, "major", None),
}  # fmt: skip

# demo id: (code, English, Chinese, point, product, process, sample, [(characteristic, nominal, lower, upper)])
PLANS = {
    "bar": ("IP-101", "Titanium bar, incoming", "钛合金棒来料检验方案", "iqc", "bar", None, 3,
            [("bar_diameter", "6.00", "5.97", "6.03"), ("tensile", None, "860", None), ("visual", None, None, None)]),
    "pouch": ("IP-102", "Sterile barrier pouch, incoming", "无菌屏障袋来料检验方案", "iqc", "pouch", None, 3,
              [("seal", "3.0", "1.5", None), ("visual", None, None, None)]),
    "pouch_retest": ("IP-103", "Sterile barrier pouch, retest", "无菌屏障袋复验方案", "retest", "pouch", None, 3,
                     [("seal", "3.0", "1.5", None), ("dye", None, None, None)]),
    "machined": ("IP-201", "Machined screw, incoming", "机加工螺钉来料检验方案", "iqc", "screw_machined", "machining", 5,
                 [("diameter", "3.50", "3.45", "3.55"), ("length", "16.0", "15.8", "16.2"), ("thread", None, None, None)]),
    "longer": ("IP-203", "Machined screw 3.5 × 20, incoming", "机加工螺钉 3.5×20 来料检验方案", "iqc", "screw_longer", "machining", 5,
               [("diameter", "3.50", "3.45", "3.55"), ("length", "20.0", "19.8", "20.2"), ("thread", None, None, None)]),
    "anodised": ("IP-202", "Anodised screw, incoming", "阳极氧化螺钉来料检验方案", "iqc", "screw_machined", "anodising", 5,
                 [("layer", "2.0", "1.0", "3.0"), ("colour", None, None, None)]),
    "packed": ("IP-301", "Packed screw, in process", "包装螺钉过程检验方案", "ipqc", "screw_packed", None, 3,
               [("seal", "3.0", "1.5", None), ("dye", None, None, None)]),
    "sterile": ("IP-401", "Sterile screw, after sterilisation", "灭菌后螺钉检验方案", "iqc", "screw_packed", "sterilisation", 2,
                [("indicator", None, None, None), ("residue", None, None, "0.4")]),
    "final": ("IP-402", "Sterile screw, final", "无菌螺钉成品检验方案", "fqc", "screw_packed", None, 3,
              [("label", None, None, None), ("visual", None, None, None)]),
    "plate": ("IP-403", "Locking plate, final", "锁定接骨板成品检验方案", "fqc", "plate", None, 3,
              [("label", None, None, None), ("visual", None, None, None)]),
    "plate_sterile": ("IP-404", "Sterile locking plate, incoming", "无菌锁定接骨板来料检验方案", "iqc", "plate_sterile", None, 3,
                      [("label", None, None, None), ("visual", None, None, None)]),
}  # fmt: skip

UNITS = {"mm": "uom.product_uom_millimeter"}


def build(stage):
    for xml_id, row in CHARACTERISTICS.items():
        characteristic = stage.name(f"characteristic_{xml_id}", _characteristic(stage, *row))
        if xml_id in TYPES:
            characteristic.gauge_type_id = stage.env.ref(f"mdq_quality.mdq_gauge_type_{TYPES[xml_id]}")
    for xml_id, row in PLANS.items():
        plan = stage.name(f"plan_{xml_id}", _plan(stage, *row))
        if xml_id in drawings.DRAWN:
            drawings.add(stage, plan, xml_id)
        stage.put_in_force(plan)


def _characteristic(stage, code, name, chinese, kind, unit, defect_class, gauge):
    characteristic = stage.as_("engineer")["mdq.characteristic"].create({
        "code": code, "name": name, "kind": kind, "uom_id": unit and _unit(stage, unit).id,
        "defect_class": defect_class, "gauge": gauge,
    })  # fmt: skip
    translate(characteristic, "name", chinese)
    return characteristic


def _unit(stage, name):
    if name in UNITS:
        return stage.env.ref(UNITS[name])
    units = stage.env["uom.uom"]
    return units.search([("name", "=", name)], limit=1) or units.create({"name": name})


def _plan(stage, code, name, chinese, point, product, process, sample, lines):
    plan = stage.as_("engineer")["mdq.inspection.plan"].create({
        "code": code,
        "name": name,
        "point": point,
        "product_id": stage.product(product).id,
        "process_id": process and stage.ref(f"process_{process}").id,
        "sampling": "fixed",
        "sample_size": sample,
        "line_ids": [Command.create(_line(stage, *line)) for line in lines],
    })
    translate(plan, "name", chinese)
    return plan


def _line(stage, characteristic, nominal, lower, upper):
    return {
        "characteristic_id": stage.ref(f"characteristic_{characteristic}").id,
        "nominal": nominal, "lower_limit": lower, "upper_limit": upper,
    }  # fmt: skip
