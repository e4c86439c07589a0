"""Patterns of recorded texts, such as heat numbers, in signs that need no programmer.

9 stands for a digit, A for a letter, ? for a digit or a letter, * for anything; all else stands for itself, and so does
what follows a backslash.

>>> fits(r"TI6-9999-\\A9", "TI6-2610-A3"), fits(r"TI6-9999-\\A9", "TI6-2610-H3"), fits("H*", "H")
(True, False, True)
>>> fits("炉号9999", "炉号2610"), fits("99", "9a")
(True, False)
"""

import re

MOST_STARS = 2  # with more, an unlucky text could take long to compare
SIGNS = {"9": "[0-9]", "A": "[A-Za-z]", "?": "[0-9A-Za-z]", "*": ".*"}


def fits(pattern, text):
    """Whether a whole text has the form of a pattern."""
    return re.fullmatch(expression(pattern), text, re.DOTALL) is not None


def expression(pattern):
    """Return the regular expression of a pattern; stars that follow each other are one.

    >>> expression("A9**")
    '[A-Za-z][0-9].*'
    """
    parts, signs = [], iter(pattern)
    for sign in signs:
        part = re.escape(next(signs, "\\")) if sign == "\\" else SIGNS.get(sign) or re.escape(sign)
        if not (part == ".*" and parts[-1:] == [".*"]):
            parts.append(part)
    if parts.count(".*") > MOST_STARS:
        raise ValueError(f"expected at most {MOST_STARS} stars in a pattern, got {pattern!r}")
    return "".join(parts)
