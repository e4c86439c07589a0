r"""Rows as comma-separated values, for people who open them in a spreadsheet.

What looks like a formula is marked as text, so that nothing that somebody typed is reckoned there.

>>> row(["EV-1", 3, "=1+1"])
"EV-1,3,'=1+1\r\n"
"""

import csv
import io

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(values):
    """Return one line."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value for value in values])
    return line.getvalue()
