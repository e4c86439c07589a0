from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

WAYS = [("mail", "E-mail"), ("post", "Letter"), ("phone", "Phone call"), ("visit", "In person")]
ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
ANSWERS = "mdq_base.group_supplier_quality"


class MdqSupplierReceipt(models.Model):
    """What a supplier without a login answered: who gave the answer, how it came, by which paper, and who of us recorded it."""

    _name = "mdq.supplier.receipt"
    _description = "Answer Received Outside the Portal"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _rec_name = "person"
    _mdq_server_written = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, ondelete="restrict", index=True)
    answer_id = fields.Many2one(
        "mdq.supplier.questionnaire.answer", "Questionnaire", readonly=True, ondelete="restrict", index="btree_not_null")
    document_id = fields.Many2one("mdq.supplier.case.document", "Document", readonly=True, ondelete="restrict", index="btree_not_null")
    person = fields.Char("Answered By", required=True, readonly=True, help="The person of the supplier who gave the answer.")
    way = fields.Selection(WAYS, "How It Came", required=True, readonly=True)
    received_on = fields.Date("Received On", required=True, readonly=True)
    note = fields.Char(readonly=True)
    file_ids = fields.One2many("mdq.supplier.file", "receipt_id", "Paper", readonly=True)
    recorded_by = fields.Many2one("res.users", "Recorded By", required=True, readonly=True, ondelete="restrict")
    recorded_on = fields.Datetime("Recorded On", required=True, readonly=True)

    _one_owner = models.Constraint("CHECK (num_nonnulls(answer_id, document_id) = 1)", "An answer belongs to one record.")

    @api.model
    def _record(self, owner, values):
        """Keep how an answer came, for a record that the caller was let in to.

        :param values: {person, way, received_on, note}
        """
        self._check_complete(values, owner.company_id._mdq_today())
        link = {"mdq.supplier.questionnaire.answer": "answer_id", "mdq.supplier.case.document": "document_id"}[owner._name]
        # No role writes receipts; the server does, after the checks of what it belongs to.
        return self.sudo().create({
            link: owner.id, "company_id": owner.company_id.id, "partner_id": owner.partner_id.id, "recorded_by": self.env.uid,
            "recorded_on": fields.Datetime.now(), "person": values["person"].strip(), "way": values["way"],
            "received_on": values["received_on"], "note": values.get("note") or False,
        })

    def _check_complete(self, values, today):
        missing = [self._fields[name]._description_string(self.env) for name in ("person", "way", "received_on")
                   if not str(values.get(name) or "").strip()]
        if missing:
            raise UserError(self.env._("Say who of the supplier answered, how it came and when. Missing: %s.", ", ".join(missing)))
        if values["way"] not in dict(WAYS):
            raise UserError(self.env._("Say how it came: by e-mail, by letter, on the phone or in person."))
        if fields.Date.to_date(values["received_on"]) > today:
            raise UserError(self.env._("The answer cannot have come on a day that is still ahead."))

    def _add_files(self, files):
        """Keep the papers that show the answer: [(name, content)]."""
        for name, content in files:
            self.env["mdq.supplier.file"]._add(self, name, content)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _mdq_check_recorder(self):
        """Refuse who may not record an answer for this supplier, and recording at all where its own people can answer."""
        self.ensure_one()
        self.env.user._mdq_require(*ROLES)
        people = self._mdq_find_portal_people(ANSWERS)
        if people:
            raise UserError(self.env._(
                "%(people)s can answer for %(partner)s in the portal, and does it there. We record answers only for suppliers"
                " without a login.", people=", ".join(people.mapped("name")), partner=self.display_name))

    def _mdq_check_not_recorder(self, recorders):
        """Who recorded an answer for the supplier does not judge it."""
        if self.env.user in recorders.filtered(lambda user: not user.share):
            raise AccessError(self.env._("You recorded this answer for the supplier. Somebody else reviews it."))
