from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import certificate as certificate_core
from ..core import certificate_number

NOT_COUNTED = ("returned", "withdrawn")  # a number that was sent by mistake belongs to nobody
FOREVER = fields.Date.to_date("9999-12-31")


class MdqSupplierCertificate(models.Model):
    """A certificate or licence of a supplier, from its upload to its end."""

    _name = "mdq.supplier.certificate"
    _description = "Supplier Certificate"
    _inherit = ["mdq.supplier.sent.mixin"]
    _order = "superseded_on nulls first, valid_to, id desc"  # what was renewed comes last
    _rec_name = "number"
    _rec_names_search = ["number", "type_id", "partner_id"]
    _check_company_auto = True

    site_id = fields.Many2one(
        "res.partner", "Site", ondelete="restrict", check_company=True, tracking=True,
        domain="[('commercial_partner_id', '=', partner_id), '|', ('type', '!=', 'contact'), ('is_company', '=', True)]",
        help="The address that it is issued for. Empty: all sites of the supplier.",
    )
    type_id = fields.Many2one("mdq.supplier.certificate.type", "Type", required=True, index=True, ondelete="restrict", tracking=True)
    number = fields.Char("Certificate No.", required=True, copy=False, tracking=True)
    number_key = fields.Char(compute="_compute_number_key", store=True, index=True, export_string_translation=False)
    number_claim = fields.Char(
        compute="_compute_number_claim", store=True, export_string_translation=False,
        help="The number, on the first certificate of a line of renewals that has it: the database keeps it once.",
    )
    issuer = fields.Char("Issued By", required=True)
    valid_from = fields.Date(required=True, tracking=True)
    valid_to = fields.Date("Valid Until", tracking=True, help="The last day. Empty only for licences without an end.")
    process_ids = fields.Many2many("mdq.process", string="For Processes", check_company=True, help="Empty: all.")
    categ_ids = fields.Many2many("product.category", string="For Product Categories", help="Empty: all.")
    scope_note = fields.Text("Scope In Its Words", help="As printed on the certificate.")
    file_ids = fields.One2many("mdq.supplier.certificate.file", "certificate_id", "Files", readonly=True)
    renews_id = fields.Many2one(
        "mdq.supplier.certificate", "Renews", ondelete="restrict", index="btree_not_null", tracking=True, check_company=True,
        domain="[('partner_id', '=', partner_id), ('type_id', '=', type_id), ('state', '=', 'effective')]",
        help="From the first day of this one, the earlier certificate no longer counts.",
    )
    renewal_ids = fields.One2many("mdq.supplier.certificate", "renews_id", "Renewals")
    root_id = fields.Many2one("mdq.supplier.certificate", "First Of The Line", readonly=True, copy=False, index="btree_not_null")
    superseded_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        [("uploaded", "Uploaded"), ("in_review", "In Review"), ("returned", "Sent Back"), ("effective", "Accepted"),
         ("withdrawn", "Withdrawn")],
        string="Status", default="uploaded", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    _not_itself = models.Constraint("CHECK (renews_id IS NULL OR renews_id <> id)", "A certificate does not renew itself.")
    _number_once = models.UniqueIndex(
        "(company_id, type_id, number_claim) WHERE number_claim IS NOT NULL AND state NOT IN ('returned', 'withdrawn')",
        "A certificate of this type with this number is kept already. Compare the number with the paper; if this is its renewal, choose"
        " it under “Renews”.",
    )
    _gate_index = models.Index("(partner_id, company_id) WHERE accepted_on IS NOT NULL")

    # ----------------------------------------------------------------------------------- computed

    @api.depends_context("lang")
    @api.depends("type_id", "number")
    def _compute_display_name(self):
        for record in self:
            # What kind of certificate it is, is part of the name of one that one may read.
            record.display_name = f"{record.sudo().type_id.name or ''} {record.number or ''}".strip()

    @api.depends("number")
    def _compute_number_key(self):
        for record in self:
            record.number_key = certificate_number.key(record.number)

    @api.depends("number_key", "renews_id")
    def _compute_number_claim(self):
        for record in self:
            record.number_claim = record.number_key if record._is_first_with_number() else False

    def _is_first_with_number(self):
        """Whether none of the certificates that this one renews has its number: renewals often keep it."""
        earlier = self.sudo().renews_id  # which of them has the number is a fact, whoever sends
        while earlier:
            if earlier.number_key == self.number_key:
                return False
            earlier = earlier.renews_id
        return True

    # ------------------------------------------------------------------------------------- checks

    @api.constrains("partner_id", "site_id", "renews_id", "type_id")
    def _check_belongs_together(self):
        for record in self:
            if record.partner_id != record.partner_id.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%s is part of a company. Enter the certificate for the company, and name the address as its site.",
                    record.partner_id.display_name))
            if record.site_id and record.site_id.commercial_partner_id != record.partner_id:
                raise ValidationError(self.env._(
                    "%(site)s is not a site of %(partner)s.", site=record.site_id.display_name, partner=record.partner_id.display_name))
            renewed = record.renews_id
            if renewed and (renewed.partner_id, renewed.type_id) != (record.partner_id, record.type_id):
                raise ValidationError(self.env._(
                    "%(new)s cannot renew %(old)s: a renewal is of the same type and for the same supplier.",
                    new=record.display_name, old=renewed.display_name))

    @api.constrains("type_id", "number")
    def _check_number(self):
        for record in self:
            record.type_id._check_number(record.number)

    @api.constrains("valid_from", "valid_to", "type_id")
    def _check_dates(self):
        for record in self:
            if record.valid_to and record.valid_to < record.valid_from:
                raise ValidationError(self.env._(
                    "%(certificate)s is said to be valid from %(start)s until %(end)s: the dates are reversed.",
                    certificate=record.display_name, start=record.valid_from, end=record.valid_to))
            if not record.valid_to and not record.type_id.is_endless:
                raise ValidationError(self.env._("Enter the day until which %s is valid, as printed on it.", record.display_name))

    @api.constrains("number_key", "type_id", "company_id", "renews_id", "state")
    def _check_number_is_new(self):
        """A number belongs to one certificate and its renewals."""
        self.filtered(lambda record: record.state not in NOT_COUNTED)._refuse_known_numbers()

    def _refuse_known_numbers(self):
        # A number that another supplier sent counts too, whatever the caller may read of it.
        known = self.sudo().search([
            ("company_id", "in", self.company_id.ids), ("number_key", "in", self.mapped("number_key")), ("state", "not in", NOT_COUNTED),
        ])
        for record in self:
            same = known.filtered(lambda other, record=record: other != record and other._has_number_of(record))
            if same:
                raise ValidationError(record._get_duplicate_sentence(same[0]))

    def _has_number_of(self, other):
        same = (self.company_id, self.type_id, self.number_key) == (other.company_id, other.type_id, other.number_key)
        return same and self._get_root() != other._get_root()

    def _get_root(self):
        """The first certificate of the line of renewals."""
        return self.root_id or (self.renews_id._get_root() if self.renews_id else self)

    def _get_duplicate_sentence(self, other):
        if other.partner_id == self.partner_id:
            return self.env._(
                "%s is kept already. If this is its renewal, choose it under “Renews”; otherwise compare the number with the paper.",
                other.display_name)
        return self.env._(
            "The number %(number)s of %(type)s is kept already for another company. Compare it with the paper; if it is right, ask"
            " your supplier quality engineer.", number=self.number, type=self.type_id.name)

    # --------------------------------------------------------------------------------- transitions

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"root_id", "superseded_on", "told"}

    def _get_open_fields(self):
        return super()._get_open_fields() | {"renewal_ids"}

    def _get_signed_fields(self):
        return [name for name in super()._get_signed_fields() if name not in ("number_key", "number_claim")]

    # ---------------------------------------------------------------------------------- reckoning

    def _get_last_day(self):
        self.ensure_one()
        return self.valid_to or FOREVER

    def _get_paper(self):
        """Return this certificate as the core knows it: from dated facts alone."""
        self.ensure_one()
        ends = {day: why for day, why in ((self.superseded_on, "superseded"), (self.withdrawn_on, "withdrawn")) if day}
        ended = min(ends, default=None)
        return certificate_core.Paper(
            self.id, self.type_id.id, self._get_root().id, self.valid_from, self._get_last_day(), self.accepted_on,
            ended=ended, why_ended=ends.get(ended, "expired"), site=self.site_id.id or None,
            processes=frozenset(self.process_ids.ids), categories=frozenset(self.categ_ids.ids),
        )
