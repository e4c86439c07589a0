from odoo import models

from .mdq_supplier_sent_mixin import REVIEW


class MdqSupplierSentMixin(models.AbstractModel):
    """Who hears of what was sent: the reviewer by a task, the supplier by a letter in his language."""

    _inherit = "mdq.supplier.sent.mixin"

    def _ask_for_review(self):
        """Somebody who may decide, other than who sent it, gets the task to review: first of all who looks after it."""
        for record in self:
            reviewer = record._get_reviewer()
            if reviewer:
                record.activity_schedule(
                    REVIEW, user_id=reviewer.id, summary=record.with_context(lang=reviewer.lang)._get_review_task())

    def _get_reviewer(self):
        # Who may review is no secret, and no right of who sends.
        groups = [self.env.ref(role).sudo() for role in self._get_review_roles()]
        people = self.env["res.users"].union(*(group._mdq_get_people(self.company_id) for group in groups))
        others = people - self._get_senders()
        return self.responsible_id if self.responsible_id in others else others[:1]

    def _tell_answer(self):
        """The supplier reads at once how he was answered."""
        sent = self.filtered(lambda record: record.uploaded_by.share)
        sent._tell_by_mail("mdq_supplier.mdq_supplier_sent_email_answer", "_get_answer_subject", owners=False)

    def _get_answer_subject(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._("%(record)s: %(answer)s", record=self[:1].display_name, answer=states[self[:1].state])

    def _tell_by_mail(self, template, subject, owners=True):
        """One letter a recipient in his language, with all that concerns him."""
        letters = {}
        for partner, records in self.grouped("partner_id").items():
            for person in partner._mdq_get_quality_contacts():
                letters[person] = letters.get(person, self.browse()) | records
        for owner, records in (self if owners else self.browse()).grouped("responsible_id").items():
            if owner:
                letters[owner.partner_id] = letters.get(owner.partner_id, self.browse()) | records
        # Letters are written by the server; who causes one need not be able to.
        self.env["mail.mail"].sudo().create([
            records.with_context(lang=person.lang)._prepare_letter(template, subject, person)
            for person, records in letters.items()
        ])

    def _prepare_letter(self, template, subject, person):
        is_inside = any(not user.share for user in person.user_ids)
        path = f"/odoo/{self._name}" if is_inside else self._get_portal_path()
        return {
            "subject": getattr(self, subject)(), "recipient_ids": person.ids, "auto_delete": True,
            "body_html": self.env["ir.qweb"]._render(template, {
                "records": self, "person": person, "is_inside": is_inside, "url": f"{self[:1].get_base_url()}{path}"}),
        }
