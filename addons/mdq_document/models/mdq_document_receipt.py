from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

SUPPLIER = "mdq_base.group_supplier_user"
SIGNATORIES = ("mdq_base.group_supplier_quality", "mdq_base.group_supplier_signatory")


class MdqDocumentReceipt(models.Model):
    """One recipient of one revision, and whether he has signed that he has it."""

    _name = "mdq.document.receipt"
    _description = "Acknowledged Receipt"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    # Code and revision, as the recipient need not be able to read the document itself.
    name = fields.Char("Revision", required=True, readonly=True)
    document_id = fields.Many2one("mdq.document", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    document_state = fields.Selection(related="document_id.state", string="Document Status")
    user_id = fields.Many2one("res.users", "Person", readonly=True, ondelete="restrict", index=True)
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True, ondelete="restrict", index=True)
    due_date = fields.Date(required=True, readonly=True)
    files = fields.Text("Files Received", readonly=True, help="Name and SHA-256 of every file: what the recipient signs for.")
    state = fields.Selection(
        [("waiting", "Waiting"), ("acknowledged", "Acknowledged"), ("withdrawn", "No longer needed")],
        default="waiting", required=True, readonly=True, index=True,
    )
    acknowledged_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    acknowledged_on = fields.Datetime(readonly=True)
    reminded_on = fields.Date("Last Reminder", readonly=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    is_mine = fields.Boolean("Waiting For Me", compute="_compute_is_mine", search="_search_is_mine")

    _one_recipient = models.Constraint("CHECK (num_nonnulls(user_id, partner_id) = 1)", "A receipt has one recipient.")
    _user_unique = models.UniqueIndex("(document_id, user_id) WHERE user_id IS NOT NULL")
    _partner_unique = models.UniqueIndex("(document_id, partner_id) WHERE partner_id IS NOT NULL")

    def _get_transitions(self):
        return {"waiting": {"acknowledged", "withdrawn"}, "withdrawn": {"waiting"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"acknowledged_by", "acknowledged_on"}

    def _get_signed_fields(self):
        return ["name", "document_id", "user_id", "partner_id", "files"]

    # ----------------------------------------------------------------------------------- computed

    @api.model
    def _get_overdue_domain(self):
        return Domain("state", "=", "waiting") & Domain("due_date", "<", self.env.company._mdq_today())

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        overdue = self.filtered_domain(self._get_overdue_domain())
        for receipt in self:
            receipt.is_overdue = receipt in overdue

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_overdue_domain() if True in value else ~self._get_overdue_domain()

    @api.depends_context("uid")
    @api.depends("state", "user_id")
    def _compute_is_mine(self):
        for receipt in self:
            receipt.is_mine = receipt.state == "waiting" and receipt.user_id == self.env.user

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "=", "waiting") & Domain("user_id", "=", self.env.uid)
        return domain if True in value else ~domain

    # ------------------------------------------------------------------------------------- public

    def acknowledge(self, credential, reason=None):
        """Sign, as a recipient, that these revisions have arrived; return the ids of the signatures."""
        self.check_access("read")
        for receipt in self:
            receipt._check_may_acknowledge()
        signatures = self.env["mdq.signature"]._sign(self, "received", credential, reason)
        # No role writes receipts: the server does, after the signature.
        receipts = self.sudo()
        receipts._move_to("acknowledged")
        receipts._write_guarded({"acknowledged_by": self.env.uid, "acknowledged_on": fields.Datetime.now()})
        receipts._after_acknowledged()
        return signatures.ids

    def action_acknowledge(self):
        return self._mdq_sign_action("acknowledge", self.env._("Received"), "received")

    def action_open_document(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "mdq.document", "res_id": self.document_id.id,
                "views": [(False, "form")]}

    # ------------------------------------------------------------------------------------ helpers

    def _check_may_acknowledge(self):
        # Whether a revision is in force is a fact, whatever the recipient may read of the document.
        if self.sudo().document_id.state != "effective":
            raise UserError(self.env._("%s is no longer in force. Confirm the revision that is.", self.name))
        if self.state != "waiting":
            raise UserError(self.env._("%s is already confirmed, or no longer needs to be.", self.name))
        if not self._is_recipient(self.env.user):
            raise AccessError(self.env._(
                "%(document)s is confirmed by %(recipient)s, at a supplier by a person of quality or with the right to sign.",
                document=self.name, recipient=self.user_id.name or self.partner_id.name,
            ))

    def _is_recipient(self, user):
        if self.user_id:
            return user == self.user_id
        is_theirs = user.share and user.partner_id.commercial_partner_id == self.partner_id
        return is_theirs and any(user.has_group(group) for group in SIGNATORIES)

    def _after_acknowledged(self):
        """What follows when a recipient has confirmed: extend."""
        for receipt in self.filtered("user_id"):
            receipt.document_id.activity_feedback(["mdq_document.mail_activity_type_receipt"], user_id=receipt.user_id.id)

    def _get_open_orders(self):
        """Return what the recipient has in work under the earlier revision, as [{name, product, quantity}]: extend."""
        return []

    # -------------------------------------------------------------------------------- notification

    def _tell_suppliers(self):
        """Write to the suppliers' people, each in his language, that a revision waits for them."""
        for receipt in self.filtered("partner_id"):
            for person in receipt._get_supplier_people():
                receipt.with_context(lang=person.lang)._tell_person(person)

    def _get_supplier_people(self):
        # Accounts of suppliers are closed to most roles; only their addresses are used.
        return self.env["res.users"].sudo().search([
            ("partner_id", "child_of", self.partner_id.id), ("all_group_ids", "in", self.env.ref(SUPPLIER).id),
        ]).partner_id

    def _tell_person(self, person):
        self.env["mail.thread"].message_notify(
            partner_ids=person.ids, subject=self.env._("Please confirm receipt: %s", self.name),
            body=self.env._(
                "%(document)s is in force and replaces every earlier revision. Open it in the portal under Documents, put it to"
                " use, take earlier copies away, and confirm by %(date)s.", document=self.name, date=self.due_date,
            ),
        )

    @api.model
    def _cron_remind_receipts(self):
        """Follow the members of departments and groups, and remind of what is overdue, once a week."""
        self.env["mdq.document"].search([("state", "=", "effective"), ("has_recipients", "=", True)])._sync_receipts()
        today = self.env.company._mdq_today()
        overdue = self.search(self._get_overdue_domain() & (
            Domain("reminded_on", "=", False) | Domain("reminded_on", "<=", fields.Date.subtract(today, days=7))
        ))
        overdue._tell_suppliers()
        for document, receipts in overdue.grouped("document_id").items():
            names = ", ".join(receipt.partner_id.name or receipt.user_id.name for receipt in receipts)
            document._tell_owner(self.env._("Receipt not confirmed in time: %s", names))
        overdue.write({"reminded_on": today})
