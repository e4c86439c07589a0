import io

import xlsxwriter
from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

SHARES = ("product_id", "process_id", "partner_id", "amount", "share", "hhi", "is_sole", "alternate_ids", "days_to_qualify")
HITS = (
    "product_id", "bought_id", "process_id", "through", "open_quantity", "uom_id", "free", "used", "cover_days", "alternate_ids",
    "days_to_qualify",
)
UNKNOWN = {"cover_days": "is_cover_known", "days_to_qualify": "is_time_known"}


class ResilienceWorkbook(http.Controller):
    """Dependence and what-if as a workbook; numbers are numbers, and what is not known is empty."""

    @http.route("/mdq/resilience/<int:run_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def mdq_resilience_xlsx(self, run_id):
        run = request.env["mdq.supplier.resilience"].browse(run_id)
        try:
            run.check_access("read")
            content = self._write(run)
        except (AccessError, MissingError):
            raise request.not_found() from None
        title = request.env._("Supply resilience")
        return request.make_response(content, [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(f"{title} {run.date_to}.xlsx")),
        ])

    def _write(self, run):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
            percent = book.add_format({"num_format": "0.0%"})
            for title, lines, names in ((request.env._("What stops"), run.hit_ids, HITS), (request.env._("Dependence"), run.share_ids, SHARES)):
                self._write_sheet(book.add_worksheet(title), lines, names, head, percent)
        return buffer.getvalue()

    def _write_sheet(self, sheet, lines, names, head, percent):
        for column, name in enumerate(names):
            sheet.write_string(0, column, lines._fields[name]._description_string(request.env), head)
        for row, line in enumerate(lines, 1):
            for column, name in enumerate(names):
                self._write_cell(sheet, row, column, line, name, percent)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(names), 22)

    def _write_cell(self, sheet, row, column, line, name, percent):
        value = line[name]
        if name in UNKNOWN and not line[UNKNOWN[name]]:
            return
        if line._fields[name].relational:
            sheet.write_string(row, column, ", ".join(value.mapped("display_name")))
        elif isinstance(value, bool):
            sheet.write_string(row, column, request.env._("Yes") if value else "")
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write_number(row, column, value, percent if name == "share" else None)
