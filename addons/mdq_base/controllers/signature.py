from odoo import http
from odoo.http import request


class SignatureController(http.Controller):
    """The page behind the QR code of a signature."""

    @http.route(["/mdq/signature/<int:signature_id>", "/mdq/signature/<int:signature_id>/<string:token>"],
                type="http", auth="public", methods=["GET"], sitemap=False)
    def mdq_signature(self, signature_id, token=None):
        """Show all to who may read the record, the bare facts to who holds the paper, nothing to anybody else."""
        # Whether the visitor may see it is decided in the next two lines.
        signature = request.env["mdq.signature"].sudo().browse(signature_id).exists()
        full = bool(signature) and self._may_read(signature)
        if not full and not (signature and signature._is_token(token)):
            return request.render("mdq_base.mdq_signature_unknown", {"address": request.httprequest.path}, status=404)
        return request.render("mdq_base.mdq_signature_page", {
            "signed": signature._get_block()[0], "record_name": signature.record_name, "full": full,
            "why": signature._get_problems()[signature.id] if full else "",
        })

    def _may_read(self, signature):
        if request.env.user._is_public() or signature.res_model not in request.env:
            return False
        record = request.env[signature.res_model].browse(signature.res_id).exists()
        return bool(record) and record.has_access("read")
