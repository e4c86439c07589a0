"""Which class of risk a supply belongs to: the first row of a table that fits the facts.

A row says what it fits: the criticality of the process, the grade of the goods, the history with the supplier. What it leaves
open fits everything.

>>> table = [Row(1, "a", criticality="high", grade="A"), Row(2, "a", history="poor"), Row(3, "b", criticality="high"), Row(4, "c")]
>>> choose(table, Facts("high", "A", "good")).result
'a'
>>> choose(table, Facts("high", "B", "good")).result
'b'
>>> choose(table, Facts("low", "C", "poor")).id
2
>>> choose(table[:3], Facts("low", "C", "good")) is None
True
"""

import dataclasses

DIMENSIONS = ("criticality", "grade", "history")


@dataclasses.dataclass(frozen=True)
class Facts:
    """What is known of a supply."""

    criticality: str
    grade: str
    history: str


@dataclasses.dataclass(frozen=True)
class Row:
    """One row of the table; None fits everything."""

    id: int
    result: object
    criticality: str | None = None
    grade: str | None = None
    history: str | None = None

    def fits(self, facts):
        return all(getattr(self, name) in (None, getattr(facts, name)) for name in DIMENSIONS)


def choose(rows, facts):
    """Return the first row that fits, or None."""
    return next((row for row in rows if row.fits(facts)), None)


def find_gaps(rows, values):
    """Return the combinations of facts that no row fits.

    >>> find_gaps([Row(1, "a", criticality="high")], {"criticality": ("high", "low"), "grade": ("A",), "history": ("new",)})
    [Facts(criticality='low', grade='A', history='new')]
    """
    cases = (Facts(*combination) for combination in _combine(values))
    return [facts for facts in cases if choose(rows, facts) is None]


def _combine(values):
    return [(criticality, grade, history) for criticality in values["criticality"] for grade in values["grade"]
            for history in values["history"]]
