from odoo import fields, models
from odoo.exceptions import UserError

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager", "mdq_base.group_quality_engineer")


class MdqSupplierQuestionnaireAnswer(models.Model):
    """How the answers are reviewed: accepted or returned one by one, then the sheet as a whole."""

    _inherit = "mdq.supplier.questionnaire.answer"

    def action_accept_answers(self):
        """Accept all answers that nobody returned."""
        self._check_in_review()
        self.line_ids.filtered(lambda line: line.review == "open" and line.kind != "section").review = "accepted"
        return True

    def action_accept(self):
        """Accept the questionnaire: every answer looked at, none returned, the score reached, nothing knocked out."""
        self._check_in_review()
        for record in self:
            record._check_acceptable()
        return self._end_review("accepted")

    def action_return(self):
        """Give the questionnaire back to the supplier, who corrects what was returned."""
        self._check_in_review()
        for record in self:
            returned = record.line_ids.filtered(lambda line: line.review == "returned")
            if not returned:
                raise UserError(self.env._("Return at least one answer, and say in its comment what is missing."))
            silent = returned.filtered(lambda line: not (line.review_comment or "").strip())
            if silent:
                raise UserError(self.env._("Say what is missing in the answer to: %s", silent[0].question_id.name))
        self._end_review("returned")
        self._tell_suppliers()
        return True

    def action_reject(self):
        """Reject the questionnaire for good: knocked out, or too low a score."""
        self._check_in_review()
        for record in self:
            if not (record.review_note or "").strip():
                raise UserError(self.env._("Say in the note to the supplier why it is rejected."))
        return self._end_review("rejected")

    def _check_in_review(self):
        self.env.user._mdq_require(*ROLES)
        for record in self:
            if record.state != "submitted":
                raise UserError(self.env._("%s is not in review.", record.display_name))

    def _check_acceptable(self):
        asked = self.line_ids.filtered(lambda line: line.kind != "section" and line.is_answered)
        undecided = asked.filtered(lambda line: line.review != "accepted")
        if undecided:
            raise UserError(self.env._("Answers not accepted yet: %(count)s, the first: %(question)s",
                                       count=len(undecided), question=undecided[0].question_id.name))
        if self.knock_outs:
            raise UserError(self.env._("%(record)s is knocked out:\n%(why)s", record=self.display_name, why=self.knock_outs))
        if not self.has_score or self.score < self.questionnaire_id.pass_score:
            raise UserError(self.env._(
                "%(record)s does not reach the score to pass (%(needed)s %%). %(note)s",
                record=self.display_name, needed=self.questionnaire_id.pass_score, note=self.score_note or "",
            ))

    def _end_review(self, target):
        self._reckon()
        self._move_to(target)
        self._write_guarded({"reviewed_by": self.env.uid, "reviewed_on": fields.Datetime.now()})
        self.activity_feedback(["mail.mail_activity_data_todo"])
        return True
