import io

import xlsxwriter
from odoo import http
from odoo.addons.mdq_base.controllers.listing import readable
from odoo.addons.mdq_base.controllers.paper import give
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from werkzeug.exceptions import NotFound

COLOURS = {
    "done": "#D8F0DF", "due": "#DCEBFA", "stale": "#FDEDC8", "overdue": "#E57373", "expiring": "#FFF4DB", "expired": "#F8D7DA",
}


class TrainingPortal(CustomerPortal):
    """A person's own training, made for a phone: read, quiz, sign, certificate."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "mdq_training_count" in counters:
            values["mdq_training_count"] = len(self._get_mine("open"))
        return values

    @http.route("/my/training", type="http", auth="user", website=True)
    def mdq_my_training(self, **_kwargs):
        return request.render("mdq_document.portal_my_training", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_training",
            # What is to be learnt is named to whom it is assigned.
            "todo": self._get_mine("open").sudo(), "done": self._get_mine("done").sudo(),
        })

    @http.route("/my/training/<int:assignment_id>", type="http", auth="user", website=True)
    def mdq_training(self, assignment_id, **_kwargs):
        return self._render_training(self._get_assignment(assignment_id))

    @http.route("/mdq/training/<int:assignment_id>/file/<int:file_id>", type="http", auth="user", website=True)
    def mdq_training_file(self, assignment_id, file_id, **_kwargs):
        """Stream a file of the revision to its reader, and note that he opened it."""
        assignment = self._get_assignment(assignment_id)
        file = assignment._open_file(file_id)
        if not file:
            raise NotFound
        # The assignment has just opened this one file to its person; it says on its pages what it is worth.
        return file._get_stream(request.env.user.name).get_response(as_attachment=not file.is_pdf)

    @http.route("/my/training/<int:assignment_id>/quiz", type="http", auth="user", website=True)
    def mdq_training_quiz(self, assignment_id, **_kwargs):
        assignment = self._get_assignment(assignment_id)
        try:
            return request.redirect(assignment.action_start_quiz()["url"])
        except UserError as refusal:
            return self._render_training(assignment, str(refusal))

    @http.route("/my/training/<int:assignment_id>/certificate", type="http", auth="user", website=True)
    def mdq_training_certificate(self, assignment_id, **_kwargs):
        assignment = self._get_assignment(assignment_id)
        if assignment.state != "done":
            raise NotFound
        return give(assignment._mdq_get_issued_paper())

    # ------------------------------------------------------------------------------------ helpers

    def _get_mine(self, state):
        return request.env["mdq.training.assignment"].search(
            [("person_id", "=", request.env.user.partner_id.id), ("state", "=", state)]
        )

    def _get_assignment(self, assignment_id):
        """Return one's own assignment; what is not one's own looks as if it were not there."""
        assignment = readable(request.env["mdq.training.assignment"].browse(assignment_id))
        if not assignment.is_mine:
            raise NotFound
        return assignment

    def _render_training(self, assignment, refusal=None):
        return request.render("mdq_document.portal_training", {
            **self._prepare_portal_layout_values(), "page_name": "mdq_training", "assignment": assignment, "refusal": refusal,
            "known": assignment.sudo(),  # the document and the course of one's own assignment
            "sign_props": {
                "model": "mdq.training.assignment", "method": "confirm", "ids": assignment.ids, "meaning": "understood",
                "title": request.env._("Read and Understood"), "records": assignment.mapped("display_name"),
                "className": "btn-primary btn-lg w-100",
            },
        })


class TrainingMatrix(http.Controller):

    @http.route("/mdq/training/matrix.xlsx", type="http", auth="user", readonly=True)
    def mdq_training_matrix(self, kind="document", **filters):
        chosen = {name: int(value) for name, value in filters.items() if value.isdecimal()}
        assignments = request.env["mdq.training.assignment"]
        if not request.env.user._is_internal():
            raise NotFound
        matrix = assignments.get_matrix(kind, chosen)
        title = request.env._("Training matrix")
        return request.make_response(write_matrix(request.env, matrix, dict(assignments._fields["status"]._description_selection(request.env))), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(f"{title}.xlsx")),
        ])


def write_matrix(env, matrix, labels):
    """Return the matrix as a workbook, in bytes."""
    buffer = io.BytesIO()
    # No text becomes a formula, whatever a course is called.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(env._("Training matrix"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    formats = {name: book.add_format({"bg_color": colour, "border": 1}) for name, colour in COLOURS.items()}
    for column, title in enumerate((env._("Person"), env._("Department or company"))):
        sheet.write(0, column, title, head)
    for column, subject in enumerate(matrix["columns"], 2):
        sheet.write(0, column, f"{subject['code']} {subject['name']}", head)
    for line, row in enumerate(matrix["rows"], 1):
        _write_row(sheet, line, row, matrix, labels, formats)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 1 + len(matrix["columns"]), 18)
    sheet.freeze_panes(1, 2)
    book.close()
    return buffer.getvalue()


def _write_row(sheet, line, row, matrix, labels, formats):
    sheet.write_string(line, 0, row["name"])
    sheet.write_string(line, 1, row["place"])
    for column, subject in enumerate(matrix["columns"], 2):
        cell = matrix["cells"][row["id"]].get(subject["id"])
        if cell:
            _key, status, date = cell
            sheet.write_string(line, column, f"{labels[status]} {date}".strip(), formats[status])
