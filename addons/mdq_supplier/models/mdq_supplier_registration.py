import hashlib
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import consteq, email_normalize

from ..core import identifier

LONGEST = 200
KEPT_DAYS = 7  # an address that nobody confirmed
MAILS_A_DAY = 3  # to one address
ENTERED = (
    "company_name", "vat", "street", "city", "zip", "phone", "website", "contact_name", "contact_function", "contact_email",
    "contact_phone",
)


def to_text(value):
    """Return what was typed, or False: a page that anybody sends in may send a file in place of a text."""
    return isinstance(value, str) and value.replace("\0", "").strip() or False


def to_id(value):
    """Return the number that was chosen from a list, or 0 for anything else."""
    return int(value) if str(value).isdecimal() and len(str(value)) < 10 else 0


class MdqSupplierRegistration(models.Model):
    """What somebody who wants to become a supplier entered on the public page.

    It waits here: master data changes only when a reviewer accepts it, field by field.
    """

    _name = "mdq.supplier.registration"
    _description = "Supplier Application"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    company_name = fields.Char("Company Name", readonly=True, required=True)
    country_id = fields.Many2one("res.country", "Country", readonly=True, ondelete="restrict")
    vat = fields.Char("Company Number (USCC)", readonly=True)
    street = fields.Char(readonly=True)
    city = fields.Char(readonly=True)
    zip = fields.Char("Postcode", readonly=True)
    phone = fields.Char(readonly=True)
    website = fields.Char(readonly=True)
    contact_name = fields.Char("Contact Person", readonly=True)
    contact_function = fields.Char("Function", readonly=True)
    contact_email = fields.Char("E-Mail", readonly=True)
    contact_phone = fields.Char("Contact's Phone", readonly=True)
    offer = fields.Text("What They Offer", readonly=True)
    lang = fields.Selection("_get_languages", "Language", readonly=True, default="en_US")
    token_digest = fields.Char(readonly=True, copy=False, groups="base.group_system")
    confirmed_on = fields.Datetime("Address Confirmed On", readonly=True, copy=False)
    file_ids = fields.One2many("mdq.supplier.file", "registration_id", "Files", readonly=True)
    line_ids = fields.One2many("mdq.supplier.registration.field", "registration_id", "Field by Field", copy=False)
    partner_id = fields.Many2one(
        "res.partner", "Existing Supplier", copy=False, ondelete="restrict", domain=[("parent_id", "=", False), ("is_company", "=", True)],
        help="Chosen: the application updates this supplier. Empty: it makes a new one.",
    )
    same_number_id = fields.Many2one("res.partner", "Has the Same Number", compute="_compute_same_number_id")
    portal_role = fields.Selection(
        [("none", "No access"), ("user", "User"), ("quality", "Quality: answers and uploads"), ("signatory", "Signatory")],
        "Portal Access", default="quality", required=True, copy=False, help="The role that the contact person is invited with.",
    )
    decline_reason = fields.Text(copy=False, help="Why the application is declined. It is sent to the applicant.")
    reviewed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    case_ids = fields.One2many("mdq.supplier.case", "registration_id", "Admission", readonly=True)
    state = fields.Selection(
        [("unconfirmed", "Address not confirmed"), ("confirmed", "Waiting for review"), ("in_review", "In review"),
         ("accepted", "Accepted"), ("declined", "Declined"), ("expired", "Expired")],
        string="Status", default="unconfirmed", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    @api.depends("name", "company_name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " · ".join(part for part in (record.name, record.company_name) if part)

    @api.depends("vat", "country_id", "partner_id")
    def _compute_same_number_id(self):
        for record in self:
            found = self.env["res.partner"]
            if record.vat:
                found = found._mdq_find_by_number(record.vat, record.country_id, record.company_id)
            record.same_number_id = found - record.partner_id

    def _get_transitions(self):
        return {
            "unconfirmed": {"confirmed", "expired"}, "confirmed": {"in_review", "declined"},
            "in_review": {"accepted", "declined"}, "declined": {"in_review"},
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"confirmed_on", "reviewed_by", "reviewed_on", "token_digest"}

    def _get_locked_states(self):
        return {"accepted", "declined", "expired"}

    def write(self, vals):
        if {*ENTERED, "country_id", "offer", "lang"} & set(vals):
            raise UserError(self.env._("What the applicant entered stays as it was entered. Decide field by field what is taken over."))
        return super().write(vals)

    # ------------------------------------------------------------------------- from the public page

    @api.model
    def _get_languages(self):
        return self.env["res.lang"].get_installed()

    @api.model
    def _apply(self, values, files, lang):
        """Keep an application from the public page and write to its address; refuse in words what cannot be right.

        What is known of existing suppliers plays no part in the answer.

        :param values: {name of an entered field: text}, country_id as an id, offer
        :param files: [(name, bytes)]
        """
        vals = {**self._clean(values), "lang": lang}
        token = secrets.token_urlsafe(24)
        # The visitor has no rights; the server keeps what passed its checks.
        record = self.sudo().create(vals)
        record._write_guarded({"token_digest": hashlib.sha256(token.encode()).hexdigest()})
        for name, content in files:
            self.env["mdq.supplier.file"]._add(record, name, content)
        record._send_confirmation(token)
        return record

    @api.model
    def _clean(self, values):
        vals = {name: to_text(values.get(name)) for name in ENTERED}
        vals["offer"] = (to_text(values.get("offer")) or "")[:4000] or False
        self._check_lengths(vals)
        country = self.env["res.country"].sudo().browse(to_id(values.get("country_id"))).exists()  # names of countries are public
        vals["country_id"] = country.id
        problems = list(self._find_problems(vals, country))
        if problems:
            raise ValidationError("\n".join(problems))
        vals["vat"] = identifier.clean(country.code, vals["vat"]) or False
        vals["contact_email"] = email_normalize(vals["contact_email"])
        return vals

    def _check_lengths(self, vals):
        for name in ENTERED:
            if vals[name] and len(vals[name]) > LONGEST:
                raise ValidationError(self.env._(
                    "%(field)s: please write at most %(length)s characters.",
                    field=self._fields[name]._description_string(self.env), length=LONGEST,
                ))

    def _find_problems(self, vals, country):
        yield from self._find_missing(vals, "company_name", "contact_name", "contact_email")
        address = email_normalize(vals["contact_email"] or "") or ""
        if vals["contact_email"] and "." not in address.rpartition("@")[2]:
            yield self.env._("%s is not an e-mail address.", vals["contact_email"])
        yield from self._find_place_problems(vals, country)

    def _find_missing(self, vals, *names):
        for name in names:
            if not vals[name]:
                yield self.env._("Please fill in: %s", self._fields[name]._description_string(self.env))

    def _find_place_problems(self, vals, country, is_number_new=True):
        if not country:
            yield self.env._("Please choose the country.")
        problem = is_number_new and self.env["res.partner"]._mdq_get_number_problem(vals["vat"], country)
        if problem:
            yield problem

    def _send_confirmation(self, token):
        """One mail to the address that was given; no more than a few a day, so that the page bothers nobody."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        if self.search_count([("contact_email", "=", self.contact_email), ("create_date", ">=", since)]) > MAILS_A_DAY:
            return
        template = self.env.ref("mdq_supplier.mail_template_registration_confirm")
        link = f"{self.get_base_url()}/supplier/register/confirm/{self.id}/{token}?lang={self.lang}"
        # Not among the messages of the record: whoever reads the link could confirm in the place of the applicant.
        template.with_context(link=link, lang=self.lang).send_mail(self.id, email_values={"model": False, "res_id": False})

    def _is_token(self, token):
        digest = hashlib.sha256((token or "").encode()).hexdigest()
        return bool(self.exists() and consteq(self.token_digest or "", digest))

    def _confirm(self):
        """The address belongs to who wrote it: the application waits for a reviewer."""
        if self.state != "unconfirmed":
            return
        self._move_to("confirmed")
        self._write_guarded({"confirmed_on": fields.Datetime.now()})
        self._tell_reviewers()

    def _tell_reviewers(self):
        group = self.env.ref("mdq_base.group_sqe")
        people = group.all_user_ids.filtered(lambda user: not user.share and user.active and self.company_id in user.company_ids)
        for user in people[:5]:
            self.activity_schedule("mail.mail_activity_data_todo", self.company_id._mdq_today(), user_id=user.id,
                                   summary=self.with_context(lang=user.lang)._get_review_summary())

    def _get_review_summary(self):
        return self.env._("Review the application of %s", self.company_name)

    @api.model
    def _cron_expire(self):
        """What nobody confirmed within a week is put aside."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.search([("state", "=", "unconfirmed"), ("create_date", "<", before)])._move_to("expired")
