"""How many units to inspect and when to accept: tables as printed, with their arrows followed.

>>> plan = lookup("ISO 2859-1:1999", lot_size=1000, level="II", aql=1.0)
>>> plan.code_letter, [(stage.n, stage.ac, stage.re) for stage in plan.stages]
('J', [(80, 2, 3)])

An arrow takes sample size and acceptance number together from where it ends:

>>> plan = lookup("GB/T 2828.1-2012", lot_size=200, level="II", aql=1.0)
>>> plan.code_letter, plan.final_letter, plan.stages[0].n
('G', 'H', 50)
"""

import csv
import functools
import math
import pathlib
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

ISO, GB = "ISO 2859-1:1999", "GB/T 2828.1-2012"
Z14, MIL, ZERO = "ANSI/ASQ Z1.4-2003", "MIL-STD-105E", "Squeglia c=0"
STANDARDS = (ISO, GB, Z14, MIL, ZERO)
SEVERITIES = ("normal", "tightened", "reduced")
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
FOLDER = pathlib.Path(__file__).parent / "data"
# The one cell in which the American standard of 2003 prints an arrow instead of a plan.
Z14_TIGHTENED = {("A", Decimal("10")): "DOWN"}


@dataclass(frozen=True)
class Stage:
    """One sample: inspect n; accept up to ac nonconforming units, reject from re on."""

    n: int
    ac: int
    re: int


@dataclass(frozen=True)
class Plan:
    """The stages to inspect; with full inspection the single stage is the whole lot."""

    stages: tuple
    code_letter: str | None = None
    final_letter: str | None = None
    full_inspection: bool = False


def lookup(standard, lot_size, level="II", aql=1.0, severity="normal", plan_type="single"):
    """Return the plan of a standard for a lot."""
    _check("standard", standard, STANDARDS)
    lot_size = _whole(lot_size)
    if standard == ZERO:
        return _zero_acceptance(lot_size, aql)
    _check("level", level, LEVELS)
    _check("severity", severity, SEVERITIES)
    _check("plan_type", plan_type, ("single", "double"))
    letter = code_letter(lot_size, level)
    if plan_type == "double":
        plan = _double(standard, letter, aql, severity)
    else:
        plan = _single(standard, letter, aql, severity)
    return _within_lot(replace(plan, code_letter=letter), lot_size)


def code_letter(lot_size, level):
    """Return the code letter of a lot size at an inspection level.

    >>> code_letter(1200, "II"), code_letter(1201, "II"), code_letter(1_000_000, "S-1")
    ('J', 'K', 'D')
    """
    for row in _rows("code_letters"):
        if lot_size <= int(row["lot_max"] or lot_size):
            return row[level]
    raise AssertionError("the last row of the table has no upper end")


def aqls():
    """Return the 26 acceptance quality limits as the tables print them.

    >>> aqls()[:3], len(aqls())
    (('0.010', '0.015', '0.025'), 26)
    """
    return tuple(_columns("single_normal").values())


def counts_each(aql):
    """Return whether an AQL is of nonconformities per 100 items, of which an item may have several (ISO 2859-1: all above 10).

    >>> counts_each("10"), counts_each("15"), counts_each(None)
    (False, True, False)
    """
    return bool(aql) and Decimal(str(aql)) > 10


def root_sample(lot_size):
    """Return the square root of the lot, counted up, plus one: an old rule of thumb without a standard behind it.

    >>> [root_sample(lot) for lot in (1, 2, 25, 26, 1000)]
    [1, 2, 6, 7, 33]
    """
    return min(lot_size, math.isqrt(lot_size - 1) + 2) if lot_size > 1 else lot_size


def share_sample(lot_size, percent):
    """Return so many percent of the lot, counted up to whole units; at least one.

    >>> share_sample(250, Decimal("2.5")), share_sample(10, Decimal("1"))
    (7, 1)
    """
    return max(1, min(lot_size, math.ceil(lot_size * Decimal(str(percent)) / 100)))


def tighter_aql(standard, aql):
    """Return the next lower AQL of a standard's tables; None for the lowest.

    >>> tighter_aql("ISO 2859-1:1999", 1.0), tighter_aql("ISO 2859-1:1999", 0.010)
    (Decimal('0.65'), None)
    """
    _check("standard", standard, (ISO, GB, Z14, MIL))
    values = list(_columns("single_normal"))
    place = values.index(Decimal(_column("single_normal", aql)))
    return values[place - 1] if place else None


def acceptance_probability(stages, p, model="binomial", lot_size=None):
    """Return the probability that a lot with a share p of nonconforming units is accepted.

    :param model: binomial, poisson, or hypergeometric, which needs the lot size

    >>> round(acceptance_probability([Stage(125, 3, 4)], 0.01), 6)
    0.962551
    """
    _check("model", model, ("binomial", "poisson", "hypergeometric"))
    if not isinstance(p, int | float) or not 0 <= p <= 1:
        raise ValueError(f"expected a share between 0 and 1, got {p!r}")
    if model == "hypergeometric" and not lot_size:
        raise ValueError("the hypergeometric model needs the lot size")
    return _accept(tuple(stages), p, model, lot_size, found=0, seen=0)


# ---------------------------------------------------------------------------------------- tables


