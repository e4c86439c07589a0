from odoo import fields, models
from odoo.exceptions import UserError

OUTCOMES = [("returned", "Returned"), ("destroyed", "Destroyed"), ("lost", "Lost")]


class MdqDocumentCopy(models.Model):
    """A numbered copy of a file in somebody's hands: to whom, what for, and whether it came back when its revision ended."""

    _name = "mdq.document.copy"
    _description = "Controlled Copy"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "number"
    _check_company_auto = True

    number = fields.Char("No.", readonly=True, copy=False)
    document_id = fields.Many2one("mdq.document", required=True, ondelete="restrict", index=True, check_company=True)
    company_id = fields.Many2one(related="document_id.company_id", store=True)
    file_id = fields.Many2one(
        "mdq.document.file", "File", required=True, ondelete="restrict", domain="[('document_id', '=', document_id)]"
    )
    partner_id = fields.Many2one("res.partner", "Given To", required=True, ondelete="restrict", check_company=True)
    purpose = fields.Char(required=True, help="What the copy is for, and where it lies.")
    issued_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    issued_on = fields.Datetime(readonly=True, copy=False)
    recalled_on = fields.Datetime(readonly=True, copy=False)
    outcome = fields.Selection(OUTCOMES, "What Became Of It", copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "In use"), ("recalled", "To take back"), ("closed", "Closed")],
        default="draft", required=True, readonly=True, tracking=True, copy=False, index=True,
    )

    _number_unique = models.UniqueIndex("(number) WHERE number IS NOT NULL", "This number is given to another copy.")

    def _get_transitions(self):
        return {"draft": {"issued", "closed"}, "issued": {"recalled", "closed"}, "recalled": {"closed"}}

    def _get_locked_states(self):
        return {"issued", "recalled", "closed"}

    def _get_open_fields(self):
        """What became of a copy is written while it is out."""
        open_states = {"issued", "recalled"}
        return super()._get_open_fields() | ({"outcome"} if set(self.mapped("state")) <= open_states else set())

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"number", "issued_by", "issued_on", "recalled_on"}

    # --------------------------------------------------------------------------------- transitions

    def _check_move_to_issued(self):
        for copy in self:
            if copy.document_id.state != "effective":
                raise UserError(self.env._("%s is not in force: no copy of it is given out.", copy.document_id.display_name))
            if copy.file_id.document_id != copy.document_id:
                raise UserError(self.env._("%s is not a file of this document.", copy.file_id.name))
            copy._check_holder()

    def _check_holder(self):
        # Whether somebody works here is a fact of the address, whatever the caller may read of accounts.
        works_here = any(not user.share for user in self.sudo().partner_id.user_ids)
        if not works_here and self.document_id.confidentiality != "supplier":
            raise UserError(self.env._(
                "%(document)s stays inside the company, and %(holder)s has no account as one of us.",
                document=self.document_id.display_name, holder=self.partner_id.display_name,
            ))

    def _after_move_to_issued(self):
        for copy in self:
            # Numbers are drawn by the server, whoever issues.
            number = self.env["ir.sequence"].sudo().next_by_code(self._name)
            copy._write_guarded({"number": number, "issued_by": self.env.uid, "issued_on": fields.Datetime.now()})

    def _after_move_to_recalled(self):
        self._write_guarded({"recalled_on": fields.Datetime.now()})

    def _check_move_to_closed(self):
        for copy in self:
            if copy.state != "draft" and not copy.outcome:
                raise UserError(self.env._("Say what became of copy %s: returned, destroyed or lost.", copy.number))

    # ------------------------------------------------------------------------------------- public

    def action_issue(self):
        """Give the copies their numbers; from then on they can be downloaded, stamped."""
        self._move_to("issued")
        return True

    def action_close(self):
        """Confirm what became of the copies."""
        self._move_to("closed")
        return True

    def action_download(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/mdq/document/copy/{self.id}", "target": "new"}

    def _get_stamped(self):
        """Return (name, bytes) of the copy, for a download that is written down."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "issued":
            raise UserError(self.env._("Copy %s is not in use: it cannot be downloaded.", self.number or self.env._("New")))
        # The log is written by the server, also for those who only read.
        self.sudo().message_post(body=self.env._("Downloaded by %s", self.env.user.name))
        line = (f"{self.document_id.code} rev. {self.document_id.revision} | Controlled copy 受控副本 No. {self.number} | "
                f"for 持有人 {self.partner_id.display_name} | valid on 有效日期 {self.env.company._mdq_today()}")
        return self.file_id._get_marked(line, must_be_marked=True)


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    copy_ids = fields.One2many("mdq.document.copy", "document_id", "Controlled Copies")
    copy_count = fields.Integer("Copies", compute="_compute_copy_count")

    def _compute_copy_count(self):
        counts = dict(self.env["mdq.document.copy"]._read_group(
            [("document_id", "in", self.ids), ("state", "!=", "closed")], ["document_id"], ["__count"]))
        for document in self:
            document.copy_count = counts.get(document._origin, 0)

    def _after_move_to_superseded(self):
        super()._after_move_to_superseded()
        self._recall_copies()

    def _after_move_to_obsolete(self):
        super()._after_move_to_obsolete()
        self._recall_copies()

    def _recall_copies(self):
        """Whoever answers for the document gets the list of copies to take back."""
        # Copies are recalled by the end of their revision, whoever ended it.
        copies = self.sudo().copy_ids.filtered(lambda copy: copy.state == "issued")
        if copies:
            copies._move_to("recalled")
        for document, given in copies.grouped("document_id").items():
            document._tell_owner(self.env._("Take back the copies: %s", ", ".join(given.mapped("number"))))

    def action_open_copies(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_document_copy_action")
        return {**action, "domain": [("document_id", "=", self.id)], "context": {"default_document_id": self.id,
                "default_file_id": self.file_ids[:1].id}}
