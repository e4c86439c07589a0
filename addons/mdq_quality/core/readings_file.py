"""Read measured values out of files: a sheet of units × characteristics, or a list as measuring machines export it.

>>> rows = parse("a.csv", b"Unit;D1;Surface\\n1;5,98;ok\\n2;6,01;bad\\n")
>>> [(row.place, row.unit_no, row.name, row.text) for row in rows]
[('2 B', 1, 'D1', '5.98'), ('2 C', 1, 'Surface', 'ok'), ('3 B', 2, 'D1', '6.01'), ('3 C', 2, 'Surface', 'bad')]
>>> rows = parse("cmm.txt", b"Part\\tFeature\\tNominal\\tActual\\tUnits\\n1\\tD1\\t6.00\\t5.981\\tmm\\n")
>>> [(row.unit_no, row.name, row.text, row.uom) for row in rows]
[(1, 'D1', '5.981', 'mm')]
>>> as_judged("合格"), as_judged("NG"), as_judged("maybe")
(True, False, None)
"""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal

import openpyxl
from openpyxl.utils import get_column_letter

MOST_ROWS = 20_000
LARGEST = 10 * 1024 * 1024
# What the headings of lists are called, by machines and by people.
UNITS = {"unit", "unit no", "unit no.", "part", "part no", "part no.", "piece", "sample", "sample no", "no", "no.", "#", "件号", "序号", "样品", "样本", "编号"}
NAMES = {"characteristic", "feature", "feature name", "name", "balloon", "balloon no", "code", "dimension", "label", "id", "特性", "检验特性", "尺寸", "球标", "气泡号", "代码"}
VALUES = {"actual", "measured", "value", "measurement", "meas", "result", "reading", "实测", "实测值", "测量值", "结果", "读数"}
UOMS = {"units", "uom", "unit of measure", "单位"}
GOOD = {"ok", "good", "pass", "passed", "go", "yes", "y", "true", "conform", "合格", "良", "通过", "是", "√", "✓"}
BAD = {"no", "ng", "bad", "fail", "failed", "nok", "nogo", "no-go", "n", "false", "reject", "不合格", "不良", "否", "×", "✗"}


@dataclass(frozen=True)
class Row:
    """One value of a file: where it stands, and what it is said to be."""

    place: str
    unit_no: int | None
    name: str
    text: str
    uom: str = ""


class Unreadable(ValueError):
    """The file is no table of readings; `kind` says why: file, large, headings or rows."""

    def __init__(self, kind):
        super().__init__(kind)
        self.kind = kind


def parse(name, content):
    """Return the values of a file in their order."""
    if len(content) > LARGEST:
        raise Unreadable("large")
    table = _sheet(content) if content.startswith(b"PK") else _text(content)
    table = [row for row in table if any(text for _place, text in row)]
    for start, row in enumerate(table[:20]):  # machines write a head above the table
        found = _as_list(row, table[start + 1:]) or _as_matrix(row, table[start + 1:])
        if found:
            return found
    raise Unreadable("headings")


def number(text, decimal_comma=False):
    """Return the text of a number with a point, as it was written otherwise.

    >>> number("5,98"), number("1.234,5", True), number("1,234.5"), number("6.00"), number("1,234", False)
    ('5.98', '1234.5', '1234.5', '6.00', '1.234')
    """
    text = text.strip().replace("\\u00a0", "").replace(" ", "")
    if "," in text and "." in text:
        return text.replace(".", "").replace(",", ".") if text.rindex(",") > text.rindex(".") else text.replace(",", "")
    return text.replace(",", ".")


def as_judged(text):
    """Return whether a word says good or bad; None when it says neither."""
    word = text.strip().lower()
    return True if word in GOOD else False if word in BAD else None


# --- tables: [[(place, text)]] -----------------------------------------------------------------------------------------


def _sheet(content):
    try:
        sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        return [[(f"{line} {get_column_letter(column)}", _cell(value)) for column, value in enumerate(row, 1)]
                for line, row in enumerate(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 50), 1)]
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever a broken archive makes it raise
        raise Unreadable("file") from error


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ok" if value else "no"
    return format(Decimal(repr(value)), "f") if isinstance(value, float) else str(value).strip()


def _text(content):
    lines = _decode(content).splitlines()
    if len(lines) > MOST_ROWS + 50:
        raise Unreadable("rows")
    delimiter = max("\t;|,", key=lambda sign: sum(line.count(sign) for line in lines[:40]) + (sign == "\t"))
    if delimiter == "," and any(";" in line for line in lines[:40]):
        delimiter = ";"  # then the commas are those of numbers
    rows = csv.reader(lines, delimiter=delimiter)
    return [[(f"{line} {get_column_letter(column)}", text.strip()) for column, text in enumerate(row, 1)]
            for line, row in enumerate(rows, 1)]


def _decode(content):
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030", "latin-1"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("file")


def _as_list(head, rows):
    """One value a row, with columns for the characteristic and its value."""
    names = [text.lower() for _place, text in head]
    name, value = _find(names, NAMES), _find(names, VALUES)
    if name is None or value is None:
        return None
    unit, uom = _find(names, UNITS), _find(names, UOMS)
    return [
        Row(_place(row, value), _whole(_get(row, unit)) if unit is not None else 1, _get(row, name), _value(_get(row, value)), _get(row, uom))
        for row in rows if _get(row, name) and _get(row, value)
    ]


def _as_matrix(head, rows):
    """A row a unit, a column a characteristic."""
    names = [text for _place, text in head]
    if len(names) < 2 or names[0].lower() not in UNITS or not any(names[1:]):
        return None
    return [
        Row(_place(row, column), _whole(_get(row, 0)), names[column], _value(_get(row, column)))
        for row in rows for column in range(1, len(names)) if names[column] and _get(row, column)
    ]


def _find(names, known):
    return next((place for place, name in enumerate(names) if name in known), None)


def _get(row, column):
    return row[column][1] if column is not None and column < len(row) else ""


def _place(row, column):
    return row[column][0]


def _value(text):
    return number(text) if re.fullmatch(r"[-+\d.,\s  eE]+", text) else text


def _whole(text):
    match = re.fullmatch(r"\D*?(\d{1,9})(?:\.0+)?", text)
    return int(match[1]) if match else None
