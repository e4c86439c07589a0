"""Limits from a nominal and its tolerance as drawings write it, in exact decimals.

>>> limits("3.50", "±0.05")
('3.45', '3.55')
>>> limits("6", "+0.02/-0.01"), limits("6", "0 / -0.012"), limits("6", "+0.05/+0.02")
(('5.99', '6.02'), ('5.988', '6'), ('6.02', '6.05'))
>>> limits("6", "0.05")
Traceback (most recent call last):
ValueError: expected a tolerance such as ±0.05 or +0.02/-0.01, got '0.05'
"""

import re

from . import judging

NUMBER = r"\d+(?:\.\d+)?"
BOTH = re.compile(rf"(?:±|\+/-|\+-)\s*({NUMBER})")
TWO = re.compile(rf"([+-]?\s*{NUMBER})\s*[/;\s]\s*([+-]?\s*{NUMBER})")
FULL_WIDTH = judging.FULL_WIDTH | str.maketrans("／；", "/;")


def deviations(tolerance):
    """Return (lower, upper) deviation as decimals; a deviation other than 0 has its sign."""
    text = str(tolerance or "").translate(FULL_WIDTH).strip()
    both, two = BOTH.fullmatch(text), TWO.fullmatch(text)
    parts = [f"-{both[1]}", f"+{both[1]}"] if both else [part.replace(" ", "") for part in two.groups()] if two else []
    found = sorted(judging.parse(part) for part in parts)
    unsigned = any(number and part[0] not in "+-" for part, number in zip(parts, map(judging.parse, parts), strict=True))
    if not found or unsigned:
        raise ValueError(f"expected a tolerance such as ±0.05 or +0.02/-0.01, got {tolerance!r}")
    return tuple(found)


def limits(nominal, tolerance):
    """Return (lower, upper) limit as text, exactly nominal plus deviation."""
    middle = judging.parse(nominal)
    if middle is None:
        raise ValueError("expected a nominal for the tolerance, got nothing")
    return tuple(judging.text(middle + deviation) for deviation in deviations(tolerance))
