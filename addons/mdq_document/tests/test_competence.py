from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .training_common import MdqTrainingCommon


@tagged("post_install", "-at_install")
class TestCompetence(MdqTrainingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._effective()
        cls.competence = cls._competence(
            document_ids=cls.document.ids, survey_id=cls._quiz().id, pass_mark=100, max_attempts=2, needs_practical=True,
            trainer_ids=cls.releaser.ids, valid_months=12)
        cls.course = cls._assign(cls.inspector, cls.competence)

    def _gaps(self, user=None):
        return self.competence._get_gaps((user or self.inspector).partner_id)

    def _finish(self):
        self._read(self.inspector, self.document)
        self._take_quiz(self.course, True, True)
        self.course.confirm(self.credential_of(self.inspector))
        self.course.with_user(self.releaser).confirm_practical(self.credential_of(self.releaser), "Ten parts judged")
        return self.course

    def test_a_course_brings_its_documents_and_goes_step_by_step(self):
        """Requirement: MDQ-DOC-144"""
        self.assertTrue(self._of(self.inspector, self.document))
        credential = self.credential_of(self.inspector)
        for step in ("read", "quiz", "sign", "practical"):
            self.course.invalidate_recordset(["next_step"])
            self.assertEqual(self.course.next_step, step)
            with self.refused("comes first" if step in ("read", "quiz") else "There is nothing of this kind"):
                self.course.action_start_quiz() if step == "sign" else self.course.confirm(credential)
            self._take_step(step)
        self.assertEqual(self.course.state, "done")
        self.assertEqual(self.course.signature_ids.sorted("id").mapped("meaning"), ["understood", "verified"])
        self.assertIn("Quiz · 100 %", self.course.evidence)
        self.assertEqual(self.course.signature_state, "valid")

    def _take_step(self, step):
        if step == "read":
            self._read(self.inspector, self.document)
        elif step == "quiz":
            self._take_quiz(self.course, True, True)
        elif step == "sign":
            self.course.confirm(self.credential_of(self.inspector))
        else:
            self.course.with_user(self.releaser).confirm_practical(self.credential_of(self.releaser))

    def test_the_result_is_taken_from_the_quiz_and_attempts_are_counted(self):
        """Requirement: MDQ-DOC-024"""
        self._read(self.inspector, self.document)
        self._take_quiz(self.course, True, False)
        self.course.invalidate_recordset(["attempt_count"])
        self.assertFalse(self.course.quiz_input_id)
        self.assertEqual(self.course.attempt_count, 1)
        survey = self.course.sudo().competence_id.survey_id
        for vals in ({"partner_id": self.planner.partner_id.id}, {"partner_id": self.inspector.partner_id.id, "test_entry": True}):
            taken = self.env["survey.user_input"].create({"survey_id": survey.id, "mdq_assignment_id": self.course.id, **vals})
            for question in survey.question_ids:
                taken._save_lines(question, str(question.suggested_answer_ids[0].id))
            taken._mark_done()
            self.assertEqual(taken.scoring_percentage, 100)
            self.assertFalse(self.course.quiz_input_id)
            taken.state = "in_progress"
            taken.mdq_assignment_id = False
        self.assertEqual(self._take_quiz(self.course, True, True), self.course.sudo().quiz_input_id)
        self.assertEqual(self.course.quiz_score, 100)
        for vals in ({"quiz_score": 100}, {"quiz_input_id": taken.id}):
            with self.refused("cannot be set directly"):
                self.course.sudo().write(vals)

    def test_when_all_attempts_are_used_the_trainer_is_asked(self):
        """Requirement: MDQ-DOC-024"""
        self._read(self.inspector, self.document)
        for _time in range(2):
            self._take_quiz(self.course, False, True)
        with self.refused("All 2 attempts at “Quiz” are used. Ask Mdq Releaser"):
            self.course.action_start_quiz()
        self.course.with_user(self.quality_engineer).action_cancel()
        again = self._assign(self.inspector, self.competence)
        self.assertEqual(again.attempt_count, 0)

    def test_a_quiz_once_begun_goes_on(self):
        self._read(self.inspector, self.document)
        self.assertEqual(self.course.action_start_quiz(), self.course.action_start_quiz())
        with self.assertRaises(AccessError):
            self.course.with_user(self.planner).action_start_quiz()
        for trainer in (self.releaser, self.quality_manager):
            with self.refused("Nobody signs or reads for another", AccessError):
                self.course.with_user(trainer).action_start_quiz()

    def test_whoever_has_no_login_takes_the_quiz_at_the_trainers_screen(self):
        """Requirement: MDQ-DOC-143"""
        competence = self._competence(code="QUIZ", survey_id=self._quiz().id)
        person = self.worker.work_contact_id
        self.env["mdq.training.assignment"]._assign([(person, competence)])
        course = self.env["mdq.training.assignment"].with_user(self.quality_engineer).search([("person_id", "=", person.id)])
        self._take_quiz(course, True, True)
        course.confirm_practical(self.credential_of(self.quality_engineer))
        self.assertEqual(course.state, "done")
        self.assertEqual(competence._get_gaps(person), [])

    def test_the_trainer_is_another_person(self):
        """Requirement: MDQ-DOC-145"""
        self._read(self.inspector, self.document)
        self._take_quiz(self.course, True, True)
        self.course.confirm(self.credential_of(self.inspector))
        self.competence.trainer_ids |= self.inspector
        with self.refused("Nobody confirms his own practical", AccessError):
            self.course.confirm_practical(self.credential_of(self.inspector))
        with self.refused("confirmed by a trainer: Mdq", AccessError):
            self.course.with_user(self.quality_engineer).confirm_practical(self.credential_of(self.quality_engineer))
        self.course.with_user(self.releaser).confirm_practical(self.credential_of(self.releaser))
        self.assertEqual((self.course.state, self.course.trainer_id), ("done", self.releaser))

    def test_its_certificate_names_score_and_trainer(self):
        """Requirement: MDQ-DOC-024"""
        course = self._finish()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "mdq_document.mdq_training_certificate_report_action", course.ids)[0].decode()
        for words in ("Certificate of Training 培训证书", "100 %", self.releaser.name, "VIS Visual inspection", "SHA-256"):
            self.assertIn(words, html)

    def test_what_is_missing_is_named(self):
        """Requirement: MDQ-DOC-023"""
        self.assertRegex(self._gaps()[0], "“VIS Visual inspection” is missing. Still to do in the course: Read: WI-")
        self.assertRegex(self._gaps(self.planner)[0], "the course is not assigned yet")
        self._finish()
        self.assertEqual(self._gaps(), [])

    def test_it_expires_and_is_renewed_in_time(self):
        """Requirement: MDQ-DOC-021"""
        with freeze_time("2026-01-10 08:00:00"):
            self.course.with_user(self.quality_engineer).action_cancel()
            self.course = self._assign(self.inspector, self.competence)
            self._finish()
            self.assertEqual(str(self.course.valid_until), "2027-01-10")
            self.assertEqual(self.course.status, "done")
        with freeze_time("2026-12-15 08:00:00"):
            self.course.invalidate_recordset(["status"])
            self.assertEqual(self.course.status, "expiring")
            self.assertEqual(self._gaps(), [])
            for _time in range(2):
                self.env["mdq.training.assignment"]._cron_remind()
            renewal = self._of(self.inspector, self.competence)
            self.assertEqual((renewal.replaces_id, str(renewal.due_date)), (self.course, "2027-01-10"))
            self.assertEqual(renewal.next_step, "quiz")
        with freeze_time("2027-01-11 08:00:00"):
            self.assertRegex(self._gaps()[0], "expired on 2027-01-10")
            self._take_quiz(renewal, True, True)
            renewal.confirm(self.credential_of(self.inspector))
            renewal.with_user(self.releaser).confirm_practical(self.credential_of(self.releaser))
            self.assertEqual((renewal.state, self.course.state), ("done", "superseded"))
            self.assertEqual(self._gaps(), [])

    def test_a_new_revision_makes_it_incomplete_until_read(self):
        """Requirement: MDQ-DOC-022"""
        self._finish()
        second = self._revise(self.document)
        self.assertEqual(self.competence.document_ids, second)
        self.assertRegex(self._gaps()[0], "rests on WI-.* rev. 2 .*, which is not read yet")
        self._read(self.inspector, second)
        self.assertEqual(self._gaps(), [])

    def test_days_of_grace(self):
        """Requirement: MDQ-DOC-022"""
        self._finish()
        self._revise(self.document, grace_days=7)
        self.assertEqual(self._gaps(), [])
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.assertRegex(self._gaps()[0], "not read yet")

    def test_a_missed_revision_gets_no_new_days_from_the_next(self):
        """Requirement: MDQ-DOC-160"""
        self._finish()
        begin = fields.Datetime.now()
        with freeze_time(begin + timedelta(days=1)):
            second = self._revise(self.document, grace_days=7)
        with freeze_time(begin + timedelta(days=6)):
            third = self._revise(second, grace_days=30)
            self.assertEqual(self._gaps(), [])
        with freeze_time(begin + timedelta(days=9)):
            self.assertRegex(self._gaps()[0], "not read yet")
            self._read(self.inspector, third)
            self.assertEqual(self._gaps(), [])

    def test_the_next_revision_may_give_fewer_days(self):
        """Requirement: MDQ-DOC-160"""
        self._finish()
        self._revise(self._revise(self.document, grace_days=30), grace_days=0)
        self.assertRegex(self._gaps()[0], "not read yet")

    def test_a_competence_says_what_proves_it(self):
        with self.refused("say what proves it", ValidationError):
            self._competence(code="X")
        with self.assertRaises(AccessError):
            self._competence(code="Y", needs_practical=True).with_user(self.inspector).write({"valid_months": 0})
        with self.refused("never deleted"):
            self.competence.sudo().unlink()


