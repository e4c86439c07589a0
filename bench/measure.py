"""Medians, ratios and the table."""

import statistics
from dataclasses import dataclass, field

GOALS = {"uncontrolled": 1.2, "controlled": 1.5}


@dataclass
class Series:
    """The runs of one scenario, size and variant."""

    seconds: list = field(default_factory=list)
    queries: list = field(default_factory=list)

    def add(self, answer):
        self.seconds.append(answer["seconds"])
        self.queries.append(answer["queries"])

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def count(self):
        return int(statistics.median(self.queries))


def ratio(measured, base):
    """The median of the ratios of neighbouring runs: what slows the machine for a while slows both.

    >>> ratio([2.0, 4.4, 2.2], [1.0, 2.0, 1.0])
    2.2
    """
    return statistics.median(one / other for one, other in zip(measured, base, strict=True))


def table(measured):
    """The lines to print: for each scenario and size one line, then how the added queries grow."""
    head = f"{'':<44} {'without':>16} {'uncontrolled':>24} {'controlled':>24}"
    yield head
    yield f"{'':<44} {'ms    queries':>16} {'ms  queries   ratio':>24} {'ms  queries   ratio':>24}"
    for title, variants in measured.items():
        base = variants["without"]
        cells = [f"{base.median * 1000:8.0f} {base.count:7}"]
        for name in ("uncontrolled", "controlled"):
            cells.append(cell(variants.get(name), base, GOALS[name]))
        yield f"{title:<44} {cells[0]:>16} {cells[1]:>24} {cells[2]:>24}"


def cell(series, base, goal):
    if series is None or not series.seconds:
        return "–"
    times = ratio(series.seconds, base.seconds)
    return f"{series.median * 1000:7.0f} {series.count:7} {times:6.2f}{'  ' if times <= goal else ' !'}"


def growth(small, large):
    """Queries that the suite adds to the small and to the large size, for each variant.

    >>> small, large = {"without": Series([1], [10]), "controlled": Series([1], [14])}, None
    >>> large = {"without": Series([1], [100]), "controlled": Series([1], [104])}
    >>> growth(small, large)
    {'controlled': (4, 4)}
    """
    return {
        name: (small[name].count - small["without"].count, large[name].count - large["without"].count)
        for name in small
        if name != "without" and large.get(name) and small[name].seconds and large[name].seconds
    }
