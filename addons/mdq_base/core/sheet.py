"""A list as a workbook: what is exported can be read in again, in either language.

>>> people = Sheet({"name": ("Name", "姓名", 20), "age": ("Age", "年龄", 8)}, "People 人员", needed="name")
>>> people.heading("age")
'Age 年龄'
>>> people.read(people.write([{"name": "=Li", "age": 40.0}, {}, {"age": 2}]))
[(2, {'name': '=Li', 'age': 40}), (4, {'name': None, 'age': 2})]
"""

import datetime
import io
import re

import openpyxl
import xlsxwriter

MOST_ROWS = 5_000


class Unreadable(ValueError):
    """The file is no such list; `kind` says why: file, headings or rows."""

    def __init__(self, kind, detail=""):
        super().__init__(kind)
        self.kind, self.detail = kind, detail


class Sheet:
    """The columns of a list: {key: (English, Chinese, width)}; those in `told` are written, and not read."""

    def __init__(self, columns, title, needed, told=()):
        self.columns, self.title, self.needed, self.told = columns, title, needed, told

    def heading(self, key):
        return " ".join(self.columns[key][:2])

    def write(self, rows, keys=None, note=()):
        """Return the bytes of a workbook with these rows: {key: value}; `note` is written on a sheet of its own."""
        stream = io.BytesIO()
        # Texts stay texts: a value that looks like a formula or a link is data here.
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
        with xlsxwriter.Workbook(stream, options) as book:
            self._write_rows(book, rows, keys or tuple(self.columns))
            if note:
                self._write_note(book, note)
        return stream.getvalue()

    def _write_rows(self, book, rows, keys):
        title = book.add_format({"bold": True, "bottom": 1, "bg_color": "#eef0f2", "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(self.title)
        for column, key in enumerate(keys):
            sheet.set_column(column, column, self.columns[key][2])
            sheet.write_string(0, column, self.heading(key), title)
        for number, row in enumerate(rows, 1):
            for column, key in enumerate(keys):
                sheet.write(number, column, row.get(key) or None)
        sheet.freeze_panes(1, 1)

    def _write_note(self, book, note):
        paper = book.add_worksheet("About 说明")
        paper.set_column(0, 0, 100)
        for number, line in enumerate(note):
            paper.write_string(number, 0, line)

    def read(self, content):
        """Return [(row number, {key: value})] of the first sheet; every key is there, None where the cell is empty."""
        try:
            sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        except Exception as error:  # noqa: BLE001  openpyxl raises whatever a broken archive makes it raise
            raise Unreadable("file") from error
        rows = sheet.iter_rows(values_only=True)
        places = self._find_columns(next(rows, ()))
        found = []
        for number, cells in enumerate(rows, 2):
            values = {key: clean(cells[place]) if place is not None and place < len(cells) else None for key, place in places.items()}
            if any(value is not None for value in values.values()):
                found.append((number, values))
            if len(found) > MOST_ROWS:
                raise Unreadable("rows", MOST_ROWS)
        return found

    def _find_columns(self, cells):
        """Return {key: place of its column}; either language of a heading will do."""
        known = {_plain(word): key for key in self.columns for word in (self.heading(key), *self.columns[key][:2])}
        places = {known[_plain(cell)]: place for place, cell in enumerate(cells) if _plain(cell) in known}
        if self.needed not in places:
            raise Unreadable("headings", self.heading(self.needed))
        return {key: places.get(key) for key in self.columns if key not in self.told}


def _plain(cell):
    return re.sub(r"\s+", " ", str(cell or "")).strip().lower()


def clean(value):
    """Return what a cell says: a day, a whole number where it is one, a text without blanks around it; None for nothing.

    >>> clean(3.0), clean(" a "), clean(""), clean(datetime.datetime(2026, 1, 31))
    (3, 'a', None, datetime.date(2026, 1, 31))
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return (value.strip() or None) if isinstance(value, str) else value
