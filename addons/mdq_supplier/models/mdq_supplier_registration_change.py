from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..core import identifier
from .mdq_supplier_registration import ENTERED, to_id, to_text
from .mdq_supplier_registration_field import FIELDS

COMPANY = {entered: target for entered, target, of_contact in FIELDS if not of_contact}
SENDERS = ("mdq_base.group_supplier_quality", "mdq_base.group_supplier_signatory")
WAITING = ("unconfirmed", "confirmed", "in_review")


class MdqSupplierRegistration(models.Model):
    """What a supplier says has changed of its own company: it waits as an application does, and nothing changes before acceptance."""

    _inherit = "mdq.supplier.registration"

    kind = fields.Selection(
        [("application", "Application"), ("change", "Change of company data")], default="application", required=True, readonly=True,
        copy=False, index=True,
    )
    sent_by = fields.Many2one("res.users", "Reported By", readonly=True, copy=False, ondelete="restrict")

    _one_change_at_a_time = models.UniqueIndex(
        "(partner_id, company_id) WHERE kind = 'change' AND state IN ('unconfirmed', 'confirmed', 'in_review')",
        "A change of this company's data waits for its review already.",
    )

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"kind", "sent_by"}

    def write(self, vals):
        if "partner_id" in vals and self.filtered(lambda record: record.kind == "change" and record.partner_id.id != vals["partner_id"]):
            raise UserError(self.env._("A change is for the supplier who reported it, and for no other."))
        return super().write(vals)

    # --------------------------------------------------------------------------- from the supplier

    @api.model
    def _propose(self, values, files=()):
        """Keep what the caller says has changed of his own company, with papers that show it.

        :param values: {name of an entered field: text} of the whole form, country_id as an id, offer: what else he has to say
        :param files: [(name, bytes)]
        """
        self._check_may_propose()
        # Master data of his own company, with which his words are compared; no role of a supplier writes applications.
        partner, changes = self.env.user.commercial_partner_id.sudo(), self.sudo()
        vals = changes._clean_change(values, partner)
        changed = [key for key in COMPANY if (vals[key] or False) != changes._get_present_value(partner, key)]
        changes._check_change(vals, changed, partner)
        record = changes.create({**vals, **changes._prepare_change_vals(partner)})
        record._write_guarded({"kind": "change", "sent_by": self.env.uid})
        record._prepare_change_lines(changed)
        for name, content in files:
            self.env["mdq.supplier.file"]._add(record, name, content)
        record._confirm()
        return record

    def _check_may_propose(self):
        user = self.env.user
        if not (user.share and any(user.has_group(group) for group in SENDERS)):
            raise AccessError(self.env._(
                "Changes are reported by a person of the supplier's quality department or a signatory. Ask your colleagues for it."))

    def _clean_change(self, values, partner):
        vals = {**dict.fromkeys(ENTERED, False), **{name: to_text(values.get(name)) for name in COMPANY}}
        vals["offer"] = (to_text(values.get("offer")) or "")[:4000] or False
        self._check_lengths(vals)
        country = self.env["res.country"].browse(to_id(values.get("country_id"))).exists()
        return {**vals, "country_id": country.id, "vat": identifier.clean(country.code, vals["vat"]) or False}

    def _get_present_value(self, partner, key):
        value = partner[COMPANY[key]]
        if key == "vat":
            return identifier.clean(partner.country_id.code, value) or False
        return (value.id if isinstance(value, models.BaseModel) else (value or "").strip()) or False

    def _check_change(self, vals, changed, partner):
        """Refuse in words what cannot be right, what changes nothing, and a second report while one waits."""
        country = self.env["res.country"].browse(vals["country_id"])
        is_number_new = bool({"vat", "country_id"} & set(changed))
        problems = [*self._find_missing(vals, "company_name"), *self._find_place_problems(vals, country, is_number_new)]
        if problems:
            raise ValidationError("\n".join(problems))
        if not changed and not vals["offer"]:
            raise UserError(self.env._("Nothing is different from what we know. Change what is wrong, or say below what will change."))
        waiting = self.search([("kind", "=", "change"), ("partner_id", "=", partner.id), ("state", "in", WAITING),
                               ("company_id", "=", self.env.company.id)], limit=1)
        if waiting:
            raise UserError(self.env._("%s waits for its review already. Once it is decided you can report the next one.", waiting.name))

    def _prepare_change_vals(self, partner):
        user = self.env.user
        return {
            "partner_id": partner.id, "company_id": self.env.company.id, "portal_role": "none",
            "contact_name": user.name, "contact_email": user.email or partner.email, "lang": user.lang or self.env.lang,
        }

    def _prepare_change_lines(self, changed):
        self.env["mdq.supplier.registration.field"].create([
            {"registration_id": self.id, "entry": key, "entered": self._get_entered(key) or ""} for key in changed])

    # -------------------------------------------------------------------------------------- review

    def _prepare_lines(self):
        """The lines of a change are what was different on the day of its report."""
        if self.kind != "change":
            super()._prepare_lines()

    def _get_review_summary(self):
        if self.kind == "change":
            return self.env._("Review the changed data of %s", self.partner_id.name)
        return super()._get_review_summary()

    def action_accept(self):
        changes = self.filtered(lambda record: record.kind == "change")
        if changes:
            changes._accept_changes()
        return super(MdqSupplierRegistration, self - changes).action_accept()

    def _accept_changes(self):
        self._check_in_review()
        for record in self:
            record._check_change_decided()
            record.partner_id.write(record._get_values(of_contact=False))
            record._end_review("accepted")
            record._tell_change()

    def _check_change_decided(self):
        undecided = self.line_ids.filtered(lambda line: line.decision == "open")
        if undecided:
            raise UserError(self.env._("Decide on each field first, among them: %s", undecided[0].label))
        silent = self.line_ids.filtered(lambda line: line.decision == "keep" and not (line.comment or "").strip())
        if silent:
            raise UserError(self.env._("Say in the comment why it is not taken over; the supplier reads it: %s", silent[0].label))
        if self.line_ids and not self._get_accepted():
            raise UserError(self.env._("Nothing is taken over: decline the change, and say why."))
        if self.same_number_id and "vat" in self._get_accepted().mapped("entry"):
            raise UserError(self.env._(
                "%(partner)s has the number %(number)s already. Do not take it over, and ask the supplier.",
                partner=self.same_number_id.display_name, number=self.vat))

    def _tell_declined(self):
        if self.kind == "change":
            return self._tell_change()
        return super()._tell_declined()

    def _tell_change(self):
        """Who reported it reads in his language what became of each field."""
        person = self.sent_by.partner_id
        self.with_context(lang=person.lang)._notify_change(person)

    def _notify_change(self, person):
        decisions = dict(self.line_ids._fields["decision"]._description_selection(self.env))
        lines = [" · ".join(filter(None, (line.label, decisions[line.decision], line.comment))) for line in self.line_ids]
        body = self.decline_reason if self.state == "declined" else "\n".join(lines) or self.env._("We have taken note of it.")
        # Who may read a change is decided by its page; the letter is written by the server.
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=person.ids, body=body,
            subject=self.env._("The change of your company data was accepted") if self.state == "accepted"
            else self.env._("The change of your company data was declined"),
        )
