"""Copies of records as a workbook: one sheet for the fields, one a table, one each for files, approvals, signatures.

Everything is written as text, as it was read: nothing is a formula and no number loses its digits.
"""

import io

import xlsxwriter

MOST = 32_767  # characters in a cell of Excel
CUT = " … (cut: a cell takes no more; the copy as JSON has all of it)"
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
PARTS = ("files", "approvals", "signatures")


def build(copies):
    """Return the bytes of a workbook with these copies (dicts as `get_record_copy` returns them)."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        for name, rows in _sheets(copies):
            _write(book.add_worksheet(name), rows, head)
    return stream.getvalue()


def _sheets(copies):
    """Return [(name, rows)]; the first row has the headings."""
    sheets = [("Record", [("Number", "Field", "Value"), *(row for copy in copies for row in _field_rows(copy))])]
    names = {"Record"}
    for name, rows in [*_tables(copies), *_parts(copies)]:
        sheets.append((_free_name(name, names), rows))
    return sheets


def _field_rows(copy):
    facts = [(key, copy[key]) for key in ("kind", "number", "revision", "status", "company")]
    return [(copy["number"], label, text) for label, text in [*facts, *((f["label"], f["text"]) for f in copy["fields"])]]


def _tables(copies):
    """Gather the rows of each table, and of the tables in them, under the path of labels that leads there."""
    found = {}
    for copy in copies:
        _gather(copy, copy["number"], "", found)
    for path, rows in found.items():
        labels = list(dict.fromkeys(label for _place, row in rows for label in row))
        yield path, [("In", *labels), *((place, *(row.get(label, "") for label in labels)) for place, row in rows)]


def _gather(content, place, path, found):
    for table in content["tables"]:
        name = f"{path}{table['label']}"
        for row in table["rows"]:
            found.setdefault(name, []).append((place, {field["label"]: field["text"] for field in row["fields"]}))
            _gather(row, f"{place} › {row['title']}", f"{name} › ", found)


def _parts(copies):
    for part in PARTS:
        items = [(copy["number"], item) for copy in copies for item in copy[part]]
        if items:
            keys = list(items[0][1])
            yield part.title(), [("In", *keys), *((number, *(str(item[key]) for key in keys)) for number, item in items)]


def _free_name(name, taken):
    """Return a name that Excel takes for a sheet: short, without its signs, and not there yet."""
    short = name.translate(FORBIDDEN)[:31]
    number = 1
    while short.lower() in {other.lower() for other in taken}:
        number += 1
        short = f"{name.translate(FORBIDDEN)[:27]} {number}"
    taken.add(short)
    return short


def _write(sheet, rows, head):
    for column, heading in enumerate(rows[0]):
        sheet.write_string(0, column, heading, head)
    for number, row in enumerate(rows[1:], 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, _fit(text or ""))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(rows[0]), 24)


def _fit(text):
    return text if len(text) <= MOST else text[:MOST - len(CUT)] + CUT
