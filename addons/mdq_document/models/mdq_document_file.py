import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STAMPED = {"sha256", "size"}
LANGUAGES = [("any", "Any language"), ("both", "Chinese and English"), ("zh", "Chinese"), ("en", "English")]


class MdqDocumentFile(models.Model):
    """A file of a controlled document, with the SHA-256 that the server took from the stored bytes."""

    _name = "mdq.document.file"
    _description = "File Of A Document"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "document_id"
    _order = "document_id, sequence, id"

    document_id = fields.Many2one("mdq.document", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="document_id.company_id")
    sequence = fields.Integer(default=10)
    name = fields.Char("File Name", required=True)
    language = fields.Selection(
        LANGUAGES, required=True, default="any",
        help="The language versions of a revision are approved together, with one signature for all of them.",
    )
    content = fields.Binary("File", attachment=True, required=True)
    sha256 = fields.Char("SHA-256", readonly=True, copy=False)
    size = fields.Integer("Size (Bytes)", readonly=True, copy=False, aggregator=None)
    is_intact = fields.Boolean("Intact", compute="_compute_is_intact")
    is_pdf = fields.Boolean("PDF", compute="_compute_is_pdf")

    @api.depends("sha256")
    def _compute_is_intact(self):
        stored = self._get_stored_bytes()
        for line in self:
            content = stored.get(line._origin.id)
            line.is_intact = content is not None and hashlib.sha256(content).hexdigest() == line.sha256

    @api.depends("name")
    def _compute_is_pdf(self):
        for line in self:
            line.is_pdf = (line.name or "").lower().endswith(".pdf")

    def _get_stored_bytes(self):
        """Return {id: the bytes as they lie in the file store}."""
        # The fingerprint is of the file, whatever the caller may read of attachments or wants to see of them.
        attachments = self.env["ir.attachment"].sudo()._mdq_in_full().search([
            ("res_model", "=", self._name), ("res_field", "=", "content"), ("res_id", "in", self._origin.ids),
        ])
        return {attachment.res_id: attachment.raw or b"" for attachment in attachments}

    # -------------------------------------------------------------------------------------- guards

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_stamped(vals)
        # Pictures are kept as they came, so that the fingerprint is the one the author knows.
        lines = super(MdqDocumentFile, self.with_context(image_no_postprocess=True)).create(vals_list)
        lines._stamp()
        return lines.with_env(self.env)

    def write(self, vals):
        self._check_not_stamped(vals)
        result = super(MdqDocumentFile, self.with_context(image_no_postprocess=True)).write(vals)
        if "content" in vals:
            self._stamp()
        return result

    def _check_not_stamped(self, vals):
        if STAMPED & set(vals):
            raise UserError(self.env._("The SHA-256 and the size of a file are taken by the server, never written."))

    def _stamp(self):
        """Write the fingerprint of what is stored now."""
        self.flush_recordset()
        stored = self._get_stored_bytes()
        for line in self:
            content = stored.get(line.id)
            if not content:
                raise ValidationError(self.env._("%s is empty. Choose a file with content.", line.name))
            super(MdqDocumentFile, line).write(
                {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            )
