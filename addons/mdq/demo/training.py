"""Who has learnt what: an inspector who is competent, others on their way, staff of suppliers, and a new revision to read."""

from odoo import fields
from odoo.fields import Command

from .stage import CREDENTIAL, pdf, translate

QUESTIONS = [
    ("At which magnification are bone screws inspected?", "接骨螺钉外观检验采用多少倍放大？",
     [("10 ×", "10倍"), ("Naked eye only", "仅目视"), ("200 ×", "200倍")]),
    ("A burr is found on a thread flank. What do you do?", "螺纹牙侧发现毛刺，应如何处理？",
     [("Record it as a major defect", "记录为严重缺陷"), ("Remove it and go on", "去除后继续"), ("Ignore it below 0.1 mm", "小于0.1 mm可忽略")]),
    ("The lighting is weaker than required. May you inspect?", "照度低于规定值，可以检验吗？",
     [("No, the inspection waits", "不可以，暂停检验"), ("Yes, with more time", "可以，多花时间即可"), ("Yes, for minor defects", "轻微缺陷可以")]),
]  # fmt: skip


def build(stage):
    competence = visual_inspection(stage)
    qualify(stage, "inspector", competence)
    require(stage, competence)
    on_the_way(stage, competence)
    supplier_staff(stage)
    new_revision(stage)


def visual_inspection(stage):
    competence = stage.as_("engineer")["mdq.competence"].create({
        "code": "VIS-3516",
        "name": "Visual inspection of bone screws",
        "description": "Finds burrs, scratches and stains on bone screws, and judges them by WI-0412.",
        "document_ids": [Command.set(stage.ref("document_work_instruction").ids)],
        "survey_id": quiz(stage).id,
        "pass_mark": 100,
        "needs_practical": True,
        "trainer_ids": [Command.set(stage.ref("user_engineer").ids)],
        "valid_months": 12,
    })
    translate(competence, "name", "接骨螺钉外观检验")
    translate(competence, "description", "能发现接骨螺钉的毛刺、划伤和污渍，并按WI-0412判定。")
    return stage.name("competence_visual", competence)


def quiz(stage):
    """Three questions, written by the engineer who also judges the practical."""
    survey = stage.as_("engineer")["survey.survey"].create({
        "title": "Visual inspection of bone screws",
        "scoring_type": "scoring_with_answers",
        "access_mode": "token",
        "lang_ids": [Command.clear()],  # every language of the house
        "question_and_page_ids": [Command.create({
            "title": title, "question_type": "simple_choice", "constr_mandatory": True,
            "suggested_answer_ids": [
                Command.create({"value": english, "is_correct": not place, "answer_score": 0 if place else 10})
                for place, (english, _chinese) in enumerate(answers)],
        }) for title, _chinese, answers in QUESTIONS],
    })
    translate(survey, "title", "接骨螺钉外观检验")
    for question, (_title, chinese, answers) in zip(survey.question_ids, QUESTIONS, strict=True):
        translate(question, "title", chinese)
        for answer, (_english, words) in zip(question.suggested_answer_ids, answers, strict=True):
            translate(answer, "value", words)
    return stage.name("quiz_visual", survey)


def qualify(stage, login, competence):
    """Read, quiz, signature, practical: each by the person himself."""
    course = assign(stage, login, competence)
    for document in competence.document_ids:
        read(stage, login, document)
    token = course.action_start_quiz()["url"].split("answer_token=")[1]
    taken = stage.env["survey.user_input"].search([("access_token", "=", token)])
    for question in taken.survey_id.question_ids:
        taken._save_lines(question, str(question.suggested_answer_ids[0].id))
    taken._mark_done()
    course.confirm(CREDENTIAL)
    course.with_env(stage.as_("engineer")).confirm_practical(CREDENTIAL, "Twenty screws judged, all right 判定20件，全部正确")
    return stage.name(f"course_{login}", course)


def require(stage, competence):
    requirement = stage.as_("quality_manager")["mdq.competence.requirement"].create({
        "name": "Recording inspections of bone screws",
        "competence_id": competence.id,
        "act": "record",
        "model_id": stage.env["ir.model"]._get_id("mdq.inspection"),
        "domain": f"[('product_id', 'in', {(stage.product('screw_machined') | stage.product('screw_packed')).ids})]",
    })
    translate(requirement, "name", "记录接骨螺钉的检验结果")
    stage.name("requirement_inspection", requirement)


def on_the_way(stage, competence):
    """The planner helps out at inspection and is late with her course; the releaser has begun."""
    late = assign(stage, "planner", competence).with_env(stage.as_("engineer"))
    late.due_date = fields.Date.subtract(fields.Date.today(), days=3)
    assign(stage, "releaser", competence)
    read(stage, "releaser", competence.document_ids)


def supplier_staff(stage):
    """Who turns and anodises the screw knows its drawing; at the anodiser it is read already."""
    drawing = stage.ref("document_drawing").with_env(stage.as_("sqe"))
    rule = stage.as_("sqe")["mdq.training.rule"].create({
        "name": "Suppliers of the bone screw",
        "supplier_ids": [Command.set((stage.ref("partner_hongda") | stage.ref("partner_lantian")).ids)],
        "document_ids": [Command.set(drawing.ids)],
    })
    translate(rule, "name", "接骨螺钉供应商")
    stage.name("training_rule_suppliers", rule)
    stage.as_("supplier_quality")["mdq.signature.statement"].accept(CREDENTIAL)
    read(stage, "supplier_quality", drawing)


def new_revision(stage):
    """A procedure that was read in its first revision and is to be read again."""
    procedure = stage.as_("engineer")["mdq.document"].create({
        "code": "SOP-0730",
        "name": "Line clearance before packing",
        "type_id": stage.env.ref("mdq_document.mdq_document_type_procedure").id,
        "grace_days": 14,
        "reader_ids": [Command.set((stage.ref("user_inspector") | stage.ref("user_engineer")).ids)],
        "file_ids": [Command.create({"name": "SOP-0730.pdf", "content": pdf("SOP-0730 Line clearance 清场", ["1. Remove all material 清除全部物料"])})],
    })
    translate(procedure, "name", "包装前清场")
    stage.put_in_force(procedure)
    for login in ("inspector", "engineer"):
        read(stage, login, procedure)
    revision = procedure.browse(procedure.action_revise()["res_id"])
    translate(revision, "name", "包装前清场")
    stage.put_in_force(stage.name("document_clearance", revision))
    read(stage, "engineer", revision)


def assign(stage, login, competence):
    person = stage.ref(f"user_{login}").partner_id
    course = stage.as_("engineer")["mdq.training.assignment"].create({
        "person_id": person.id, "competence_id": competence.id,
        "due_date": fields.Date.add(fields.Date.today(), days=competence.due_days),
    })
    return course.with_env(stage.as_(login))


def read(stage, login, document):
    """Open the files and sign, as the person would."""
    person = stage.ref(f"user_{login}").partner_id
    reading = stage.as_(login)["mdq.training.assignment"].search(
        [("person_id", "=", person.id), ("document_id", "=", document.id), ("state", "=", "open")]
    )
    for file in stage.env["mdq.document"].browse(document.id).file_ids:
        reading._open_file(file.id)
    reading.confirm(CREDENTIAL)
