from odoo import http
from odoo.addons.survey.controllers.main import Survey
from odoo.http import request


class TrainingQuiz(Survey):
    """The quiz of a course is answered by a person who is logged in, not by whoever has its address."""

    def _check_validity(self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True):
        course = answer_sudo.mdq_assignment_id if answer_sudo else None
        if course and check_partner:
            if request.env.user._is_public():
                return "survey_auth"
            if not answer_sudo._mdq_may_be_taken_by(request.env.user):
                return "answer_wrong_user"
            check_partner = False
        return super()._check_validity(survey_sudo, answer_sudo, answer_token, ensure_token=ensure_token, check_partner=check_partner)

    @http.route()
    def survey_retry(self, survey_token, answer_token, **post):
        """Another attempt at a course is begun by the course, which counts attempts."""
        _survey, answer = self._fetch_from_access_token(survey_token, answer_token)
        if answer.mdq_assignment_id:
            return request.redirect(answer._mdq_get_course_url(request.env.user))
        return super().survey_retry(survey_token, answer_token, **post)
