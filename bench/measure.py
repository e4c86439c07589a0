"""Medians and ratios."""

import statistics
from dataclasses import dataclass, field


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


def plain(series):
    """Milliseconds and queries.

    >>> plain(Series([0.25], [12]))
    '     250      12'
    """
    return f"{series.median * 1000:8.0f} {series.count:7}"


def cell(series, base, goal=None):
    """Milliseconds, queries and the ratio to a base, marked where it misses its goal.

    >>> cell(Series([0.3], [12]), Series([0.2], [10]), goal=1.2)
    '    300      12   1.50 !'
    """
    if series is None or not series.seconds:
        return "–"
    times = ratio(series.seconds, base.seconds[:len(series.seconds)])  # who runs less often runs in the first turns
    return f"{series.median * 1000:7.0f} {series.count:7} {times:6.2f}{' !' if goal and times > goal else '  '}"


def growth(small, large):
    """Queries that the suite adds to the small and to the large size, for each variant.

    >>> small = {"without": Series([1], [10]), "controlled": Series([1], [14])}
    >>> large = {"without": Series([1], [100]), "controlled": Series([1], [104])}
    >>> growth(small, large)
    {'controlled': (4, 4)}
    """
    return {
        name: (small[name].count - small["without"].count, large[name].count - large["without"].count)
        for name in small
        if name != "without" and large.get(name) and small[name].seconds and large[name].seconds
    }
