"""Suppliers on their way in: admissions in several stages, a questionnaire that was answered, an application that waits."""

import base64
from datetime import timedelta

from odoo import fields
from odoo.addons.mdq_supplier.models.mdq_supplier_registration_change import COMPANY
from odoo.fields import Command

from .stage import CREDENTIAL, pdf


def build(stage):
    two_more(stage)
    new_machinist(stage)
    requalified_anodiser(stage)
    readmitted_anodiser(stage)
    suspended_steriliser(stage)
    not_pursued(stage)
    application(stage)
    moved(stage)


def two_more(stage):
    """One approved on conditions, one approved and then suspended."""
    conditional = _qualify(stage, "ruide", "machining", "screw_machined", -40, "First article accepted; process capability still to be shown. "
                           "首件已接受，过程能力待证实。", "Three trial lots, each inspected in full. 三批试用批，每批全检。")  # fmt: skip
    stage.name("qualification_ruide", conditional)
    suspended = _qualify(stage, "haichuan", "sterilisation", None, -200, "ISO 11135 validation report. ISO 11135 确认报告。")
    suspended.with_env(stage.as_("quality_manager")).suspend(
        CREDENTIAL, "Biological indicator positive twice in October. 10月两次生物指示物阳性。")
    stage.name("qualification_haichuan", suspended)


def _qualify(stage, partner, process, product, begins, basis, conditions=False):
    today = stage.env.company._mdq_today()
    record = stage.as_("sqe")["mdq.supplier.qualification"].create({
        "partner_id": stage.ref(f"partner_{partner}").id, "process_id": stage.ref(f"process_{process}").id,
        "product_id": product and stage.product(product).id, "valid_from": today + timedelta(days=begins),
        "valid_to": today + timedelta(days=begins + 1095), "basis": basis, "conditions": conditions,
    })
    record.with_env(stage.as_("quality_manager")).approve(CREDENTIAL)
    return record


def new_machinist(stage):
    """The second machinist wants a second product: documents come in, the questionnaire is answered and waits for review."""
    case = _case(stage, "ruide", "new", "machining", "bar", "Second source for machining of bars. 棒料机加工第二供方。")
    stage.name("case_ruide", case)
    case.action_set_risk_class()
    _sign(stage, case, "sqe", "Scopes and class are clear. 范围和等级已明确。")
    supplier = stage.as_("supplier_admission")
    documents = case.document_ids.with_env(supplier)
    for document in documents[:3]:
        document._receive(f"document-{document.id}.pdf", base64.b64decode(pdf("文件 Document", [document.sudo().name])))  # the story writes it down
    documents[0].with_env(stage.as_("sqe")).action_accept()
    documents[1].with_env(stage.as_("sqe")).comment = "The annex with the scope is missing. 缺少认证范围附件。"
    documents[1].with_env(stage.as_("sqe")).action_return()
    sheet = stage.name("answer_ruide", _send(stage, case))
    _answer(stage, sheet.with_env(supplier))
    sheet.with_env(supplier).submit()


def requalified_anodiser(stage):
    """The anodiser's approval runs out: requalification, in the stage of the audit, later than planned."""
    case = stage.name("case_lantian", _case(
        stage, "lantian", "requalification", "anodising", None, "The approval ends in three weeks. 认可三周后到期。"))
    case.action_set_risk_class()
    _sign(stage, case, "sqe")
    for document in case.document_ids.with_env(stage.as_("supplier_quality")):
        document._receive(f"document-{document.id}.pdf", base64.b64decode(pdf("文件 Document", [document.sudo().name])))  # the story writes it down
    case.document_ids.with_env(stage.as_("sqe")).action_accept()
    sheet = stage.name("answer_lantian", _send(stage, case))
    _answer(stage, sheet.with_env(stage.as_("supplier_quality")))
    sheet.with_env(stage.as_("supplier_quality")).submit()
    reviewer = sheet.with_env(stage.as_("engineer"))
    reviewer.action_accept_answers()
    reviewer.action_accept()
    _pass_gates(stage, case)
    _enter_earlier(case, 60)


def _pass_gates(stage, case):
    """Sign as far as nothing is missing, at most up to the audit."""
    while case.stage_id != stage.env.ref("mdq_supplier.stage_audit") and not case.gate_text:
        _sign(stage, case, "sqe")
        case.invalidate_recordset()


def readmitted_anodiser(stage):
    """The second anodiser, whose approval ran out, has just applied again."""
    case = _case(stage, "mingyuan", "new", "anodising", None, "Second source; the approval expired. 第二供方，认可已过期。")
    stage.name("case_mingyuan", case)
    _answered_by_letter(stage, case)
    _enter_earlier(case, 9)


def _answered_by_letter(stage, case):
    """Nobody there has a login: the questionnaire went out on paper, and its answers are recorded; somebody else reviews them."""
    case.action_send_questionnaire()
    sheet = stage.name("answer_mingyuan", case.answer_ids[:1])
    sheet.action_send_outside()
    paper = base64.b64decode(pdf("供应商调查问卷 Supplier questionnaire", ["明远，已填写并盖章 Filled in and stamped"]))
    answers = [(line, value, [("certificate.pdf", paper)] if line.question_id.needs_file else []) for line, value in _good_answers(sheet)]
    sheet._record_for_supplier({
        "person": "Fang Hui, general manager 方慧 总经理", "way": "post", "received_on": stage.env.company._mdq_today() - timedelta(days=2),
    }, answers, [("questionnaire-stamped.pdf", paper)])
    sheet._submit_for_supplier()


