import werkzeug
from odoo import http
from odoo.addons.mdq_base.core import upload
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

SUPPLIER = "mdq_base.group_supplier_user"
ANSWERS = "mdq_base.group_supplier_quality"
MOST_FILES = 5  # in one request
LARGEST_REQUEST = 60 * 1024 * 1024  # some files of 10 MB and the form around them


def read_files(names):
    """Return [(name, bytes)] of files that were sent; too many, or one too large, are refused before they are read into memory."""
    files, sent = [], [file for file in request.httprequest.files.getlist(names) if file.filename]
    if len(sent) > MOST_FILES:
        raise UserError(request.env._("Please send at most %s files.", MOST_FILES))
    for file in sent:
        size = file.stream.seek(0, 2)
        file.stream.seek(0)
        if size > upload.LARGEST:
            raise UserError(request.env._("%(name)s is larger than %(size)s MB. Send a smaller scan.", name=file.filename,
                                          size=upload.LARGEST // (1024 * 1024)))
        files.append((file.filename, file.stream.read()))
    return files


class AdmissionPortal(CustomerPortal):
    """What a supplier does for his admission: where it stands, documents to hand in, questionnaires to answer.

    He reads the sheets that he answers, which rules narrow to his company. Cases and documents are closed to him; what a page shows
    of them it shows because they are his company's.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_admission_count" in counters:
            values["mdq_admission_count"] = self._count_tasks() if request.env.user.has_group(SUPPLIER) else 0
        return values

    def _count_tasks(self):
        answers = request.env["mdq.supplier.questionnaire.answer"].search_count([("state", "in", ("sent", "returned"))])
        waiting = self._get_documents().filtered(lambda document: document.state in ("requested", "returned"))
        return answers + len(waiting) or len(self._get_cases())

    @http.route("/my/mdq/admission", type="http", auth="user", website=True, readonly=True)
    def mdq_admission(self, done=None, **_kwargs):
        self._check_supplier()
        handed_in = self._get_documents().filtered(lambda document: str(document.id) == done)
        return self._render_admission(done=handed_in.name)

    def _render_admission(self, error=None, done=None):
        answers = request.env["mdq.supplier.questionnaire.answer"].search([], order="state desc, due_date, id desc", limit=50)
        return request.render("mdq_supplier.portal_my_admission", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_admission",
            # Titles of what the rules have just picked out for this supplier.
            "answers": answers.sudo(), "cases": self._get_cases(), "documents": self._get_documents(),
            "may_answer": request.env.user.has_group(ANSWERS), "error": error, "done": done,
        })

    @http.route("/my/mdq/admission/document/<int:document_id>", type="http", auth="user", methods=["POST"], website=True,
                max_content_length=LARGEST_REQUEST)
    def mdq_admission_document(self, document_id, **_kwargs):
        document = self._get_document(document_id)
        try:
            with request.env.cr.savepoint():  # nothing of a refused upload stays
                self._hand_in(document, read_files("file"))
        except (UserError, AccessError) as error:
            return self._render_admission(error=str(error.args[0]))
        return request.redirect(f"/my/mdq/admission?done={document.id}#document-{document.id}", local=True)

    @http.route("/my/mdq/admission/document/<int:document_id>/file/<int:file_id>", type="http", auth="user", methods=["GET"],
                website=True)
    def mdq_admission_file(self, document_id, file_id, **_kwargs):
        # A file of his own company's document, and of no other.
        file = self._get_document(document_id).sudo().file_ids.filtered(lambda file: file.id == file_id)
        if not file:
            self._refuse()
        return file._get_stream().get_response(as_attachment=True)

    # ------------------------------------------------------------------------------------ helpers

    def _hand_in(self, document, files):
        if not files:
            raise UserError(request.env._("Choose a file first."))
        for name, content in files:
            document._receive(name, content)

    def _check_supplier(self):
        if not request.env.user.has_group(SUPPLIER):
            self._refuse()

    def _get_partner(self):
        return request.env.user.partner_id.commercial_partner_id

    def _get_cases(self):
        # The stages of the admission of the visitor's own company; the case itself is closed to him.
        return request.env["mdq.supplier.case"].sudo().search(
            [("partner_id", "=", self._get_partner().id), ("state", "!=", "cancelled")], limit=20
        )

    def _get_documents(self):
        # What his own company hands in for an open case.
        return request.env["mdq.supplier.case.document"].sudo().search([
            ("partner_id", "=", self._get_partner().id), ("case_id.state", "=", "open"), ("state", "!=", "waived"),
        ])

    def _get_document(self, document_id):
        """A document of the visitor's company; what is not his looks as if it were not there."""
        self._check_supplier()
        document = self._get_documents().filtered(lambda document: document.id == document_id)
        if not document:
            self._refuse()
        return document.sudo(False)

    def _refuse(self):
        raise werkzeug.exceptions.NotFound


class QuestionnairePortal(AdmissionPortal):
    """One questionnaire, answered on a phone: what is typed is kept as it is typed."""

    @http.route("/my/mdq/questionnaire/<int:answer_id>", type="http", auth="user", methods=["GET"], website=True)
    def mdq_questionnaire(self, answer_id, done=None, **_kwargs):
        return self._render_questionnaire(self._get_sheet(answer_id), done=done)

    def _render_questionnaire(self, answer, error=None, done=None):
        return request.render("mdq_supplier.portal_my_questionnaire", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_admission",
            # Questions and choices of a sheet that is his own; their weights are not shown.
            "answer": answer.sudo(), "sections": self._get_sections(answer.sudo()),
            "may_answer": request.env.user.has_group(ANSWERS) and answer.state in ("sent", "returned"),
            "error": error, "done": done,
        })

    @http.route("/my/mdq/questionnaire/<int:answer_id>/save", type="jsonrpc", auth="user", website=True)
    def mdq_questionnaire_save(self, answer_id, line_id, value):
        """Keep one answer; a refusal comes back as a sentence beside the question."""
        answer = self._get_sheet(answer_id)
        try:
            with request.env.cr.savepoint():  # a refused value does not stay
                return answer.save_answer(line_id, value)
        except (UserError, AccessError) as error:
            return {"error": str(error.args[0])}

    @http.route("/my/mdq/questionnaire/<int:answer_id>/file/<int:line_id>", type="http", auth="user", methods=["POST"], website=True,
                max_content_length=LARGEST_REQUEST)
    def mdq_questionnaire_upload(self, answer_id, line_id, **_kwargs):
        answer = self._get_sheet(answer_id)
        try:
            with request.env.cr.savepoint():  # nothing of a refused upload stays
                answer._add_files(line_id, read_files("file"))
        except (UserError, AccessError) as error:
            return self._render_questionnaire(answer, error=str(error.args[0]))
        return request.redirect(f"/my/mdq/questionnaire/{answer_id}#question-{line_id}", local=True)

    @http.route("/my/mdq/questionnaire/<int:answer_id>/submit", type="http", auth="user", methods=["POST"], website=True)
    def mdq_questionnaire_submit(self, answer_id, **_kwargs):
        answer = self._get_sheet(answer_id)
        try:
            with request.env.cr.savepoint():
                answer.submit()
        except (UserError, AccessError) as error:
            return self._render_questionnaire(answer, error=str(error.args[0]))
        return request.redirect(f"/my/mdq/questionnaire/{answer_id}?done=1", local=True)

    @http.route("/my/mdq/questionnaire/<int:answer_id>/pdf", type="http", auth="user", methods=["GET"], website=True)
    def mdq_questionnaire_pdf(self, answer_id, **_kwargs):
        return self._show_report(model=self._get_sheet(answer_id), report_type="pdf", download=True,
                                 report_ref="mdq_supplier.mdq_supplier_questionnaire_report_action")

    @http.route("/my/mdq/questionnaire/<int:answer_id>/file/<int:line_id>/<int:file_id>", type="http", auth="user", methods=["GET"],
                website=True)
    def mdq_questionnaire_file(self, answer_id, line_id, file_id, **_kwargs):
        # A file of his own sheet, and of no other.
        lines = self._get_sheet(answer_id).sudo().line_ids.filtered(lambda line: line.id == line_id)
        file = lines.file_ids.filtered(lambda file: file.id == file_id)
        if not file:
            self._refuse()
        return file._get_stream().get_response(as_attachment=True)

    def _get_sheet(self, answer_id):
        self._check_supplier()
        answer = request.env["mdq.supplier.questionnaire.answer"].browse(answer_id)
        try:
            answer.check_access("read")
            return answer.exists() or self._refuse()
        except (AccessError, MissingError):
            return self._refuse()

    def _get_sections(self, answer):
        """The questions under their headings."""
        sections = [{"title": "", "lines": []}]
        for line in answer.line_ids:
            if line.kind == "section":
                sections.append({"title": line.question_id.name, "lines": []})
            else:
                sections[-1]["lines"].append(line)
        return [section for section in sections if section["lines"]]
