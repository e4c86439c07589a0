from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .mdq_supplier_registration_field import FIELDS, TARGETS

REVIEWERS = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
GROUPS = {
    "user": ("mdq_base.group_supplier_user",), "quality": ("mdq_base.group_supplier_quality",),
    "signatory": ("mdq_base.group_supplier_quality", "mdq_base.group_supplier_signatory"),
}


class MdqSupplierRegistration(models.Model):
    """The review: each entered value beside the present one; what is accepted becomes master data, a user and a case."""

    _inherit = "mdq.supplier.registration"

    def action_review(self):
        """Take applications into review, and lay their values beside those of the supplier with the same number."""
        self.env.user._mdq_require(*REVIEWERS)
        self._move_to("in_review")
        for record in self:
            record.partner_id = record.partner_id or record.same_number_id
            record._prepare_lines()
        return True

    def _prepare_lines(self):
        known = set(self.line_ids.mapped("entry"))
        # Lines hold what the applicant entered: the server alone writes them.
        self.env["mdq.supplier.registration.field"].sudo().create([
            {"registration_id": self.id, "entry": key, "entered": self._get_entered(key)}
            for key, _target, _of_contact in FIELDS if key not in known and self[key]
        ])

    def _get_entered(self, key):
        value = self[key]
        return value.display_name if isinstance(value, models.BaseModel) else value

    def _get_contact(self):
        """The contact person of the application, as far as the chosen supplier has it already."""
        if not self.partner_id or not self.contact_email:
            return self.env["res.partner"]
        return self.env["res.partner"].search([
            ("id", "child_of", self.partner_id.id), ("email_normalized", "=", self.contact_email), ("is_company", "=", False),
        ], limit=1)

    def action_accept_all(self):
        """Accept every value that nobody decided on yet."""
        self._check_in_review()
        self.line_ids.filtered(lambda line: line.decision == "open").decision = "accept"
        return True

    def action_accept(self):
        """Take over what was accepted: the supplier, its contact person with portal access, and a case."""
        self._check_in_review()
        for record in self:
            record._check_decided()
            partner = record._write_partner()
            contact = record._write_contact(partner)
            record._invite(contact)
            record.partner_id = partner
            record._end_review("accepted")
            record._open_case(partner)
        return True

    def action_decline(self):
        """Decline the application; the reason goes to the applicant."""
        self.env.user._mdq_require(*REVIEWERS)
        for record in self:
            if not (record.decline_reason or "").strip():
                raise UserError(self.env._("Say why the application is declined; it is sent to the applicant."))
            record._end_review("declined", record.decline_reason)
            record._tell_declined()
        return True

    def _end_review(self, state, reason=None):
        self._move_to(state, reason)
        self._write_guarded({"reviewed_by": self.env.uid, "reviewed_on": fields.Datetime.now()})
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _tell_declined(self):
        template = self.env.ref("mdq_supplier.mail_template_registration_decline")
        # The mail goes to an address that is no partner of ours; templates are closed to most roles.
        template.sudo().with_context(lang=self.lang).send_mail(self.id)

    # -------------------------------------------------------------------------------------- checks

    def _check_in_review(self):
        self.env.user._mdq_require(*REVIEWERS)
        for record in self:
            if record.state != "in_review":
                raise UserError(self.env._("%s is not in review.", record.display_name))

    def _check_decided(self):
        undecided = self.line_ids.filtered(lambda line: line.decision == "open")
        if undecided:
            raise UserError(self.env._("Decide on each field first, among them: %s", undecided[0].label))
        if self.same_number_id:
            raise UserError(self.env._(
                "%(partner)s has the number %(number)s already. Choose it as the existing supplier, so that this application updates"
                " it; or decline the application.", partner=self.same_number_id.display_name, number=self.vat,
            ))
        accepted = set(self._get_accepted().mapped("entry"))
        if not self.partner_id and "company_name" not in accepted:
            raise UserError(self.env._("A new supplier needs its name: accept it, choose the existing supplier, or decline."))
        if self.portal_role != "none" and not ({"contact_name", "contact_email"} <= accepted or self._get_contact()):
            raise UserError(self.env._("To invite the contact person, accept the name and the e-mail address; or choose no access."))

    def _get_accepted(self):
        return self.line_ids.filtered(lambda line: line.decision == "accept")

    # -------------------------------------------------------------------------------- taking over

    def _get_values(self, of_contact):
        """The accepted values of the supplier, or of its contact person."""
        vals = {}
        for line in self._get_accepted():
            target, for_contact = TARGETS[line.entry]
            if for_contact == of_contact:
                value = self[line.entry]
                vals[target] = value.id if isinstance(value, models.BaseModel) else value
        return vals

    def _write_partner(self):
        vals = self._get_values(of_contact=False)
        if self.partner_id:
            self.partner_id.write(vals)
            return self.partner_id
        return self.env["res.partner"].create({
            **vals, "is_company": True, "supplier_rank": 1, "lang": self._get_lang(),
        })

    def _write_contact(self, partner):
        vals = self._get_values(of_contact=True)
        contact = self.with_context(active_test=True)._get_contact()
        if contact:
            contact.write(vals)
        elif vals.get("name"):
            contact = contact.create({**vals, "parent_id": partner.id, "type": "contact", "lang": self._get_lang()})
        return contact

    def _get_lang(self):
        """The language of the applicant, if it is in use here."""
        installed = dict(self.env["res.lang"].get_installed())
        return self.lang if self.lang in installed else self.env.lang

    def _invite(self, contact):
        """Give the contact person the access that the reviewer chose, and write to him."""
        if self.portal_role == "none" or not contact:
            return
        # Accounts are made by the server: reviewers do not administer users.
        users = contact.sudo().with_context(active_test=False).user_ids
        if users.filtered(lambda user: not user.share):
            raise UserError(self.env._("%s is one of our own people: choose no access.", contact.name))
        if not users:
            users = self._create_user(contact)
        groups = [self.env.ref(group).id for group in GROUPS[self.portal_role]]
        users.write({"active": True, "group_ids": [Command.link(group) for group in groups]})

    def _create_user(self, contact):
        # As above; the wizard of the portal makes the account and sends its mail.
        wizard = self.env["portal.wizard"].sudo().create({
            "user_ids": [Command.create({"partner_id": contact.id, "email": contact.email})],
        })
        person = wizard.user_ids
        if person.email_state != "ok":
            raise UserError(self.env._(
                "The address %s belongs to another account already. Correct it with the applicant, or choose no access.",
                contact.email,
            ))
        person.action_grant_access()
        return person.user_id.sudo()  # for the reason above

    def _open_case(self, partner):
        case = self.env["mdq.supplier.case"].create({
            "partner_id": partner.id, "company_id": self.company_id.id, "note": self.offer, "kind": "new",
        })
        case._write_guarded({"registration_id": self.id})
