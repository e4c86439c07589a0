from odoo import http
from odoo.http import content_disposition, request

from .listing import readable


def give(paper):
    """The bytes of a paper as they were issued, under its number."""
    # Who was let in by the record, or by the register of papers, may have the file.
    known = paper.sudo()
    return request.make_response(known._get_content(), [
        ("Content-Type", "application/pdf"), ("Content-Disposition", content_disposition(known.name)),
        ("X-Content-Type-Options", "nosniff"),
    ])


class PaperController(http.Controller):
    """Issued papers: the one in force of a record, which is made the first time, and any by its entry in the register."""

    @http.route("/mdq/certificate/<string:model>/<int:res_id>", type="http", auth="user", methods=["GET"])
    def mdq_certificate(self, model, res_id):
        if not getattr(request.env.get(model), "_mdq_issued_report", ""):
            raise request.not_found()
        return give(readable(request.env[model].browse(res_id))._mdq_get_issued_paper())

    @http.route("/mdq/paper/<int:paper_id>", type="http", auth="user", methods=["GET"], readonly=True)
    def mdq_paper(self, paper_id):
        paper = readable(request.env["mdq.issued.paper"].browse(paper_id))
        readable(request.env[paper.res_model].browse(paper.res_id))
        return give(paper)
