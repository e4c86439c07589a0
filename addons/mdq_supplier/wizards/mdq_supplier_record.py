import base64

from odoo import fields, models

from ..models.mdq_supplier_questionnaire_question import YES_NO
from ..models.mdq_supplier_receipt import WAYS


class MdqSupplierRecord(models.TransientModel):
    """Record what a supplier without a login answered: who said it, how it came, the paper, and the answers themselves."""

    _name = "mdq.supplier.record"
    _description = "Record For the Supplier"

    answer_id = fields.Many2one("mdq.supplier.questionnaire.answer", "Questionnaire", readonly=True, ondelete="cascade")
    document_id = fields.Many2one("mdq.supplier.case.document", "Document", readonly=True, ondelete="cascade")
    person = fields.Char("Answered By", help="The person of the supplier who gave the answer.")
    way = fields.Selection(WAYS, "How It Came")
    received_on = fields.Date("Received On", default=lambda self: self.env.company._mdq_today())
    note = fields.Char()
    file = fields.Binary("Paper", attachment=False, help="The filled sheet, the mail, or your note of the call.")
    file_name = fields.Char()
    line_ids = fields.One2many("mdq.supplier.record.line", "record_id", "Answers")

    def _open(self):
        return {"type": "ir.actions.act_window", "name": self.env._("Record for the Supplier"), "res_model": self._name,
                "res_id": self.id, "views": [(False, "form")], "target": "new"}

    def action_keep(self):
        """Keep what was recorded; the rest may follow."""
        self.ensure_one()
        values = {name: self[name] for name in ("person", "way", "received_on", "note")}
        if self.document_id:
            self.document_id._record_for_supplier(values, self._get_files())
        else:
            self.answer_id._record_for_supplier(values, self.line_ids._get_answers(), self._get_files())
        return {"type": "ir.actions.act_window_close"}

    def action_send_in(self):
        """Keep what was recorded, and send the sheet in for its review."""
        self.action_keep()
        self.answer_id._submit_for_supplier()
        return {"type": "ir.actions.act_window_close"}

    def _get_files(self):
        return [(self.file_name or self.env._("paper"), base64.b64decode(self.file))] if self.file else []


class MdqSupplierRecordLine(models.TransientModel):
    _name = "mdq.supplier.record.line"
    _description = "Answer to Record"

    record_id = fields.Many2one("mdq.supplier.record", required=True, ondelete="cascade", index=True)
    line_id = fields.Many2one("mdq.supplier.questionnaire.answer.line", readonly=True, required=True, ondelete="cascade")
    question_id = fields.Many2one(related="line_id.question_id", string="Question")
    kind = fields.Selection(related="line_id.kind")
    required = fields.Boolean(related="question_id.required", string="Must Be Answered")
    unit = fields.Char(related="question_id.unit")
    yes_no = fields.Selection(YES_NO, "Yes or No")
    option_id = fields.Many2one("mdq.supplier.questionnaire.option", "Choice", domain="[('question_id', '=', question_id)]")
    number = fields.Char()
    text = fields.Text()
    file = fields.Binary(attachment=False)
    file_name = fields.Char()

    def _get_answers(self):
        """Return [(line, value, files)] as the sheet takes them."""
        return [(line.line_id, line._get_value(), line._get_files()) for line in self]

    def _get_value(self):
        value = self[self.line_id._get_value_name()] if self.kind != "file" else False
        return value.id if isinstance(value, models.BaseModel) else value

    def _get_files(self):
        return [(self.file_name or self.env._("paper"), base64.b64decode(self.file))] if self.file else []
