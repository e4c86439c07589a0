from odoo import models

WAITING = {"res_model": "mail.compose.message", "res_id": 0}


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _create_attachments_for_post(self, values_list, extra_list):
        """Files that come with a message wait in the composer, as those that people attach: a signed record takes no others."""
        if not hasattr(self, "_mdq_sealed"):
            return super()._create_attachments_for_post(values_list, extra_list)
        attachments = super()._create_attachments_for_post([{**values, **WAITING} for values in values_list], extra_list)
        for attachment, values in zip(attachments, values_list, strict=True):
            attachment.write({name: values[name] for name in WAITING})
        return attachments
