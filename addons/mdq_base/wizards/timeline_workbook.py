"""One sheet: what it is about on top, then the table, ready to be filtered."""

import datetime
import io

import xlsxwriter

MOST_SIGNS = 32_000  # a cell holds little more


def build(heading, columns, rows):
    """Return the bytes of a workbook from [(label, value)], [(title, width)] and rows of values."""
    stream = io.BytesIO()
    # Texts stay texts: a value that looks like a formula or a link is data here.
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        formats = _make_formats(book)
        _write_heading(sheet, heading, formats)
        _write_table(sheet, len(heading) + 1, columns, rows, formats)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return stream.getvalue()


def _make_formats(book):
    return {
        "label": book.add_format({"font_color": "#59626d"}),
        "value": book.add_format({"align": "left"}),
        "title": book.add_format({"bold": True, "bottom": 1, "bg_color": "#eef0f2", "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top", "align": "left"}),
    }


def _write_heading(sheet, heading, formats):
    for row, (label, value) in enumerate(heading):
        sheet.write(row, 0, label, formats["label"])
        sheet.write(row, 1, value, formats["value"])


def _write_table(sheet, top, columns, rows, formats):
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write(top, column, title, formats["title"])
    for row, values in enumerate(rows, top + 1):
        for column, value in enumerate(values):
            kind = "time" if isinstance(value, datetime.datetime) else "text"
            sheet.write(row, column, value[:MOST_SIGNS] if isinstance(value, str) else value, formats[kind])
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, top + max(len(rows), 1), len(columns) - 1)
