"""Quality makes and reads quizzes without rights on other surveys; a quiz is answered by the person whose course it ends."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .training_common import MdqTrainingCommon

SURVEY = {"title": "Rinsing", "scoring_type": "scoring_without_answers", "access_mode": "token"}


class MdqQuizCommon(MdqTrainingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quiz = cls._quiz()
        cls.competence = cls._competence(survey_id=cls.quiz.id, pass_mark=100, max_attempts=2)
        cls.course = cls._assign(cls.inspector, cls.competence)


@tagged("post_install", "-at_install")
class TestQuizRights(MdqQuizCommon):

    def test_quality_makes_and_attaches_a_quiz_of_its_own(self):
        """Requirement: MDQ-DOC-162"""
        for user in (self.quality_engineer, self.sqe):
            quiz = self.env["survey.survey"].with_user(user).create({**SURVEY, "question_and_page_ids": [Command.create({
                "title": "How long?", "question_type": "simple_choice",
                "suggested_answer_ids": [Command.create({"value": "1 min", "is_correct": True, "answer_score": 1})],
            })]})
            quiz.question_ids.suggested_answer_ids.value = "2 min"
            competence = self.env["mdq.competence"].with_user(user).create(
                {"code": f"RINSE-{user.id}", "name": "Rinsing", "survey_id": quiz.id})
            self.assertEqual(quiz.mdq_competence_ids, competence)
            self.assertIn("/survey/test/", competence.action_preview_quiz()["url"])
            quiz.question_ids.unlink()
            with self.assertRaises(UserError):
                quiz.unlink()

    def test_other_surveys_stay_closed(self):
        """Requirement: MDQ-DOC-162"""
        other = self.env["survey.survey"].create({**SURVEY, "title": "How is your boss?", "mdq_is_quiz": False})
        for user in (self.quality_engineer, self.sqe, self.auditor):
            surveys = self.env["survey.survey"].with_user(user)
            self.assertIn(self.quiz, surveys.search([]))
            self.assertNotIn(other, surveys.search([]))
            for vals in ({"mdq_is_quiz": True}, {"title": "x"}):
                with self.assertRaises(AccessError):
                    other.with_user(user).write(vals)
        with self.assertRaises(AccessError):
            self._competence(code="BOSS", survey_id=other.id)
        with self.assertRaises(AccessError):
            self.competence.survey_id = other
        with self.assertRaises(UserError):
            self.env["survey.survey"].with_user(self.quality_engineer).create({**SURVEY, "mdq_is_quiz": False})
        for user in (self.inspector, self.planner, self.operator):
            with self.assertRaises(AccessError):
                self.env["survey.survey"].with_user(user).search([])

    def test_results_are_read_and_never_typed(self):
        """Requirement: MDQ-DOC-162"""
        taken = self._take_quiz(self.course, True, False)
        for user in (self.quality_engineer, self.sqe, self.auditor):
            result = self.env["survey.user_input"].with_user(user).search(
                self.competence.with_user(user).action_open_quiz_results()["domain"])
            self.assertEqual((result, result.scoring_percentage, result.mdq_has_passed), (taken, 50, False))
            self.assertEqual(len(result.user_input_line_ids), 2)
            for vals in ({"scoring_percentage": 100}, {"state": "new"}, {"test_entry": True}):
                with self.assertRaises(AccessError):
                    result.write(vals)
            with self.assertRaises(AccessError):
                result.unlink()
            with self.assertRaises(AccessError):
                result.create({"survey_id": self.quiz.id, "partner_id": self.inspector.partner_id.id})

    def test_a_quiz_that_was_taken_keeps_its_questions(self):
        """Requirement: MDQ-DOC-163"""
        question = self.quiz.question_ids[0]
        question.suggested_answer_ids[1].value = "Left"
        other = self.quiz.copy().question_ids[0]
        self._take_quiz(self.course, True, True)
        acts = [
            lambda: question.write({"survey_id": other.survey_id.id}), lambda: other.write({"survey_id": self.quiz.id}),
            lambda: question.suggested_answer_ids[0].write({"question_id": other.id}),
            lambda: other.suggested_answer_ids[0].write({"question_id": question.id}),
            lambda: question.write({"title": "Other?"}), question.unlink, question.suggested_answer_ids[0].unlink,
            lambda: question.suggested_answer_ids[1].write({"is_correct": True, "answer_score": 10}),
            lambda: question.write({"suggested_answer_ids": [Command.create({"value": "Third"})]}),
            lambda: self.quiz.write({"question_and_page_ids": [Command.create({"title": "Third?", "question_type": "text_box"})]}),
        ]
        for act in acts:
            with self.refused("has been taken: its questions stay"):
                act()
        copy = self.quiz.with_user(self.quality_engineer).copy()
        copy.question_ids[0].title = "Other?"
        self.assertTrue(copy.mdq_is_quiz)


@tagged("post_install", "-at_install")
class TestQuizPages(MdqQuizCommon, HttpCase):

    def _login(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _is_open(self, url):
        return "o_survey_start" in self.url_open(url).text

    def test_only_the_person_himself_answers(self):
        """Requirement: MDQ-DOC-164"""
        url = self.course.action_start_quiz()["url"]
        self.assertFalse(self._is_open(url), "the address is no identity")
        self._login(self.planner)
        self.assertFalse(self._is_open(url))
        self._login(self.quality_engineer)
        self.assertFalse(self._is_open(url), "who has a login takes the quiz himself")
        self._login(self.inspector)
        self.assertTrue(self._is_open(url))

    def test_a_trainer_opens_it_for_whoever_has_no_login(self):
        """Requirement: MDQ-DOC-164"""
        person = self.worker.work_contact_id
        self.env["mdq.training.assignment"]._assign([(person, self.competence)])
        course = self.env["mdq.training.assignment"].with_user(self.quality_engineer).search([("person_id", "=", person.id)])
        url = course.action_start_quiz()["url"]
        for user, is_open in ((self.planner, False), (self.quality_engineer, True)):
            self._login(user)
            self.assertEqual(self._is_open(url), is_open)

    def test_the_end_says_by_the_mark_of_the_course_and_leads_back(self):
        """Requirement: MDQ-DOC-164"""
        self.quiz.scoring_success_min = 10
        taken = self._take_quiz(self.course, True, False)
        self._login(self.inspector)
        page = self.url_open(f"/survey/{self.quiz.access_token}/{taken.access_token}").text
        for words in ("Not passed", "100 %", "Attempts left", f"/my/training/{self.course.id}"):
            self.assertIn(words, page)
        self.assertNotIn("Congratulations", page)
        again = self.url_open(f"/survey/retry/{self.quiz.access_token}/{taken.access_token}", allow_redirects=False)
        self.assertIn(f"/my/training/{self.course.id}", again.headers["Location"])
        self.assertEqual(len(self.course.sudo().attempt_ids), 1)

    def test_quality_tries_it_without_a_result(self):
        """Requirement: MDQ-DOC-162"""
        self._login(self.quality_engineer)
        self.assertTrue(self._is_open(self.competence.action_preview_quiz()["url"]))
        self.assertEqual(self.url_open(f"/survey/results/{self.quiz.id}").status_code, 200)
        self._login(self.planner)
        self.assertFalse(self._is_open(self.competence.action_preview_quiz()["url"]))
