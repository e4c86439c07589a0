"""Judge readings against limits, exactly: decimals as they were written, never rounded before the judgement.

>>> judge(parse("10.0049"), lower=parse("9.90"), upper=parse("10.00"))
False
>>> parse("") is None
True
"""

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

# As numbers are written; longer ones, or with more digits in the exponent, are slips of a finger or of a program.
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,50}(?:\.[0-9]{0,50})?|\.[0-9]{1,50})(?:[eE][+-]?[0-9]{1,2})?")
# As a Chinese keyboard writes them.
FULL_WIDTH = str.maketrans("＋－−．。０１２３４５６７８９", "+--..0123456789")


def parse(entered):
    """Return a Decimal for a number or its text; None for nothing. Nothing is not zero.

    >>> parse(0), parse("-3.50"), parse(None), parse("５。９８")
    (Decimal('0'), Decimal('-3.50'), None, Decimal('5.98'))
    >>> parse("about 3")
    Traceback (most recent call last):
    ValueError: expected a number such as 3.45, got 'about 3'
    """
    if type(entered) is str:
        return _parse_text(entered)
    return _parse(entered)


@functools.lru_cache(maxsize=10_000)
def _parse_text(entered):
    """Limits and readings repeat: each text is read once."""
    return _parse(entered)


def _parse(entered):
    if entered is None or entered is False or entered == "":
        return None
    text = repr(entered) if isinstance(entered, float) else str(entered).strip().translate(FULL_WIDTH)
    if not NUMBER.fullmatch(text):
        raise ValueError(f"expected a number such as 3.45, got {entered!r}")
    return Decimal(text)


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


CLASSES = ("critical", "major", "minor")  # the worst first


@dataclass(frozen=True)
class Sample:
    """How many units are looked at for one class of defects, and from how many nonconforming ones the lot is rejected.

    Of a double plan this is the first sample: it accepts up to `ac`; between `ac` and `re` both samples together decide,
    which are `then`. With `each` the numbers are of nonconformities, of which a unit may have several.
    """

    n: int
    re: int = 1
    ac: int | None = None
    then: "Sample | None" = None
    each: bool = False

    def is_undecided(self, count):
        """Whether so many nonconforming units in the first sample of a double plan ask for the second one."""
        return self.then is not None and self.ac < count < self.re


@dataclass(frozen=True)
class ClassVerdict:
    """What the readings say of each class, and of the lot."""

    missing: tuple  # (unit, line) pairs without a reading
    failed_units: frozenset
    failed_by_class: dict
    rejecting: tuple  # classes with too many nonconforming units
    accepted: bool


def conclude_by_class(lines, readings, samples):
    """Derive the decision when each class of defects has its own sample and its own numbers.

    A unit counts once, in the worst class of its defects (ISO 2859-1, classification of nonconforming items); where the AQL
    is of nonconformities per 100 items, each of them counts, in its own class. A class without a sample of its own is looked
    at on all units of the largest sample, and one nonconforming unit rejects.

    :param lines: {line: (required, class)}
    :param readings: {(unit, line): passed}
    :param samples: {class: Sample}

    >>> lines = {"crack": (True, "critical"), "diameter": (True, "major"), "print": (True, "minor")}
    >>> samples = {"major": Sample(2, re=1), "minor": Sample(3, re=2)}
    >>> good = {(unit, line): True for unit in (1, 2, 3) for line in lines}
    >>> conclude_by_class(lines, good, samples).accepted
    True
    >>> conclude_by_class(lines, good | {(3, "print"): False}, samples).failed_by_class
    {'critical': 0, 'major': 0, 'minor': 1}
    >>> conclude_by_class(lines, good | {(3, "crack"): False, (3, "print"): False}, samples).rejecting
    ('critical',)
    >>> each = {"minor": Sample(3, re=3, each=True)}
    >>> conclude_by_class(lines | {"edge": (False, "minor")}, good | {(3, "print"): False, (3, "edge"): False}, each).failed_by_class
    {'critical': 0, 'major': 0, 'minor': 2}
    >>> del good[3, "print"]
    >>> conclude_by_class(lines, good, samples).missing
    ((3, 'print'),)
    """
    needed = needed_units(lines, samples)
    missing = tuple(
        (unit, line) for line, count in needed.items() for unit in range(1, count + 1)
        if lines[line][0] and (unit, line) not in readings
    )
    failed = [(unit, line) for (unit, line), passed in readings.items() if not passed and unit <= needed[line]]
    worst = _worst_class_by_unit(lines, failed)
    counts = {name: sum(found == name for found in worst.values()) for name in CLASSES}
    counts |= {name: sum(lines[line][1] == name for _unit, line in failed) for name, sample in samples.items() if sample.each}
    rejecting = tuple(name for name, count in counts.items() if count >= (samples[name].re if name in samples else 1))
    return ClassVerdict(missing, frozenset(worst), counts, rejecting, bool(readings) and not missing and not rejecting)


def reach(lines, readings, samples):
    """Return the samples as far as they have come: of a double plan the first one, or both together when it did not decide.

    The second sample is taken only when the first is complete, and when no other class rejects the lot already.

    >>> lines = {"diameter": (True, "major")}
    >>> samples = {"major": Sample(2, re=3, ac=0, then=Sample(4, re=3))}
    >>> reach(lines, {(1, "diameter"): False, (2, "diameter"): True}, samples)["major"].n
    4
    >>> reach(lines, {(1, "diameter"): False}, samples)["major"].n
    2
    """
    if not any(sample.then for sample in samples.values()):
        return samples
    first = conclude_by_class(lines, readings, samples)
    if first.missing or first.rejecting:
        return samples
    return {
        name: sample.then if sample.is_undecided(first.failed_by_class[name]) else sample for name, sample in samples.items()
    }


def needed_units(lines, samples):
    """Return {line: how many units it is looked at on}.

    >>> needed_units({"crack": (True, "critical"), "print": (False, "minor")}, {"minor": Sample(3), "major": Sample(8)})
    {'crack': 8, 'print': 3}
    """
    largest = max((sample.n for sample in samples.values()), default=0)
    return {line: samples[name].n if name in samples else largest for line, (_required, name) in lines.items()}


def _worst_class_by_unit(lines, failed):
    worst = {}
    for unit, line in failed:
        name = lines[line][1]
        worst[unit] = min(worst.get(unit, name), name, key=CLASSES.index)
    return worst
