from odoo import models
from odoo.addons.mdq_base.core import pdf_stamp
from odoo.http import Stream
from odoo.tools.mimetypes import guess_mimetype

from ..core import controlled_copy

FOOT = 6  # millimetres between the line and the lower edge
# Of a revision that is not in force; both languages on every page, whoever opens it.
WATERMARKS = {
    "draft": "DRAFT 草稿", "in_review": "IN REVIEW 评审中", "superseded": "SUPERSEDED 已被替代", "obsolete": "OBSOLETE 已作废",
}


class MdqDocumentFile(models.Model):
    """A file on its way to a reader: every page says what it is worth.

    A PDF is stamped. Another file is handed out as it is while its revision is in force; otherwise, and as a controlled copy, it
    goes in a ZIP with a cover page that says the same.
    """

    _inherit = "mdq.document.file"

    def _get_stream(self, reader):
        """Return the file for this reader (a name), as a stream that a controller answers with."""
        self.ensure_one()
        # What is stamped on a page are facts of the document, whatever the reader may see of it.
        document = self.sudo().document_id
        line = (f"{document.code} rev. {document.revision} | {reader} | {self.env.company._mdq_today()} | "
                "Uncontrolled when printed 打印件不受控")
        watermark = WATERMARKS.get(document.state, "")
        return self._make_stream(*self._get_marked(line, watermark, must_be_marked=bool(watermark)))

    def _get_marked(self, line, watermark="", must_be_marked=True):
        """Return (name, bytes): the stamped PDF, or the file as it is, or in a ZIP with its cover."""
        content = self._get_stored_bytes()[self.id]
        upright = controlled_copy.upright(content) if content.startswith(b"%PDF") else None
        if upright:
            strips = controlled_copy.strips(upright, self._print(controlled_copy.words(line, watermark)))
            return self.name, pdf_stamp.stamp([upright], strips, controlled_copy.MARGIN_TOP, FOOT)[0]
        if not must_be_marked:
            return self.name, content
        cover = self._print(controlled_copy.cover(watermark or line, [line, self.name, f"SHA-256 {self.sha256}"]))
        return f"{self.name}.zip", controlled_copy.bundle(self.name, content, cover)

    def _print(self, html):
        # The paper is closed to suppliers; what is printed on it is said by the server.
        paper = self.env["ir.actions.report"].sudo().new({"paperformat_id": self.env.ref("mdq_base.mdq_paperformat").id})
        return paper._run_wkhtmltopdf([html])

    def _make_stream(self, name, content):
        return Stream(type="data", data=content, size=len(content), download_name=name, etag=False,
                      mimetype=guess_mimetype(content, default="application/octet-stream"))


class MdqDocument(models.Model):
    _inherit = "mdq.document"

    def _mdq_get_portal_partner(self):
        """Of a document that goes to one supplier, e.g. an agreement, the signatory of that supplier decides."""
        suppliers = self.supplier_ids.commercial_partner_id
        return super()._mdq_get_portal_partner() or (suppliers if len(suppliers) == 1 else suppliers.browse())

    def _mdq_get_approval_stream(self, file, name):
        """Who is asked to sign a revision in the portal gets its files as everybody else: marked as not yet in force."""
        if file.res_model != "mdq.document.file":
            return super()._mdq_get_approval_stream(file, name)
        return self.env["mdq.document.file"].browse(file.res_id)._get_stream(self.env.user.partner_id._mdq_get_name_and_employer())
