from odoo import api, fields, models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    mdq_assignment_id = fields.Many2one(
        "mdq.training.assignment", "Course", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    mdq_has_passed = fields.Boolean("Passed", compute="_compute_mdq_has_passed", help="By the pass mark of the course.")

    @api.depends("scoring_percentage", "state", "mdq_assignment_id.competence_id.pass_mark")
    def _compute_mdq_has_passed(self):
        for taken in self:
            # The mark counts, whoever looks.
            mark = taken.sudo().mdq_assignment_id.competence_id.pass_mark
            taken.mdq_has_passed = taken.state == "done" and bool(mark) and taken.scoring_percentage >= mark

    def _mark_done(self):
        result = super()._mark_done()
        # Whoever finished a quiz, as a guest of the survey: the server notes the result on the course.
        self.sudo().mdq_assignment_id._take_quiz_result()
        return result

    def _mdq_may_be_taken_by(self, user):
        """Whether this user answers the quiz of a course: its person, or the trainer at whose screen a person without login sits."""
        course = self.mdq_assignment_id.with_user(user)
        return self.partner_id == user.partner_id or (not user.share and course._is_guided())

    def _mdq_get_course_url(self, user):
        """Where the course goes on: in the portal for its person, in the backend for the trainer."""
        course = self.mdq_assignment_id
        if course.person_id == user.partner_id:
            return f"/my/training/{course.id}"
        return f"/odoo/action-mdq_document.mdq_training_assignment_action/{course.id}"