@tagged("post_install", "-at_install")
class TestRequirement(MdqTrainingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._effective()
        cls.competence = cls._competence(document_ids=cls.document.ids)
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": cls.supplier.id, "valid_to": "2099-01-01"})

    def _require(self, **vals):
        return self.env["mdq.competence.requirement"].with_user(self.quality_manager).create({
            "name": "Signing concessions", "competence_id": self.competence.id, "act": "approved",
            "model_id": self.env["ir.model"]._get_id("mdq.concession"), **vals})

    def _check(self, act="approved"):
        self.quality_manager._mdq_require_competence(self.concession, act)

    def test_without_a_rule_nothing_is_asked(self):
        """Requirement: MDQ-DOC-023"""
        self._check()
        self._require()
        self._check("rejected")
        with self.refused("“VIS Visual inspection” is missing"):
            self._check()
        self.quality_manager.sudo().group_ids |= self.env.ref("mdq_base.group_releaser")
        with self.refused("is missing"):
            self.quality_manager.sudo()._mdq_require_competence(self.concession.sudo(), "approved")

    def test_only_records_of_the_rule(self):
        """Requirement: MDQ-DOC-023"""
        requirement = self._require(domain="[('gate', '=', 'lot_use')]")
        self._check()
        requirement.domain = "[('gate', '=', 'purchase')]"
        with self.refused("is missing"):
            self._check()
        requirement.active = False
        self._check()

    def test_whoever_has_it_passes(self):
        """Requirement: MDQ-DOC-023"""
        self._require()
        course = self._assign(self.quality_manager, self.competence)
        self._read(self.quality_manager, self.document)
        course.confirm(self.credential_of(self.quality_manager))
        self._check()

    def test_conditions_are_data(self):
        for domain in ("[('nothing_like_it', '=', 1)]", "__import__('os')", "[(", "7"):
            with self.refused("no condition on such records", ValidationError):
                self._require(domain=domain)

    def test_only_the_quality_manager_sets_the_rule(self):
        requirement = self._require()
        for user in (self.quality_engineer, self.inspector, self.admin, self.auditor):
            with self.assertRaises(AccessError):
                requirement.with_user(user).write({"active": False})
        with self.assertRaises(UserError):
            requirement.sudo().unlink()

    def test_companies_are_separate(self):
        other = self.env["res.company"].create({"name": "Second maker"})
        self._require()
        foreign = self.concession.sudo().copy({"company_id": other.id})
        self.quality_manager._mdq_require_competence(foreign, "approved")