@functools.cache
def _rows(name):
    with open(FOLDER / f"{name}.csv", newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def _whole(lot_size):
    """Return the size of a lot as a whole number; quantities often come as 1000.0."""
    if isinstance(lot_size, float) and lot_size.is_integer():
        lot_size = int(lot_size)
    if not isinstance(lot_size, int) or isinstance(lot_size, bool) or lot_size < 1:
        raise ValueError(f"expected a lot size of at least 1, in whole units, got {lot_size!r}")
    return lot_size


@functools.cache
def _columns(name):
    """Return {number: heading} of a table's columns of AQL."""
    return {Decimal(heading): heading for heading in _rows(name)[0] if heading.lstrip(".")[:1].isdigit()}


def _read_aql(aql):
    """Return an AQL as a decimal; None for what is no number."""
    try:
        number = Decimal(str(aql))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _column(name, aql):
    columns, wanted = _columns(name), _read_aql(aql)
    if wanted not in columns:
        raise ValueError(f"expected one of the AQL {', '.join(columns.values())}, got {aql}")
    return columns[wanted]


def _single(standard, letter, aql, severity):
    table = "single_reduced_us" if severity == "reduced" and standard in (Z14, MIL) else f"single_{severity}"
    rows, column = _rows(table), _column(table, aql)
    letters = [row["code_letter"] for row in rows]
    # Reduced tables end before the last letters: a letter beyond them has the last row.
    place = letters.index(letter) if letter in letters else len(letters) - 1
    while (cell := _cell(standard, severity, rows[place], column)) in ("UP", "DOWN"):
        place += 1 if cell == "DOWN" else -1
    ac, re = map(int, cell.split())
    return Plan((Stage(int(rows[place]["n"]), ac, re),), final_letter=letters[place])


def _cell(standard, severity, row, column):
    if standard == Z14 and severity == "tightened":
        return Z14_TIGHTENED.get((row["code_letter"], Decimal(column)), row[column])
    return row[column]


def _double(standard, letter, aql, severity):
    if standard not in (MIL, Z14):
        raise ValueError(f"the double plans of {standard} are not in the tables; {MIL} and {Z14} are")
    wanted = _read_aql(aql)
    for row in _rows("double_mil_std_105e"):
        if row["plan"] == severity and row["initial_letter"] == letter and Decimal(row["aql"]) == wanted:
            break
    else:
        raise ValueError(f"expected an AQL of the double plans, got {aql}")
    if not row["n1"]:
        return _single(standard, letter, aql, severity)
    first = Stage(int(row["n1"]), _acceptance(row["ac1"]), int(row["re1"]))
    return Plan((first, Stage(int(row["n2"]), int(row["ac2"]), int(row["re2"]))), final_letter=row["final_letter"])


def _acceptance(text):
    """The first sample of some double plans cannot accept: printed as #."""
    return int(text) if text.lstrip("-").isdigit() else -1


def _zero_acceptance(lot_size, aql):
    column = _column("zero_acceptance", aql)
    row = next(row for row in _rows("zero_acceptance") if lot_size <= int(row["lot_max"] or lot_size))
    n = lot_size if row[column] == "ALL" else int(row[column])
    return _within_lot(Plan((Stage(n, 0, 1),)), lot_size)


def _within_lot(plan, lot_size):
    """A sample as large as the lot is the lot: everything is inspected."""
    if sum(stage.n for stage in plan.stages) < lot_size:
        return plan
    last = plan.stages[-1]
    return replace(plan, stages=(Stage(lot_size, last.ac, last.re),), full_inspection=True)


def _check(name, value, allowed):
    if value not in allowed:
        raise ValueError(f"expected {name} to be one of {', '.join(allowed)}, got {value!r}")


# ----------------------------------------------------------------------------------- probability


def _accept(stages, p, model, lot_size, found, seen):
    """Sum over what the next stage may find, given what was found in the units seen so far."""
    stage, later = stages[0], stages[1:]
    accepted = 0.0
    for count in range(max(0, stage.re - found)):
        chance = _chance(count, stage.n, p, model, lot_size, found, seen)
        if not later or found + count <= stage.ac:
            # In the last stage everything below Re is accepted: in the American reduced plans the gap too.
            accepted += chance
        else:
            accepted += chance * _accept(later, p, model, lot_size, found + count, seen + stage.n)
    return accepted


def _chance(count, n, p, model, lot_size, found, seen):
    """Return the probability to find exactly so many nonconforming units among n."""
    if model == "poisson":
        return math.exp(-n * p + count * math.log(n * p) - math.lgamma(count + 1)) if n * p else float(not count)
    if count > n:
        return 0.0
    if model == "binomial":
        return _binomial(count, n, p)
    left, bad = lot_size - seen, round(lot_size * p) - found
    good = left - bad
    if bad < 0 or good < 0 or n > left:
        return 0.0
    return math.comb(bad, count) * math.comb(good, n - count) / math.comb(left, n)


def _binomial(count, n, p):
    """Return the chance of exactly so many among n.

    >>> round(sum(_binomial(count, 5000, 0.1) for count in range(501)), 6)
    0.511908
    """
    ways = math.comb(n, count)
    try:
        return ways * p**count * (1 - p) ** (n - count)
    except OverflowError:  # more ways than a float holds: by logarithms
        if not 0 < p < 1:
            return float(count == n * p)
        return math.exp(math.log(ways) + count * math.log(p) + (n - count) * math.log1p(-p))
