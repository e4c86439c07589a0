from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import plaintext2html

ANSWERS = "mdq_base.group_supplier_quality"
REVIEWERS = ("mdq_base.group_sqe", "mdq_base.group_quality_engineer", "mdq_base.group_quality_manager")
TIME = 14  # days


class MdqSupplierCaseDocument(models.Model):
    """A document that a supplier hands in for a case: asked for, received, accepted or returned."""

    _name = "mdq.supplier.case.document"
    _description = "Document of a Case"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _mdq_parent = "case_id"
    _order = "case_id, id"

    case_id = fields.Many2one("mdq.supplier.case", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    partner_id = fields.Many2one(related="case_id.partner_id", store=True, index=True, string="Supplier")
    rule_id = fields.Many2one("mdq.supplier.document.rule", "Rule", readonly=True, ondelete="restrict")
    name = fields.Char("Document", required=True, translate=True)
    explanation = fields.Char(translate=True)
    due_date = fields.Date("Hand In By", default=lambda self: fields.Date.add(self.env.company._mdq_today(), days=TIME))
    file_ids = fields.One2many("mdq.supplier.file", "document_id", "Files", readonly=True)
    received_on = fields.Datetime(readonly=True, copy=False)
    reviewed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    comment = fields.Char(copy=False, help="What is missing, or why it is not needed. The supplier reads it.")
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue")
    state = fields.Selection(
        [("requested", "Asked for"), ("received", "To review"), ("returned", "Returned"), ("accepted", "Accepted"),
         ("waived", "Not needed")],
        string="Status", default="requested", required=True, readonly=True, copy=False,
    )

    def _get_transitions(self):
        return {
            "requested": {"received", "waived"}, "received": {"accepted", "returned"}, "returned": {"received", "waived"},
            "waived": {"requested"}, "accepted": {"returned"},
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"received_on", "reviewed_by", "reviewed_on"}

    def _mdq_deletable(self):
        return self.state == "requested" and self.case_id.state == "open"

    @api.depends("due_date", "state")
    def _compute_is_overdue(self):
        today = self.env.company._mdq_today()
        for document in self:
            document.is_overdue = bool(
                document.state in ("requested", "returned") and document.due_date and document.due_date < today
            )

    # -------------------------------------------------------------------------------------- review

    def action_accept(self):
        return self._review("accepted")

    def action_return(self):
        """Give a document back; the comment says what is missing."""
        self._require_comment()
        self._review("returned")
        for case, documents in self.grouped("case_id").items():
            case._tell_supplier_of_documents(documents)
        return True

    def action_waive(self):
        """A document that this case does not need; the comment says why."""
        self._require_comment()
        return self._review("waived")

    def action_ask_again(self):
        return self._review("requested")

    def _require_comment(self):
        for document in self:
            if not (document.comment or "").strip():
                raise UserError(self.env._("Say in the comment to %s why: what is missing, or why it is not needed.", document.name))

    def _review(self, state):
        self.env.user._mdq_require(*REVIEWERS)
        self.case_id._check_open()
        self._move_to(state)
        self._write_guarded({"reviewed_by": self.env.uid, "reviewed_on": fields.Datetime.now()})
        return True

    def action_open_files(self):
        """Open the files that were handed in."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "name": self.name, "res_model": "mdq.supplier.file", "target": "new",
                "views": [(False, "list"), (False, "form")], "domain": [("id", "in", self.file_ids.ids)]}

    def _get_next_person(self):
        """Who moves it on: the supplier or the reviewer."""
        if self.state == "received":
            return self.case_id._get_role_name("quality_engineer")
        return self.partner_id.name

    # ---------------------------------------------------------------------------------- receiving

    def _receive(self, name, data):
        """Take a file from a person of the supplier, after looking who he is and whether it is the time."""
        self.ensure_one()
        self._check_may_hand_in()
        # No role writes files or receipt; the server does, for whom the check let in.
        return self.sudo()._take(name, data)

    def _take(self, name, data):
        """Keep a file with the document, whoever was let in to send it."""
        file = self.env["mdq.supplier.file"]._add(self, name, data)
        if self.state != "received":
            self._move_to("received")
        self._write_guarded({"received_on": fields.Datetime.now()})
        return file

    def _check_may_hand_in(self):
        user = self.env.user
        # Whose document it is decides.
        record = self.sudo()
        if not user.share or user.partner_id.commercial_partner_id != record.partner_id.commercial_partner_id:
            raise AccessError(self.env._("This document is handed in by the supplier's own people, in the portal."))
        user._mdq_require(ANSWERS)
        record._check_is_asked_for()

    def _check_is_asked_for(self):
        record = self.sudo()  # whether its case is open is a fact for who was let in
        if record.case_id.state != "open" or record.state not in ("requested", "returned", "received"):
            raise UserError(self.env._("%s is not asked for any more.", record.name))


class MdqSupplierCase(models.Model):
    _inherit = "mdq.supplier.case"

    def action_prepare_documents(self):
        """List the documents that the rules ask of this case."""
        self._check_open()
        for case in self:
            case._prepare_documents()
        return True

    def _prepare_documents(self):
        rules = self.env["mdq.supplier.document.rule"].search([])
        known = self.document_ids.rule_id
        documents = self.env["mdq.supplier.case.document"].create([
            {"case_id": self.id, "rule_id": rule.id, **rule._prepare_document_vals()}
            for rule in rules - known if rule._applies(self)
        ])
        for document in documents:
            document.rule_id._translate(document)

    def action_ask_for_documents(self):
        """Write to the supplier which documents are still to be handed in."""
        self._check_open()
        for case in self:
            wanted = case.document_ids.filtered(lambda document: document.state in ("requested", "returned"))
            if not wanted:
                raise UserError(self.env._("No document of %s waits for the supplier.", case.display_name))
            case.partner_id._mdq_check_answers_in_portal()
            case._tell_supplier_of_documents(wanted)
        return True

    def _tell_supplier_of_documents(self, documents):
        for person in self.partner_id._mdq_find_portal_people(ANSWERS):
            case, wanted = self.with_context(lang=person.lang), documents.with_context(lang=person.lang)
            names = "\n".join(f"• {name}" for name in wanted.mapped("name"))
            case.env["mail.thread"].message_notify(
                partner_ids=person.ids, subject=case.env._("Documents for your admission: %s", case.name),
                body=plaintext2html(case.env._(
                    "%(company)s asks for these documents. Hand them in on the portal page Admission:\n%(documents)s",
                    company=case.company_id.name, documents=names,
                )),
            )
