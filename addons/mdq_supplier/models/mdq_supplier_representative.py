from odoo import api, fields, models
from odoo.exceptions import ValidationError

PLACE = {"company_id", "partner_id", "site_id", "date_from"}


class MdqSupplierRepresentative(models.Model):
    """One of our people stationed at a contract maker, from one day to another: asked for where implants are made."""

    _name = "mdq.supplier.representative"
    _description = "On-Site Representative"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one(
        "res.partner",
        "Contract Maker",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain=["|", ("parent_id", "=", False), ("is_company", "=", True)],
    )
    site_id = fields.Many2one(
        "res.partner",
        "Site",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('commercial_partner_id', '=', partner_id)]",
        help="Empty: all sites of the contract maker.",
    )
    user_id = fields.Many2one(
        "res.users", "Representative", required=True, ondelete="restrict", domain=[("share", "=", False)], tracking=True
    )
    date_from = fields.Date("From", required=True, default=lambda self: self.env.company._mdq_today(), tracking=True)
    date_to = fields.Date("Until", tracking=True, help="Empty: until further notice.")
    duties = fields.Text(required=True, help="What the person watches there, and the experience he or she brings.")

    _dates_in_order = models.Constraint("CHECK (date_to IS NULL OR date_from <= date_to)", "A stay ends after it begins.")

    @api.constrains("partner_id", "site_id")
    def _check_partner(self):
        for record in self:
            record.partner_id._mdq_check_is_main()
            record.partner_id._mdq_check_sites(record.site_id)

    @api.constrains("date_from")
    def _check_not_dated_back(self):
        """A stay is recorded when it begins: past orders are not justified afterwards."""
        for record in self:
            if record.date_from < fields.Date.subtract(record.company_id._mdq_today(), days=31):
                raise ValidationError(
                    self.env._("A stay is entered within a month of its beginning; %s is too long ago.", record.date_from)
                )

    def write(self, vals):
        self._check_past_kept(vals)
        return super().write(vals)

    def _check_past_kept(self, vals):
        """Where somebody was on past days stays: orders of those days are not justified afterwards."""
        for record in self:
            today = record.company_id._mdq_today()
            is_over = record.date_to and record.date_to < today
            kept = (PLACE if record.date_from < today else set()) | ({"date_to"} if is_over else set())
            if any(record._is_changed(name, vals[name]) for name in kept & set(vals)):
                raise ValidationError(self.env._(
                    "%s was stationed there on past days, which stay as they were entered. Set the last day of this stay, or enter"
                    " another one.", record.user_id.name))

    def _is_changed(self, name, value):
        field = self._fields[name]
        return field.convert_to_cache(value, self) != field.convert_to_cache(self[name], self)

    @api.model
    def _get_stationed(self, partners, company, on):
        """Return the stays at these partners on a day."""
        # A gate sees all stays, whatever the caller may read.
        return self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", partners.ids),
                ("date_from", "<=", on),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", on),
            ]
        )
