from odoo import fields, models


class SurveyUserInput(models.Model):
    _inherit = "survey.user_input"

    mdq_assignment_id = fields.Many2one(
        "mdq.training.assignment", "Course", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    def _mark_done(self):
        result = super()._mark_done()
        # Whoever finished a quiz, as a guest of the survey: the server notes the result on the course.
        self.sudo().mdq_assignment_id._take_quiz_result()
        return result
