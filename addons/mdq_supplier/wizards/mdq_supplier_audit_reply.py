from odoo import fields, models


class MdqSupplierAuditReply(models.TransientModel):
    """Send the answer to a finding back, or accept it, with a word to the supplier."""

    _name = "mdq.supplier.audit.reply"
    _description = "Reply To An Answer"

    finding_id = fields.Many2one("mdq.supplier.audit.finding", required=True, readonly=True, ondelete="cascade")
    note = fields.Text("Reply", help="The supplier reads it.")

    def action_accept(self):
        return self.finding_id.accept(self.note)

    def action_send_back(self):
        return self.finding_id.send_back(self.note)
