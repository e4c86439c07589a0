from odoo import api, models
from odoo.addons.mdq_base.models.ir_attachment import PLACE
from odoo.exceptions import UserError

GUARDED_MODELS = ("mdq.document", "mdq.document.file")


class IrAttachment(models.Model):
    """Files of controlled documents stay what they are from review on, by whatever route somebody comes."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._mdq_check_not_public()
        attachments._mdq_check_not_placed_on_locked()
        return attachments

    def write(self, vals):
        changed = self._mdq_filter_guarded().filtered(lambda attachment: attachment._mdq_is_changed_by(vals))
        changed._mdq_check_not_locked()
        result = super().write(vals)
        if "public" in vals or PLACE & set(vals):
            self._mdq_check_not_public()
        if PLACE & set(vals):
            self._mdq_check_not_placed_on_locked()
        return result

    # Also at uninstallation: the word that skips such checks then is one that any caller can send.
    @api.ondelete(at_uninstall=True)
    def _unlink_except_of_locked_document(self):
        self._mdq_filter_guarded()._mdq_check_not_locked()

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_filter_guarded(self):
        # A guard sees every attachment, whatever the caller may read.
        return self.sudo()._mdq_in_full().filtered(lambda attachment: attachment.res_model in GUARDED_MODELS)

    def _mdq_get_locked_document(self):
        """Return the document that locks this attachment, or an empty recordset."""
        self.ensure_one()
        owner = self.env[self.res_model].browse(self.res_id).exists()
        document = owner if self.res_model == "mdq.document" else owner.document_id
        return document.filtered(lambda document: document.state != "draft")

    def _mdq_check_not_locked(self):
        for attachment in self:
            document = attachment._mdq_get_locked_document()
            if document:
                raise UserError(self.env._(
                    "File %(file)s belongs to %(document)s, which is not a draft: it is neither changed, moved nor"
                    " removed. Revise the document and attach the new file to the new revision.",
                    file=attachment.name, document=document.display_name,
                ))

    def _mdq_check_not_public(self):
        """A public file opens to everybody, and goes on doing so when its revision is out of use."""
        for attachment in self._mdq_filter_guarded():
            if attachment.public:
                raise UserError(self.env._(
                    "File %s belongs to a controlled document and cannot be made public. Distribute the document instead.",
                    attachment.name,
                ))

    def _mdq_check_not_placed_on_locked(self):
        """A second attachment in the place of a file would be read instead of it."""
        self._mdq_filter_guarded().filtered(
            lambda attachment: attachment.res_model == "mdq.document.file"
        )._mdq_check_not_locked()
