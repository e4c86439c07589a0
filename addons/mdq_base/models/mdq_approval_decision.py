from odoo import fields, models


class MdqApprovalDecision(models.Model):
    """What one person decided, for himself or for whom he stands in, and the signature under it."""

    _name = "mdq.approval.decision"
    _description = "Approval Decision"
    _inherit = ["mdq.audited.mixin"]
    _order = "id"
    _mdq_server_written = True

    request_id = fields.Many2one("mdq.approval.request", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="request_id.company_id")
    step_id = fields.Many2one("mdq.approval.request.step", "Step", required=True, ondelete="restrict", index=True)
    user_id = fields.Many2one("res.users", "Person", required=True, ondelete="restrict")
    on_behalf_of_id = fields.Many2one("res.users", "On Behalf Of", ondelete="restrict")
    delegation_id = fields.Many2one("mdq.delegation", "Delegation", ondelete="restrict")
    decision = fields.Selection([("approved", "Approved"), ("rejected", "Rejected")], required=True)
    comment = fields.Char()
    signature_id = fields.Many2one("mdq.signature", "Signature", required=True, ondelete="restrict")

    _one_a_person = models.UniqueIndex("(request_id, user_id)", "A person decides once on a request.")
    _one_a_principal = models.UniqueIndex(
        "(request_id, on_behalf_of_id) WHERE on_behalf_of_id IS NOT NULL", "A person is stood in for once on a request."
    )
