"""People who learn: users, staff of a supplier, and somebody on the shop floor without a login."""

from odoo import Command

from .common import MdqDocumentCommon


class MdqTrainingCommon(MdqDocumentCommon):
    """`_read` opens and signs as the person; `_competence` makes a course; `_pass_quiz` answers its quiz."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Shop floor"})
        cls.worker = cls.env["hr.employee"].create({"name": "Worker", "department_id": cls.department.id})
        cls.supplier = cls.env["res.partner"].create({"name": "Anodiser", "is_company": True})
        cls.other_supplier = cls.env["res.partner"].create({"name": "Cleaner", "is_company": True})
        cls.operator = cls._portal_user("mdq_operator", cls.supplier)
        cls.other_operator = cls._portal_user("mdq_other_operator", cls.other_supplier)

    @classmethod
    def _portal_user(cls, login, company, role="supplier_user"):
        user = cls.new_user(login, f"mdq_base.group_{role}")
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _of(cls, user, subject=None, state="open"):
        """The assignments of a user, in his own name."""
        domain = [("person_id", "=", user.partner_id.id), ("state", "=", state)]
        if subject:
            domain.append(("document_id" if subject._name == "mdq.document" else "competence_id", "=", subject.id))
        return cls.env["mdq.training.assignment"].with_user(user).search(domain)

    @classmethod
    def _read(cls, user, document):
        reading = cls._of(user, document)
        for file in document.file_ids:
            reading._open_file(file.id)
        reading.confirm(cls.credential_of(user))
        return reading

    @classmethod
    def _assign(cls, user, subject):
        cls.env["mdq.training.assignment"]._assign([(user.partner_id, subject)])
        return cls._of(user, subject)

    @classmethod
    def _revise(cls, document, **vals):
        revision = document.browse(document.action_revise()["res_id"])
        revision.write(vals)
        return cls._effective(revision)

    @classmethod
    def _competence(cls, **vals):
        return cls.env["mdq.competence"].with_user(cls.quality_engineer).create({
            "code": "VIS", "name": "Visual inspection", **vals})

    @classmethod
    def _quiz(cls):
        """Two questions of ten points each."""
        question = [{
            "title": title, "question_type": "simple_choice", "suggested_answer_ids": [
                Command.create({"value": "Right", "is_correct": True, "answer_score": 10}), Command.create({"value": "Wrong"})],
        } for title in ("First?", "Second?")]
        return cls.env["survey.survey"].with_user(cls.quality_engineer).create({
            "title": "Quiz", "scoring_type": "scoring_without_answers", "access_mode": "token",
            "question_and_page_ids": [Command.create(vals) for vals in question],
        }).with_env(cls.env)

    @classmethod
    def _take_quiz(cls, assignment, *answers):
        """Answer as the browser would: by the participation that the button opened."""
        url = assignment.action_start_quiz()["url"]
        taken = cls.env["survey.user_input"].search([("access_token", "=", url.split("answer_token=")[1])])
        for question, answer in zip(taken.survey_id.question_ids, answers, strict=True):
            taken._save_lines(question, str(question.suggested_answer_ids[0 if answer else 1].id))
        taken._mark_done()
        return taken
