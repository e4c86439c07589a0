from odoo import models

from .ir_attachment import GUARDED_MODELS


class IrBinary(models.AbstractModel):
    """Files of controlled documents are streamed to whoever may open the revision; links with a token open nothing."""

    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        owner = self._mdq_get_guarded_owner(record)
        if owner is None:
            return super()._record_to_stream(record, field_name)
        # In the name of the caller: a token in the address has made the record one of the superuser.
        owner = self.env[owner._name].browse(owner.id)
        owner.check_access("read")
        if owner._name == "mdq.document.file":
            return owner._get_stream(self.env.user.name)
        return super()._record_to_stream(record, field_name)

    def _mdq_get_guarded_owner(self, record):
        """Return the document, or the file line, whose content this record carries, else None."""
        if record._name in GUARDED_MODELS:
            return record
        if record._name == "ir.attachment" and record.res_model in GUARDED_MODELS and record.res_id:
            return self.env[record.res_model].browse(record.res_id)
        return None
