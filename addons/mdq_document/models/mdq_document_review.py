from dateutil.relativedelta import relativedelta
from odoo import fields, models

OUTCOMES = [("confirmed", "Still right"), ("revise", "To be revised"), ("obsolete", "To be taken out of use")]


class MdqDocumentReview(models.Model):
    """One periodic review of an effective document."""

    _name = "mdq.document.review"
    _description = "Periodic Review"
    _inherit = ["mdq.periodic.review.mixin"]
    _rec_name = "document_id"
    _mdq_reviewed = "document_id"
    _mdq_deputy = "mdq_base.group_quality_engineer"

    document_id = fields.Many2one("mdq.document", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    outcome = fields.Selection(OUTCOMES)

    _one_open = models.UniqueIndex("(document_id) WHERE state = 'open'", "A review of this document is open already.")

    def _after_move_to_done(self):
        for review in self:
            # The owner may review without the right to write documents: the server does what he signed.
            document = review.document_id.sudo()
            getattr(review, f"_apply_{review.outcome}")(document)
            document.activity_ids.filtered(lambda activity, due=review.due_date: (
                activity.date_deadline == due and activity.activity_type_id == self.env.ref("mail.mail_activity_data_todo")
            )).action_feedback(feedback=dict(self._fields["outcome"]._description_selection(self.env))[review.outcome])

    def _apply_confirmed(self, document):
        months = document.review_months
        document.next_review_date = document.company_id._mdq_today() + relativedelta(months=months) if months else False

    def _apply_revise(self, document):
        self._apply_confirmed(document)
        document.action_revise()

    def _apply_obsolete(self, document):
        self._apply_confirmed(document)
        document._prepare_withdrawal(self.findings)


class MdqDocument(models.Model):
    _name = "mdq.document"
    _inherit = ["mdq.document", "mdq.reviewed.mixin"]

    review_ids = fields.One2many("mdq.document.review", "document_id", "Reviews")

    def _prepare_review_vals(self):
        return {**super()._prepare_review_vals(), "due_date": self.next_review_date or self.company_id._mdq_today(),
                "reviewer_id": self.owner_id.id}

    def _remind_review(self):
        super()._remind_review()
        if not self._get_open_review():
            self._open_review()