def suspended_steriliser(stage):
    case = stage.as_("sqe")["mdq.supplier.case"].create({
        "partner_id": stage.ref("partner_haichuan").id, "kind": "resumption",
        "note": "Corrective action is reported. 已报告纠正措施。",
        "line_ids": [Command.create({
            "suspended_id": stage.ref("qualification_haichuan").id, "process_id": stage.ref("process_sterilisation").id,
        })],
    })
    stage.name("case_haichuan", case)
    case.action_set_risk_class()
    _sign(stage, case, "sqe")


def not_pursued(stage):
    case = stage.name("case_hengjie", _case(
        stage, "hengjie", "new", None, "pouch", "Second size of pouches. 第二种规格的袋。"))
    case.cancel(CREDENTIAL, "The size is no longer needed. 不再需要该规格。")


def application(stage):
    """Somebody applied on the public page and confirmed his address: it waits for review."""
    public = stage.env.ref("base.public_user")
    record = stage.env["mdq.supplier.registration"].with_user(public)._apply({
        "company_name": "Kunshan Weixin Plating Co., Ltd. 昆山维新电镀有限公司", "country_id": stage.env.ref("base.cn").id,
        "vat": "91320508MA1MT5H44B", "street": "8 Changjiang Road 长江路8号", "city": "Kunshan 昆山", "zip": "215300",
        "phone": "+86 512 5700 0008", "website": "https://weixin-plating.example", "contact_name": "Gu Yan 顾燕",
        "contact_function": "Quality manager 质量经理", "contact_email": "gu.yan@weixin-plating.example",
        "contact_phone": "+86 138 0000 0008",
        "offer": "Anodising type II and III of titanium, passivation; ISO 13485 since 2021. 钛合金阳极氧化（二型、三型）、钝化；2021年起通过ISO 13485。",
    }, [("business-licence.pdf", base64.b64decode(pdf("营业执照 Business licence", ["昆山维新电镀有限公司", "91320508MA1MT5H44B"])))], "zh_CN")
    record._confirm()
    stage.name("registration_weixin", record.with_env(stage.env))


def moved(stage):
    """The anodiser reports a new phone number and a second line that will start: it waits for review."""
    changes = stage.as_("supplier_quality")["mdq.supplier.registration"]
    partner = stage.ref("partner_lantian").sudo()  # the story fills in the form as the page does
    values = {key: str(changes.sudo()._get_present_value(partner, key) or "") for key in COMPANY}  # as above
    record = changes._propose({
        **values, "phone": "+86 512 6500 8800",
        "offer": "A second anodising line starts in March; the first one stays. 第二条阳极氧化线三月投产，原生产线保留。",
    }, [("line-2-layout.pdf", base64.b64decode(pdf("二号线布局 Layout of line 2", ["蓝天 Lantian"])))])
    stage.name("change_lantian", record.with_env(stage.env))


# --- the steps of these stories


def _case(stage, partner, kind, process, product, note):
    return stage.as_("sqe")["mdq.supplier.case"].create({
        "partner_id": stage.ref(f"partner_{partner}").id, "kind": kind, "note": note,
        "line_ids": [Command.create({
            "process_id": process and stage.ref(f"process_{process}").id, "product_id": product and stage.product(product).id,
        })],
    })


def _sign(stage, case, login, reason="Certificates seen in the original. 已核对证书原件。"):
    case.with_env(stage.as_(login)).sign_gate(CREDENTIAL, reason)


def _send(stage, case):
    case.action_send_questionnaire()
    sheet = case.answer_ids[:1]
    sheet.action_send()
    return sheet


def _good_answers(sheet):
    """Return [(line, value)]: the answers of a good supplier."""
    values = {
        line: {
            "yes_no": line.question_id.wanted, "choice": line.question_id.option_ids[:1].id,
            "number": line.question_id.target, "text": "Sampling to GB/T 2828.1, level II. 按GB/T 2828.1抽样，水平II。",
        }.get(line.kind)
        for line in sheet.sudo().line_ids if line.kind != "section"  # the story writes it down
    }
    return [(line, str(value) if value is not None else None) for line, value in values.items()]


def _answer(stage, sheet):
    for line, value in _good_answers(sheet):
        if value is not None:
            sheet.save_answer(line.id, value)
        if line.question_id.needs_file:
            sheet._add_files(line.id, [("certificate.pdf", base64.b64decode(pdf("ISO 13485", ["Certificate 证书"])))])


def _enter_earlier(case, days):
    """The clock of the stage has run for a while already."""
    began = fields.Datetime.subtract(fields.Datetime.now(), days=days)
    step = case.step_id.sudo()  # the story writes it down
    due = fields.Date.add(began.date(), days=step.target_days)
    step._write_guarded({"entered_on": began, "due_date": due})
    case.sudo()._write_guarded({"entered_on": began, "due_date": due})  # the story writes it down
