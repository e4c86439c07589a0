from odoo import api, fields, models
from odoo.exceptions import UserError

# What becomes what: (entered field, field of the supplier, whether it is the contact person's).
FIELDS = (
    ("company_name", "name", False), ("vat", "vat", False), ("country_id", "country_id", False), ("street", "street", False),
    ("city", "city", False), ("zip", "zip", False), ("phone", "phone", False), ("website", "website", False),
    ("contact_name", "name", True), ("contact_function", "function", True), ("contact_email", "email", True),
    ("contact_phone", "phone", True),
)
TARGETS = {entered: (target, of_contact) for entered, target, of_contact in FIELDS}


class MdqSupplierRegistrationField(models.Model):
    """One entered value beside the one in master data, and whether it is taken over."""

    _name = "mdq.supplier.registration.field"
    _description = "Field of an Application"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "registration_id"
    _order = "registration_id, id"
    _rec_name = "label"

    registration_id = fields.Many2one("mdq.supplier.registration", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="registration_id.company_id", store=True)
    entry = fields.Char("Key", required=True, readonly=True)
    label = fields.Char("Field", compute="_compute_label")
    entered = fields.Char("Entered by the Applicant", readonly=True)
    present = fields.Char("In Master Data", compute="_compute_present")
    is_different = fields.Boolean("Different", compute="_compute_present")
    decision = fields.Selection([("open", "Undecided"), ("accept", "Accept"), ("keep", "Do not take over")], default="open", required=True)
    comment = fields.Char()

    @api.depends("entry")
    def _compute_label(self):
        for line in self:
            field = line.registration_id._fields.get(line.entry)
            line.label = field._description_string(self.env) if field else line.entry

    @api.depends("entry", "registration_id.partner_id", "entered")
    def _compute_present(self):
        for line in self:
            line.present = line._get_present()
            line.is_different = (line.present or "") != (line.entered or "")

    def _get_present(self):
        target, of_contact = TARGETS.get(self.entry, ("", False))
        owner = self.registration_id._get_contact() if of_contact else self.registration_id.partner_id
        value = owner[target] if owner and target else False
        return (value.display_name if isinstance(value, models.BaseModel) else value) or ""

    def write(self, vals):
        if not set(vals) <= {"decision", "comment"}:
            raise UserError(self.env._("What the applicant entered stays as it was entered. Decide field by field what is taken over."))
        return super().write(vals)

    def action_accept(self):
        self.decision = "accept"

    def action_keep(self):
        self.decision = "keep"
