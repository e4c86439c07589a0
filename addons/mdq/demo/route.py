"""The route of the screw through three suppliers and the own clean room."""

from odoo.fields import Command

from .stage import translate

# process: (sequence, product, supplier, service, days, certificate, load, instruction, its Chinese, parameters)
STEPS = {
    "machining": (10, "screw_machined", "hongda", None, 10, False, False,
                  "Turn and whirl the thread to drawing DRW-3516.", "按图纸DRW-3516车削、旋风铣螺纹。",
                  [("SPEED", "Spindle speed", "主轴转速", "rpm", "5500", "6500"),
                   ("COOLANT", "Coolant concentration", "切削液浓度", "%", "6", "10")]),
    "anodising": (20, "screw_machined", "lantian", "anodising", 4, True, False,
                  "Anodise type II; titanium racks only.", "二型阳极氧化，仅用钛挂具。",
                  [("VOLT", "Voltage", "电压", "V", "18", "22"), ("TEMP", "Bath temperature", "槽液温度", "°C", "18", "22")]),
    "packing": (30, "screw_packed", None, None, 2, False, False,
                "Clean and pack by WI-0412.", "按作业指导书WI-0412清洗、包装。", []),
    "sterilisation": (40, "screw_packed", "anke", "sterilisation", 7, True, True,
                      "Validated EO cycle C-12.", "经确认的环氧乙烷循环C-12。",
                      [("EO", "EO concentration", "环氧乙烷浓度", "mg/L", "550", "700"),
                       ("TEMP", "Chamber temperature", "柜内温度", "°C", "50", "56")]),
}  # fmt: skip


def build(stage):
    template = stage.as_("engineer")["mdq.process.template"].create({
        "code": "RT-3516",
        "name": "Bone screw 3.5 × 16, sterile",
        "product_ids": [Command.set(stage.product("screw_packed").ids)],
        "step_ids": [Command.create(_step(stage, process, *row)) for process, row in STEPS.items()],
    })
    translate(template, "name", "接骨螺钉 3.5×16（无菌）")
    for step, row in zip(template.step_ids.sorted("sequence"), STEPS.values(), strict=True):
        _translate_step(step, *row[-2:])
    stage.put_in_force(stage.name("template_screw", template))


def _step(stage, process, sequence, product, partner, service, days, certificate, load, text, _chinese, parameters):
    return {
        "sequence": sequence,
        "process_id": stage.ref(f"process_{process}").id,
        "product_id": stage.product(product).id,
        "partner_id": partner and stage.ref(f"partner_{partner}").id,
        "service_id": service and stage.product(service).id,
        "lead_days": days,
        "requires_certificate": certificate,
        "requires_load": load,
        "instruction": text,
        "parameter_ids": [
            Command.create({"code": code, "name": name, "unit": unit, "lower_limit": lower, "upper_limit": upper})
            for code, name, _chinese, unit, lower, upper in parameters
        ],
    }


def _translate_step(step, chinese, parameters):
    translate(step, "instruction", chinese)
    names = {code: chinese_name for code, _name, chinese_name, *_limits in parameters}
    for parameter in step.parameter_ids:
        translate(parameter, "name", names[parameter.code])
