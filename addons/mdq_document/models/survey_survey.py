"""A quiz that ends a course: quality makes it, tries it and reads its results, without seeing other surveys."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What a question asks, and what counts as right.
QUESTION = {
    "survey_id", "title", "question_type", "answer_numerical_box", "answer_date", "answer_datetime", "answer_score", "is_scored_question",
}
PLACE = {"question_id", "matrix_question_id"}
ANSWER = {*PLACE, "value", "is_correct", "answer_score"}


class SurveySurvey(models.Model):
    _inherit = "survey.survey"

    mdq_is_quiz = fields.Boolean(
        "Training Quiz", copy=True, default=lambda self: not self.env.user.has_group("survey.group_survey_user"),
        help="Ends a course: quality engineers edit it, try it and read its results, with or without rights on other surveys.",
    )
    mdq_competence_ids = fields.One2many("mdq.competence", "survey_id", "Courses")

    def _mdq_make_quiz(self):
        """What ends a course is a quiz; only who may write a survey makes one of it."""
        self.filtered(lambda survey: not survey.mdq_is_quiz).write({"mdq_is_quiz": True})

    def _mdq_check_not_taken(self):
        """What somebody was asked, and what counted as right, stays as it was."""
        # Who has taken it is a fact, whatever the caller may read.
        taken = self.env["survey.user_input"].sudo().search([
            ("survey_id", "in", self.ids), ("mdq_assignment_id", "!=", False), ("state", "=", "done"), ("test_entry", "=", False),
        ], limit=1).survey_id
        if taken:
            raise UserError(self.env._(
                "“%s” has been taken: its questions stay as people answered them. Duplicate the quiz, change the copy, and name"
                " that in the course.", taken.title,
            ))

    def action_open_mdq_results(self):
        """Open who took the quiz, when, and with what score."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.survey_user_input_action_quiz")
        return {**action, "domain": Domain("survey_id", "in", self.ids) & Domain("test_entry", "=", False)}


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.survey_id._mdq_check_not_taken()
        return questions

    def write(self, vals):
        if QUESTION & set(vals):
            self.survey_id._mdq_check_not_taken()
        result = super().write(vals)
        if "survey_id" in vals:
            self.survey_id._mdq_check_not_taken()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_of_taken_quiz(self):
        self.survey_id._mdq_check_not_taken()


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    def _mdq_get_surveys(self):
        return self.question_id.survey_id | self.matrix_question_id.survey_id

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        answers._mdq_get_surveys()._mdq_check_not_taken()
        return answers

    def write(self, vals):
        if ANSWER & set(vals):
            self._mdq_get_surveys()._mdq_check_not_taken()
        result = super().write(vals)
        if PLACE & set(vals):
            self._mdq_get_surveys()._mdq_check_not_taken()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_except_of_taken_quiz(self):
        self._mdq_get_surveys()._mdq_check_not_taken()
