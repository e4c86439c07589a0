from odoo import models
from odoo.http import Stream
from odoo.tools.mimetypes import guess_mimetype


class MdqDocumentFile(models.Model):
    """A file on its way to a reader."""

    _inherit = "mdq.document.file"

    def _get_stream(self, reader):
        """Return the file for this reader (a name), as a stream that a controller answers with."""
        self.ensure_one()
        content = self._get_stored_bytes()[self.id]
        return Stream(type="data", data=content, size=len(content), download_name=self.name,
                      mimetype=guess_mimetype(content, default="application/octet-stream"), etag=False)
