import werkzeug
from odoo import http
from odoo.http import content_disposition, request
from odoo.tools.mimetypes import guess_mimetype


class DocumentCopy(http.Controller):
    """A controlled copy leaves the house: stamped, and written down."""

    @http.route("/mdq/document/copy/<int:copy_id>", type="http", auth="user", methods=["GET"], readonly=False)
    def mdq_document_copy(self, copy_id, **_kwargs):
        copy = request.env["mdq.document.copy"].browse(copy_id).exists()
        if not copy or not copy.has_access("read"):
            raise werkzeug.exceptions.NotFound
        name, content = copy._get_stamped()
        return request.make_response(content, [
            ("Content-Type", guess_mimetype(content)), ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)), ("Cache-Control", "no-store"),
        ])
