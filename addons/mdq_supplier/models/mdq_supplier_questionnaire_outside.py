from odoo import api, fields, models
from odoo.exceptions import UserError

from .mdq_supplier_questionnaire_answer import OPEN, ROLES


class MdqSupplierQuestionnaireAnswer(models.Model):
    """Suppliers without a login are asked on paper; one of us records their answers, and another one reviews them."""

    _inherit = "mdq.supplier.questionnaire.answer"

    receipt_ids = fields.One2many("mdq.supplier.receipt", "answer_id", "Received Outside the Portal", readonly=True, groups="base.group_user")
    has_login = fields.Boolean("Answers in the Portal", compute="_compute_has_login", groups="base.group_user")

    is_mine_recorded = fields.Boolean("Recorded By Me", compute="_compute_is_mine_recorded")

    @api.depends_context("uid")
    @api.depends("line_ids.answered_by", "submitted_by")
    def _compute_is_mine_recorded(self):
        for record in self:
            # Who answered what is part of the sheet, for all who may read it.
            people = record.sudo().line_ids.answered_by | record.sudo().submitted_by
            record.is_mine_recorded = self.env.user in people and not self.env.user.share

    @api.depends("partner_id")
    def _compute_has_login(self):
        for record in self:
            record.has_login = bool(record.partner_id and record.partner_id._mdq_find_portal_people("mdq_base.group_supplier_quality"))

    def action_send_outside(self):
        """Ask a supplier without a login: the sheet counts as sent, and is printed to be filled in."""
        self.env.user._mdq_require(*ROLES)
        for record in self:
            record.partner_id._mdq_check_recorder()
        self._move_to("sent")
        return self.env.ref("mdq_supplier.mdq_supplier_questionnaire_report_action").report_action(self)

    def action_record(self):
        """Open the answers to be recorded for the supplier."""
        self.ensure_one()
        self._check_may_record()
        wizard = self.env["mdq.supplier.record"].create({"answer_id": self.id, "line_ids": [
            fields.Command.create({"line_id": line.id, **line._prepare_record_vals()})
            for line in self.line_ids if line.kind != "section" and line.review != "accepted"
        ]})
        return wizard._open()

    def _record_for_supplier(self, values, answers, files):
        """Keep answers that came outside the portal.

        :param values: {person, way, received_on, note}
        :param answers: [(line, value, files)]; a value as `save_answer` takes it, files as [(name, content)]
        :param files: the papers that show the answer, [(name, content)]
        """
        self._check_may_record()
        if not files:
            raise UserError(self.env._("Add the paper that shows the answer: the filled sheet, the mail, or your note of the call."))
        receipt = self.env["mdq.supplier.receipt"]._record(self, values)
        receipt._add_files(files)
        for line, value, line_files in answers:
            # No role writes answers; the server does, for whom the check above let in.
            line.sudo()._record(value, line_files)
        self.message_post(body=self.env._("Answers of %(person)s were recorded for %(partner)s.", person=receipt.person,
                                          partner=self.partner_id.name))

    def _submit_for_supplier(self):
        self._check_may_record()
        if not self.receipt_ids:
            raise UserError(self.env._("Record first who of the supplier answered, and how it came."))
        self._send_in()

    def _check_may_record(self):
        self.ensure_one()
        self.partner_id._mdq_check_recorder()
        self.check_access("write")
        if self.state not in OPEN:
            raise UserError(self.env._("%s is not at the supplier: answers are recorded while they are asked for.", self.display_name))

    def _check_in_review(self):
        super()._check_in_review()
        for record in self:
            record.partner_id._mdq_check_not_recorder(record.line_ids.answered_by | record.submitted_by)


class MdqSupplierQuestionnaireAnswerLine(models.Model):
    _inherit = "mdq.supplier.questionnaire.answer.line"

    is_recorded = fields.Boolean("Recorded By Us", compute="_compute_is_recorded", help="The answer came outside the portal.")

    @api.depends("answered_by")
    def _compute_is_recorded(self):
        for line in self:
            # Whether one of us or the supplier wrote it is part of the answer, for all who may read it.
            line.is_recorded = bool(line.sudo().answered_by) and not line.sudo().answered_by.share

    def _prepare_record_vals(self):
        return {"yes_no": self.yes_no, "option_id": self.option_id.id, "text": self.text,
                "number": f"{self.number:g}" if self.has_number else False}

    def _record(self, value, files):
        """Keep what is new; an answer that stays as it was keeps who gave it."""
        if self.kind != "file" and (value or False) != (self._prepare_record_vals()[self._get_value_name()] or False):
            self._save(value)
        for name, content in files:
            self._add_file(name, content)

    def _get_value_name(self):
        return {"choice": "option_id"}.get(self.kind, self.kind)

    def _check_in_review(self):
        super()._check_in_review()
        for line in self:
            line.answer_id.partner_id._mdq_check_not_recorder(line.answered_by)


class MdqSupplierCaseDocument(models.Model):
    _inherit = "mdq.supplier.case.document"

    receipt_ids = fields.One2many("mdq.supplier.receipt", "document_id", "Received Outside the Portal", readonly=True)

    def action_record(self):
        """Open the form on which a document is taken in that came outside the portal."""
        self.ensure_one()
        self._check_may_record()
        return self.env["mdq.supplier.record"].create({"document_id": self.id})._open()

    def _record_for_supplier(self, values, files):
        """Take in a document that came outside the portal: [(name, content)]."""
        self._check_may_record()
        if not files:
            raise UserError(self.env._("Choose a file first."))
        self.env["mdq.supplier.receipt"]._record(self, values)
        for name, content in files:
            # No role writes files or receipt; the server does, for whom the check let in.
            self.sudo()._take(name, content)

    def _check_may_record(self):
        self.partner_id._mdq_check_recorder()
        self.check_access("write")
        self._check_is_asked_for()

    def _review(self, state):
        if state in ("accepted", "returned"):
            for document in self:
                document.partner_id._mdq_check_not_recorder(document.file_ids.uploaded_by)
        return super()._review(state)
