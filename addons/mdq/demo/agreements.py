"""Quality agreements: in force, soon to end, waiting for the supplier's signature, and two drafts."""

from datetime import timedelta

from .stage import CREDENTIAL, translate

SCOPE = (
    "EO sterilisation of packed bone screws at the Shanghai plant, chamber 2, by specification SPC-0207. Nothing moves to another"
    " chamber, plant or subcontractor without written consent.",
    "接骨螺钉包装件的环氧乙烷灭菌，在上海工厂2号灭菌柜，按技术要求SPC-0207进行。未经书面同意不得转移至其他灭菌柜、工厂或再分包。",
)
VALIDITY = (
    "Valid for the dates on the first page. Six months' notice; at once when a licence is lost or product is released without authority."
    " Work in hand is finished, stock and records are handed back.",
    "有效期见首页。提前六个月通知可终止；丧失许可或擅自放行产品时立即终止。在制品应完成，库存和记录应交还。",
)
TRANSFER = ("Load configuration and cycle EO-3 as validated in VAL-0031.", "装载方式和EO-3程序按确认报告VAL-0031。")


PACKING = (
    "Cleaning and sterile packing of machined bone screws in the ISO class 7 room of the Shanghai plant, by work instruction WI-0412.",
    "在上海工厂ISO 7级洁净室内，按作业指导书WI-0412清洗并无菌包装机加工后的接骨螺钉。",
)


def build(stage):
    stage.as_("sqe").ref("mdq.process_sterilisation_demo").mdq_needs_agreement = True
    stage.as_("supplier_signatory")["mdq.signature.statement"].accept(CREDENTIAL)
    sterilisation = _agreement(stage, "anke", "sterilisation", 900)
    _sign(stage, stage.name("agreement_sterilisation", sterilisation), "supplier_signatory")
    ending = _agreement(stage, "anke", "sterilisation", 45, name="Retained samples and biological indicators")
    translate(ending, "name", "留样与生物指示物的质量协议")
    _sign(stage, stage.name("agreement_ending", ending), "supplier_signatory")
    waiting = _agreement(stage, "anke", "packing", 1000, PACKING, name="Cleaning and sterile packing as a second source")
    translate(waiting, "name", "清洗与无菌包装（第二来源）质量协议")
    _sign(stage, stage.name("agreement_to_sign", waiting))
    # The anodiser's and the machinist's are still being written: empty sections say what is missing.
    for partner, process in (("lantian", "anodising"), ("hongda", "machining")):
        stage.name(f"agreement_{partner}", _draft(stage, partner, process, 700))


def _agreement(stage, partner, process, days, scope=SCOPE, **vals):
    agreement = _draft(stage, partner, process, days, **vals)
    for code, texts in (("scope", scope), ("validity", VALIDITY), ("transfer", TRANSFER)):
        section = agreement.section_ids.filtered(lambda section, code=code: section.code == code)
        section.text = texts[0]
        translate(section, "text", texts[1])
    return agreement


def _draft(stage, partner, process, days, **vals):
    sqe = stage.as_("sqe")
    today = stage.env.company._mdq_today()
    agreement = sqe["mdq.quality.agreement"].create({
        "partner_id": stage.ref(f"partner_{partner}").id, "process_ids": stage.ref(f"process_{process}").ids,
        "kind": "processing", "template_id": sqe.ref("mdq_supplier.mdq_quality_agreement_template_processing").id,
        "valid_from": today, "valid_to": today + timedelta(days=days), **vals,
    })
    if "name" not in vals:
        chinese = agreement.with_context(lang="zh_CN")
        translate(agreement, "name", chinese.env._("Quality agreement with %s", agreement.partner_id.name))
    agreement.action_take_template()
    return agreement


def _sign(stage, agreement, signatory=None):
    agreement.action_submit()
    stage.approve(agreement)
    if signatory:
        stage.approve(agreement, signatory)
