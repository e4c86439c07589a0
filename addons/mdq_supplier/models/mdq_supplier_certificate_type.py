from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import certificate_number
from .mdq_supplier_kind import KINDS


class MdqSupplierCertificateType(models.Model):
    """A kind of certificate or licence: what it shows, how its number is formed, and who needs one."""

    _name = "mdq.supplier.certificate.type"
    _description = "Type Of Supplier Certificate"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    shows = fields.Text("What It Shows", translate=True)
    number_standard = fields.Selection(
        [("uscc", "Unified social credit code (GB 32100)"), ("cn_production_licence", "NMPA production licence"),
         ("cn_production_filing", "NMPA production filing"), ("cnas", "CNAS accreditation"), ("lei", "LEI (ISO 17442)"),
         ("eu_vat", "EU VAT number"), ("us_ein", "US EIN")],
        "Number By", tracking=True, help="Numbers are checked against this standard. Empty: any number.",
    )
    is_endless = fields.Boolean("May Have No End", help="Some licences are granted for good, as a business licence.")
    demand_ids = fields.One2many("mdq.supplier.certificate.demand", "type_id", "Who Needs It")
    certificate_count = fields.Integer("Certificates", compute="_compute_certificate_count")

    _code_unique = models.Constraint("UNIQUE(code)", "This code exists already.")

    def _compute_certificate_count(self):
        counts = dict(self.env["mdq.supplier.certificate"]._read_group(
            [("type_id", "in", self.ids)], ["type_id"], ["__count"]))
        for record in self:
            record.certificate_count = counts.get(record, 0)

    def _check_number(self, number):
        """Refuse a number that is not formed as the standard of the type says."""
        self.ensure_one()
        if not certificate_number.check(self.number_standard, number):
            labels = dict(self._fields["number_standard"]._description_selection(self.env))
            raise ValidationError(self.env._(
                "“%(number)s” is not a valid number of %(type)s (%(standard)s). One looks like %(example)s: compare it with the"
                " paper, character by character.",
                number=number, type=self.name, standard=labels[self.number_standard],
                example=certificate_number.EXAMPLES[self.number_standard],
            ))

    def action_open_certificates(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_certificate_action")
        return {**action, "domain": [("type_id", "=", self.id)], "context": {"default_type_id": self.id}}


class MdqSupplierCertificateDemand(models.Model):
    """Which scopes need a type of certificate, from one day on: what a scope rested on then can still be told later."""

    _name = "mdq.supplier.certificate.demand"
    _description = "Demand For A Certificate"
    _inherit = ["mdq.audited.mixin"]
    _order = "type_id, since, id"
    _rec_name = "type_id"

    type_id = fields.Many2one("mdq.supplier.certificate.type", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(KINDS, "Kind Of Supply", help="Empty: every kind.")
    process_id = fields.Many2one("mdq.process", "Process", ondelete="restrict", help="Empty: every process, and purchases too.")
    categ_id = fields.Many2one(
        "product.category", "Product Category", ondelete="restrict",
        help="Scopes for goods of this category, and purchase scopes so wide that they include it. Empty: all goods.",
    )
    is_mandatory = fields.Boolean("Mandatory", default=True, help="Without it the scope does not count. Otherwise it is only asked for.")
    since = fields.Date("From", required=True, default=lambda self: self.env.company._mdq_today())
    until = fields.Date("Until", help="The last day on which it is demanded. Empty: until further notice.")

    _dates_in_order = models.Constraint("CHECK (until IS NULL OR since <= until)", "A demand ends after it begins.")

    @api.constrains("company_id", "process_id")
    def _check_process(self):
        for record in self:
            if record.process_id and record.process_id.company_id != record.company_id:
                raise ValidationError(self.env._("Process %s belongs to another company than the demand.", record.process_id.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_not_dated_back({"since"})
        return records

    def write(self, vals):
        """What was demanded on past days is a fact: a demand is ended, and another one made."""
        begun = self.filtered(lambda record: record.since < record.company_id._mdq_today())
        if begun and set(vals) - {"until"}:
            raise ValidationError(self.env._(
                "The demand for %s is in force already. Set the day until which it holds, and add another one.",
                begun[0].type_id.display_name))
        if "until" in vals:
            self._check_not_over()
        result = super().write(vals)
        self._check_not_dated_back(set(vals))
        return result

    def _check_not_over(self):
        """One that is over is not taken up again: the days since then would have been under it."""
        for record in self:
            if record.until and record.until < record.company_id._mdq_today():
                raise ValidationError(self.env._("The demand for %s is over. Add another one.", record.type_id.display_name))

    def _check_not_dated_back(self, names):
        for record in self:
            today = record.company_id._mdq_today()
            if ("since" in names and record.since < today) or ("until" in names and record.until and record.until < today):
                raise ValidationError(self.env._(
                    "A demand begins or ends today at the earliest: what was demanded on past days stays as it was."))
