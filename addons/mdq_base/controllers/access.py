import io

import xlsxwriter
from odoo import fields, http
from odoo.http import content_disposition, request

FACTS = ("person", "login", "supplier", "role", "via", "is_admin", "last_login", "second_factor", "conflict")
DECISION = ("decision", "comment", "decided_by", "decided_on", "is_done")


class AccessController(http.Controller):
    """People and roles as a workbook: of a review, or as of a date."""

    @http.route("/mdq/access/<any('mdq.access.review','mdq.access.day'):model>/<int:res_id>.xlsx",
                type="http", auth="user", methods=["GET"])
    def mdq_access_workbook(self, model, res_id):
        record = request.env[model].browse(res_id).exists()
        if not record:
            raise request.not_found()
        record.check_access("read")
        names = FACTS + (DECISION if model == "mdq.access.review" else ())
        return request.make_response(_workbook(record, names), [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(f"{record.display_name}.xlsx")),
        ])


def _workbook(record, names):
    lines = record.line_ids
    output = io.BytesIO()
    # No text becomes a formula, whatever somebody called himself.
    with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "bg_color": "#E7E9ED", "bottom": 1})
        sheet.write(0, 0, f"{record._description} {record.display_name}", book.add_format({"bold": True, "font_size": 14}))
        sheet.write(1, 0, record.env._("As of %s (UTC)", fields.Datetime.to_string(record.as_of)))
        sheet.write_row(3, 0, [lines._fields[name]._description_string(record.env) for name in names], bold)
        for number, line in enumerate(lines, 4):
            sheet.write_row(number, 0, [_text(line, name) for name in names])
        sheet.set_column(0, len(names), 22)
        sheet.freeze_panes(4, 1)
        if lines:
            sheet.autofilter(3, 0, 3 + len(lines), len(names) - 1)
    return output.getvalue()


def _text(line, name):
    """A value as the screen shows it."""
    field, value = line._fields[name], line[name]
    if field.type == "boolean":
        return "×" if value else ""
    if field.type == "selection":
        return dict(field._description_selection(line.env)).get(value, "")
    if field.type == "datetime":
        return fields.Datetime.to_string(value) if value else ""
    return (value.display_name if field.type == "many2one" else value) or ""
