"""Judge readings against limits, exactly: decimals as they were written, never rounded before the judgement.

>>> judge(parse("10.0049"), lower=parse("9.90"), upper=parse("10.00"))
False
>>> parse("") is None
True
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


def parse(entered):
    """Return a Decimal for a number or its text; None for nothing. Nothing is not zero.

    >>> parse(0), parse("-3.50"), parse(None)
    (Decimal('0'), Decimal('-3.50'), None)
    >>> parse("about 3")
    Traceback (most recent call last):
    ValueError: expected a number such as 3.45, got 'about 3'
    """
    if entered is None or entered is False or entered == "":
        return None
    text = repr(entered) if isinstance(entered, float) else str(entered).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or isinstance(entered, bool):
        raise ValueError(f"expected a number such as 3.45, got {entered!r}")
    return number


def text(number):
    """Return a decimal as plain text, with the digits it was given with.

    >>> text(Decimal("1E+2")), text(Decimal("3.450"))
    ('100', '3.450')
    """
    return "" if number is None else format(number, "f")


def judge(value, lower=None, upper=None):
    """Whether a value lies within its limits; a limit that is None does not exist.

    >>> judge(Decimal("9.90"), lower=Decimal("9.9"))
    True
    """
    return (lower is None or value >= lower) and (upper is None or value <= upper)


def convert(value, factor_from, factor_to):
    """Convert a value between two units of one kind, given how many reference units each is.

    Factors come as binary fractions; their twelve digits are what was meant (a foot is 304.8 mm).

    >>> convert(Decimal("0.35"), factor_from=0.01, factor_to=0.001)
    Decimal('3.5')
    >>> convert(Decimal("1"), factor_from=304.79999999999995, factor_to=1.0)
    Decimal('304.8')
    """
    if factor_from == factor_to:
        return value
    return (value * Decimal(f"{factor_from:.12g}") / Decimal(f"{factor_to:.12g}")).normalize()


@dataclass(frozen=True)
class Verdict:
    """What the readings of a sample say."""

    missing: tuple  # (unit, line) pairs without a reading
    failed_units: frozenset
    critical: bool
    accepted: bool


def conclude(units, lines, readings, acceptance_number=0):
    """Derive the decision on a lot from the readings of its sample.

    :param units: how many units are in the sample
    :param lines: {line: (required, critical)}
    :param readings: {(unit, line): passed}
    :return: Verdict; nothing is accepted while a required reading is missing

    >>> lines = {"diameter": (True, False), "crack": (True, True)}
    >>> conclude(1, lines, {(1, "diameter"): True}).missing
    ((1, 'crack'),)
    >>> conclude(1, lines, {(1, "diameter"): True, (1, "crack"): True}).accepted
    True
    >>> conclude(1, lines, {(1, "diameter"): True, (1, "crack"): False}, acceptance_number=1).accepted
    False
    """
    missing = tuple(
        (unit, line) for unit in range(1, units + 1) for line, (required, _critical) in lines.items()
        if required and (unit, line) not in readings
    )
    failed = [(unit, line) for (unit, line), passed in readings.items() if not passed]
    failed_units = frozenset(unit for unit, _line in failed)
    critical = any(lines[line][1] for _unit, line in failed)
    complete = bool(readings) and not missing
    accepted = complete and not critical and len(failed_units) <= acceptance_number
    return Verdict(missing, failed_units, critical, accepted)
