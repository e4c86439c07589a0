from odoo import api, fields, models

from .mdq_document_type import CONFIDENTIALITY


class MdqDocument(models.Model):
    """What the register says of a document: its kind and what follows from it, where it belongs, how it is found."""

    _inherit = "mdq.document"

    type_id = fields.Many2one(
        "mdq.document.type", "Kind", required=True, index=True, ondelete="restrict",
        default=lambda self: self.env["mdq.document.type"].search([], limit=1),
    )
    is_external = fields.Boolean(related="type_id.is_external")
    owner_department_id = fields.Many2one(
        "hr.department", "Department", check_company=True, ondelete="restrict", help="Answers for the document."
    )
    keyword_ids = fields.Many2many("mdq.document.keyword", string="Keywords")
    confidentiality = fields.Selection(
        CONFIDENTIALITY, compute="_compute_from_type", store=True, readonly=False, required=True, precompute=True,
    )
    review_months = fields.Integer(
        "Review Every (Months)", compute="_compute_from_type", store=True, readonly=False, precompute=True,
    )
    languages = fields.Char(compute="_compute_languages", help="The languages in which its files are written.")

    @api.depends("type_id")
    def _compute_from_type(self):
        for document in self:
            document.confidentiality = document.type_id.confidentiality or "internal"
            document.review_months = document.type_id.review_months

    @api.depends("file_ids.language")
    @api.depends_context("lang")
    def _compute_languages(self):
        labels = dict(self.env["mdq.document.file"]._fields["language"]._description_selection(self.env))
        for document in self:
            document.languages = ", ".join(labels[code] for code in labels if code in document.file_ids.mapped("language"))

    @api.model_create_multi
    def create(self, vals_list):
        new = self.default_get(["code"]).get("code")
        for vals in vals_list:
            if vals.get("code", new) == new:
                numbering = self._get_type(vals).sequence_id
                vals["code"] = numbering.next_by_id() if numbering else new
        return super().create(vals_list)

    def _get_type(self, vals):
        """The kind that a new document will have."""
        if "type_id" in vals:
            return self.env["mdq.document.type"].browse(vals["type_id"])
        return self.env["mdq.document.type"].browse(self.default_get(["type_id"]).get("type_id"))

    def _mdq_get_former_content(self):
        """At first the kind was a word; documents signed then say it."""
        names = self.type_id.get_external_id()
        return {**super()._mdq_get_former_content(), "type": names.get(self.type_id.id, "").rpartition("mdq_document_type_")[2]}
