from odoo import fields, models


class MdqSupplierFile(models.Model):
    """A file that a supplier sent: with an answer, as a document that was asked for, with an application, or outside the portal.

    Suppliers read no record of this model; the portal hands them their own files by name of what they belong to.
    """

    _name = "mdq.supplier.file"
    _description = "File From a Supplier"
    _inherit = ["mdq.upload.mixin"]
    _order = "id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True, ondelete="restrict", index="btree_not_null")
    answer_line_id = fields.Many2one(
        "mdq.supplier.questionnaire.answer.line", "Answer", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    document_id = fields.Many2one(
        "mdq.supplier.case.document", "Document", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    registration_id = fields.Many2one(
        "mdq.supplier.registration", "Application", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    receipt_id = fields.Many2one(
        "mdq.supplier.receipt", "Received Outside the Portal", readonly=True, ondelete="restrict", index="btree_not_null"
    )

    _one_owner = models.Constraint(
        "CHECK (num_nonnulls(answer_line_id, document_id, registration_id, receipt_id) = 1)", "A file belongs to one record."
    )

    def _add(self, owner, name, data):
        """Keep a file with the record that it was sent for, whoever was let in to send it."""
        vals = self._prepare_upload_vals(name, data)
        link = {
            "mdq.supplier.questionnaire.answer.line": "answer_line_id", "mdq.supplier.case.document": "document_id",
            "mdq.supplier.registration": "registration_id", "mdq.supplier.receipt": "receipt_id",
        }[owner._name]
        partner = owner.answer_id.partner_id if link == "answer_line_id" else owner.partner_id
        # No role writes files; the server does, for the record that the caller was let in to.
        return self.sudo().create({**vals, link: owner.id, "company_id": owner.company_id.id, "partner_id": partner.id})

    def _get_stream(self):
        self.ensure_one()
        return self.env["ir.binary"]._get_stream_from(self, "content", filename=self.name)
