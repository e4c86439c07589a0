"""What ends a course is marked as a quiz, so that quality reaches it without rights on other surveys."""


def migrate(cr, version):
    cr.execute("""
        UPDATE survey_survey SET mdq_is_quiz = true
         WHERE mdq_is_quiz IS NOT TRUE AND id IN (SELECT survey_id FROM mdq_competence WHERE survey_id IS NOT NULL)""")
