from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files that were sent as evidence stay what they were when they came, by whatever route somebody comes."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        placed = attachments._mdq_filter_evidence()
        if placed:
            placed._mdq_check_alone()
        return attachments

    def write(self, vals):
        guarded = self._mdq_filter_evidence()
        if guarded and any(attachment._mdq_is_changed_by(vals) for attachment in guarded):
            raise UserError(self._mdq_get_evidence_refusal())
        result = super().write(vals)
        if self._mdq_is_upload_model(vals.get("res_model")):
            (self._mdq_filter_evidence() - guarded)._mdq_check_alone()
        return result

    def unlink(self):
        if self._mdq_filter_evidence():
            raise UserError(self._mdq_get_evidence_refusal())
        return super().unlink()

    def _mdq_is_upload_model(self, name):
        return bool(name) and name in self.env and getattr(self.env[name], "_mdq_is_upload", False)

    def _mdq_filter_evidence(self):
        # A guard sees every attachment, whatever the caller may read.
        return self.sudo().filtered(lambda attachment: self._mdq_is_upload_model(attachment.res_model))

    def _mdq_check_alone(self):
        """A second attachment in the place of a file would be read instead of it."""
        for attachment in self:
            # The same: every attachment counts.
            others = self.sudo().search_count([
                ("res_model", "=", attachment.res_model), ("res_id", "=", attachment.res_id), ("res_field", "!=", False),
                ("id", "!=", attachment.id),
            ])
            if others or attachment.res_field != "content":
                raise UserError(self._mdq_get_evidence_refusal())

    def _mdq_get_evidence_refusal(self):
        return self.env._("Files that were sent as evidence are neither changed, replaced nor removed. Send a newer one; both stay.")
