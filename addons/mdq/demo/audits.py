"""Audits: one closed and acknowledged, one with findings at the supplier, one under way, two planned and one of them late."""

from datetime import timedelta

from .stage import CREDENTIAL, pdf

LEAD = "engineer"  # who wrote the admissions does not audit them

# (question number from 1, answer, what was seen)
ANODISER = [
    (2, "minor", "Order PO-2611 to the chemical supplier names no revision of the specification. 采购订单PO-2611未注明技术要求版本。"),
    (7, "major", "Bath 2 ran at 24 V, the validated window is 15 to 20 V; three lots since August. 2号槽电压24 V，确认窗口15–20 V；八月以来三批。"),
]
STERILISER = [(14, "minor", "Logger T-07 was calibrated five days late. 温度记录仪T-07校准超期五天。")]
ANSWER = {
    "cause": "The window was on the old card at bath 2; nobody compared it with the new revision. 2号槽仍挂旧版参数卡，换版时未核对。",
    "correction": "Bath 2 stopped, three lots listed and offered for inspection. 2号槽停用，三批已列明并提请检验。",
    "action": "Parameter cards are printed from the system at each lot; the panel is locked to the window. 参数卡按批由系统打印；面板锁定参数窗口。",
}


def build(stage):
    at_the_anodiser(stage)
    at_the_steriliser(stage)
    under_way(stage)
    planned(stage)


def at_the_anodiser(stage):
    """Two findings: one answered and waiting for us, one still to answer."""
    audit = stage.name("audit_anodiser", _issue(stage, "lantian", "processing", -20, ANODISER, "conditional", (
        "Clean plant, good records; the parameters of one bath had drifted from the validated window."
        " 现场整洁、记录良好；一个槽的参数偏离了已确认的窗口。")))
    major = audit.finding_ids.filtered(lambda finding: finding.grade == "major")
    _answer(stage, major, "supplier_quality")
    major.action_create_event()


def at_the_steriliser(stage):
    """Everything answered, verified and closed."""
    audit = stage.name("audit_steriliser", _issue(stage, "anke", "iso", -60, STERILISER, "pass", (
        "Validated cycles, complete load records, able people. 灭菌程序已确认，装载记录完整，人员胜任。")))
    audit.with_env(stage.as_("supplier_signatory")).acknowledge(CREDENTIAL)
    _answer(stage, audit.finding_ids, "supplier_signatory")
    finding = audit.finding_ids.with_env(stage.as_("sqe"))
    finding.accept("Thank you. 谢谢。")
    finding.verification = "Calibration plan seen, no logger late for two months. 已查看校准计划，两个月内无超期。"
    finding.verify(CREDENTIAL)
    audit.with_env(stage.as_("sqe")).close(CREDENTIAL)


def under_way(stage):
    audit = stage.name("audit_under_way", _plan(stage, "hengjie", "iso", 0, purpose="periodic"))
    audit.action_start()
    for line in audit.line_ids[:5]:
        line.write({"answer": "conform", "evidence": "Seen. 已查看。"})


def planned(stage):
    stage.name("audit_planned", _plan(stage, "baoji", "iso", 24, kind="remote"))
    stage.name("audit_late", _plan(stage, "mingyuan", "processing", -6, purpose="initial"))


def _plan(stage, partner, checklist, days, **vals):
    lead = stage.as_(LEAD)
    return lead["mdq.supplier.audit"].create({
        "partner_id": stage.ref(f"partner_{partner}").id, "lead_id": lead.uid, "team_ids": stage.ref("user_inspector").ids,
        "date_planned": stage.env.company._mdq_today() + timedelta(days=days),
        "checklist_ids": lead.ref(f"mdq_supplier.mdq_supplier_audit_checklist_{checklist}").ids, **vals,
    })


def _issue(stage, partner, checklist, days, findings, result, summary):
    audit = _plan(stage, partner, checklist, days)
    audit.action_start()
    audit.line_ids.write({"answer": "conform"})
    for number, answer, evidence in findings:
        audit.line_ids[number - 1].write({"answer": answer, "evidence": evidence})
    audit.action_raise_findings()
    audit.write({"summary": summary, "result": result, "met_people": "Quality manager, shift leader 质量经理、班长"})
    audit.issue(CREDENTIAL)
    return audit


def _answer(stage, finding, login):
    day = stage.env.company._mdq_today() + timedelta(days=30)
    files = [{"name": "proof.pdf", "data": pdf("Proof 证据", ["Photo and record 照片和记录"]).decode()}]
    finding.with_env(stage.as_(login)).answer({**ANSWER, "action_date": str(day), "files": files})
