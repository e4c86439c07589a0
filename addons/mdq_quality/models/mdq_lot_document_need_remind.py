from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .mdq_lot_document_need import OPEN

REPEAT = 7


class MdqLotDocumentNeed(models.Model):
    """Who owes documents is written to: once when they are asked for, then every week after they were due."""

    _inherit = "mdq.lot.document.need"

    @api.model
    def _cron_remind(self):
        """Whether a document is missing never depends on this: it only tells."""
        self.search([("state", "=", "waived")])._follow_concessions()
        for company in self.env["res.company"].search([]):
            today = company._mdq_today()
            self.search(Domain("company_id", "=", company.id) & self._get_due_domain(today))._remind(today)

    @api.model
    def _get_due_domain(self, today):
        is_new = Domain("told_on", "=", False)
        is_late = Domain("due_date", "<=", today) & Domain("told_on", "<=", today - timedelta(days=REPEAT))
        return Domain("state", "in", OPEN) & (is_new | is_late)

    def _remind(self, today):
        """One letter a reader, in his language, with all that concerns him."""
        if not self:
            return
        letters = {}
        for partner, needs in self.grouped("partner_id").items():
            if partner != needs.company_id[:1].partner_id:
                for person in partner._mdq_get_quality_contacts():
                    letters[person] = letters.get(person, self.browse()) | needs
        late = self.filtered(lambda need: need.due_date < today or need.partner_id == need.company_id.partner_id)
        for user, needs in late.grouped("responsible_id").items():
            if user:
                letters[user.partner_id] = letters.get(user.partner_id, self.browse()) | needs
        self.env["mail.mail"].create([
            needs.with_context(lang=person.lang)._prepare_letter(person, today) for person, needs in letters.items()])
        self._write_guarded({"told_on": today})

    def _prepare_letter(self, person, today):
        is_inside = any(not user.share for user in person.user_ids)
        path = "/odoo/mdq-owed-documents" if is_inside else "/my/mdq/lot-documents"
        groups = self._get_groups()
        return {
            "subject": self._get_letter_subject(groups, today), "recipient_ids": person.ids, "auto_delete": True,
            "body_html": self.env["ir.qweb"]._render("mdq_quality.mdq_lot_document_email_owed", {
                "groups": groups, "person": person, "is_inside": is_inside, "today": today, "company": self.company_id[:1],
                "url": f"{self[:1].get_base_url()}{path}"}),
        }

    def _get_letter_subject(self, groups, today):
        if any(need.due_date < today for need in self):
            return self.env._("Documents overdue: %s", len(groups))
        if len(groups) == 1:
            return self.env._("Please send: %s", groups[0].display_name if len(groups[0]) == 1 else groups[0][:1]._get_group_name())
        return self.env._("Please send %s documents", len(groups))

    # ------------------------------------------------------------------------------------- groups

    def _get_groups(self):
        """Return what one document may answer together: rows of one kind, goods, delivery and state; the first due comes first."""
        groups = self.grouped(lambda need: need._get_group_key()).values()
        return sorted(groups, key=lambda needs: (needs[:1].due_date, needs[:1].id))

    def _get_group_key(self):
        return (self.company_id, self.partner_id, self.kind_id, self.product_id, self.picking_id, self.document_id, self.state in OPEN)

    def _get_group_name(self):
        return " · ".join(filter(None, (self.kind_id.name, self.product_id.display_name, self.picking_id.name)))

    def _get_siblings(self):
        """Return the rows that one document may answer together with this one, itself among them."""
        self.ensure_one()
        open_states = Domain("state", "in", OPEN) if self.state in OPEN else Domain("state", "=", self.state)
        same = ("company_id", "partner_id", "kind_id", "product_id", "picking_id", "document_id")
        return self.search(open_states & Domain.AND(Domain(name, "=", self[name].id) for name in same), order="due_date, id")
