from odoo import fields, models


class MdqSupplierDocumentRule(models.Model):
    """A document that suppliers hand in for admission, by process and risk class."""

    _name = "mdq.supplier.document.rule"
    _description = "Document To Be Handed In"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    explanation = fields.Char(translate=True, help="What the supplier reads: which edition, stamped by whom.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    process_ids = fields.Many2many("mdq.process", string="For Processes", help="Empty: for every process and purchase.")
    risk_class_ids = fields.Many2many("mdq.supplier.risk.class", string="For Risk Classes", help="Empty: for every class.")
    for_new = fields.Boolean("New Scope", default=True)
    for_requalification = fields.Boolean("Requalification", default=True)
    for_resumption = fields.Boolean("After Suspension", default=False)

    def _applies(self, case):
        """Whether a case asks for this document."""
        self.ensure_one()
        processes = case.line_ids.process_id
        return (
            self[f"for_{case.kind}"] and (not self.process_ids or self.process_ids & processes)
            and (not self.risk_class_ids or case.risk_class_id in self.risk_class_ids)
        )

    def _prepare_document_vals(self):
        """The document as a case asks for it."""
        return {"name": self.name, "explanation": self.explanation}

    def _translate(self, document):
        """Give a document the texts of its rule in every language."""
        for name in ("name", "explanation"):
            terms, _context = self.get_field_translations(name)
            document.update_field_translations(name, {term["lang"]: term["value"] for term in terms if term["value"]})
