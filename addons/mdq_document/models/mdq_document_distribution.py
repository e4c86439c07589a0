from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

LISTS = {"recipient_user_ids", "recipient_group_ids", "recipient_department_ids", "supplier_ids"}


class MdqDocument(models.Model):
    """To whom a document goes. The list stays with the document from revision to revision, and may change at any time."""

    _inherit = "mdq.document"

    recipient_user_ids = fields.Many2many(
        "res.users", "mdq_document_recipient_user_rel", string="Named People", domain=[("share", "=", False)]
    )
    recipient_department_ids = fields.Many2many(
        "hr.department", "mdq_document_recipient_department_rel", string="Departments Informed", check_company=True
    )
    recipient_group_ids = fields.Many2many(
        "res.groups", "mdq_document_recipient_group_rel", string="Roles", domain=[("share", "=", False)]
    )
    supplier_ids = fields.Many2many(
        "res.partner", "mdq_document_supplier_rel", string="Suppliers", check_company=True,
        domain=[("parent_id", "=", False), ("is_company", "=", True)],
    )
    has_recipients = fields.Boolean(compute="_compute_has_recipients", search="_search_has_recipients")
    receipt_ids = fields.One2many("mdq.document.receipt", "document_id", "Receipts")
    receipt_count = fields.Integer("Recipients", compute="_compute_receipt_count")
    waiting_count = fields.Integer("Waiting", compute="_compute_receipt_count")

    # ----------------------------------------------------------------------------------- computed

    @api.model
    def _get_recipients_domain(self):
        return Domain.OR(Domain(name, "!=", False) for name in sorted(LISTS))

    @api.depends(*sorted(LISTS))
    def _compute_has_recipients(self):
        found = self.filtered_domain(self._get_recipients_domain())
        for document in self:
            document.has_recipients = document in found

    def _search_has_recipients(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_recipients_domain() if True in value else ~self._get_recipients_domain()

    @api.depends("receipt_ids.state")
    def _compute_receipt_count(self):
        counts = {}
        for document, state, count in self.env["mdq.document.receipt"]._read_group(
            [("document_id", "in", self.ids), ("state", "!=", "withdrawn")], ["document_id", "state"], ["__count"],
        ):
            counts.setdefault(document.id, {})[state] = count
        for document in self:
            found = counts.get(document._origin.id, {})
            document.receipt_count = sum(found.values())
            document.waiting_count = found.get("waiting", 0)

    @api.constrains("supplier_ids", "confidentiality")
    def _check_suppliers_may_have_it(self):
        labels = dict(self._fields["confidentiality"]._description_selection(self.env))
        for document in self:
            if document.supplier_ids and document.confidentiality != "supplier":
                raise ValidationError(self.env._(
                    "%(document)s does not go to suppliers: its confidentiality is “%(level)s”. Choose another level in the next"
                    " revision, or take the suppliers off the list.",
                    document=document.display_name, level=labels[document.confidentiality],
                ))

    # -------------------------------------------------------------------------------------- guards

    def _get_open_fields(self):
        return super()._get_open_fields() | LISTS

    def _get_signed_fields(self):
        """Who receives it may change while the content stays."""
        return [name for name in super()._get_signed_fields() if name not in LISTS]

    @api.model
    def _get_named_domain(self):
        departments = self._get_my_departments()
        return (
            super()._get_named_domain() | Domain("recipient_user_ids", "in", self.env.uid)
            | Domain("recipient_department_ids", "in", departments.ids)
            | Domain("recipient_group_ids", "in", self.env.user.all_group_ids.ids)
        )

    def write(self, vals):
        result = super().write(vals)
        if LISTS & set(vals):
            self._sync_receipts()
        return result

    # -------------------------------------------------------------------------------- distribution

    def _after_move_to_effective(self):
        super()._after_move_to_effective()
        self._sync_receipts()

    def _after_move_to_superseded(self):
        super()._after_move_to_superseded()
        self._end_distribution()

    def _after_move_to_obsolete(self):
        super()._after_move_to_obsolete()
        self._end_distribution()

    def _end_distribution(self):
        # No role writes receipts: what is out of use is no longer waited for.
        self.sudo().receipt_ids.filtered(lambda receipt: receipt.state == "waiting")._move_to("withdrawn")
        self.activity_unlink(["mdq_document.mail_activity_type_receipt"])

    def _sync_receipts(self):
        """Give each recipient of an effective revision an entry to sign, and ask no more of who left the list."""
        for document in self.filtered(lambda document: document.state == "effective"):
            # No role writes receipts: the server does, from the list that roles keep.
            document.sudo()._sync_own_receipts()

    def _sync_own_receipts(self):
        wanted = self._get_recipients()
        known = {receipt.partner_id or receipt.user_id: receipt for receipt in self.receipt_ids}
        gone = [known[who] for who in known if who not in wanted and known[who].state == "waiting"]
        back = [known[who] for who in wanted if who in known and known[who].state == "withdrawn"]
        self.receipt_ids.browse(receipt.id for receipt in gone)._move_to("withdrawn")
        self.receipt_ids.browse(receipt.id for receipt in back)._move_to("waiting")
        new = self.env["mdq.document.receipt"].create([
            self._prepare_receipt_vals(who) for who in wanted if who not in known
        ])
        self._tell_recipients(new)

    def _get_recipients(self):
        """Return the people and suppliers on the list, as a list of users and partners."""
        members = self.recipient_department_ids.member_ids.user_id | self.recipient_group_ids.all_user_ids
        people = (self.recipient_user_ids | members).filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
        return [*people, *self.supplier_ids.commercial_partner_id]

    def _prepare_receipt_vals(self, who):
        days = self.type_id.acknowledge_days
        return {
            "name": f"{self.code} rev. {self.revision}",
            "document_id": self.id, "due_date": fields.Date.add(self.env.company._mdq_today(), days=days),
            "user_id" if who._name == "res.users" else "partner_id": who.id,
            "files": "\n".join(f"{line.name} {line.sha256}" for line in self.file_ids),
        }

    def _tell_recipients(self, receipts):
        receipts._tell_suppliers()
        for receipt in receipts.filtered("user_id"):
            self.activity_schedule(
                "mdq_document.mail_activity_type_receipt", receipt.due_date, user_id=receipt.user_id.id,
                summary=self.env._("Confirm receipt: %s", self.display_name),
            )

    def action_open_receipts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_document_receipt_action")
        return {**action, "domain": [("document_id", "=", self.id)], "context": {}}

    def action_acknowledge(self):
        """Sign that the caller has received this revision."""
        receipts = self.receipt_ids.filtered("is_mine")
        return receipts.action_acknowledge()
