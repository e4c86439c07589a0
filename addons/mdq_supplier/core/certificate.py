"""When the certificates of a supplier carry the scopes that rest on them, reckoned from dated facts alone.

A *need* says that a scope rests on a certificate of a type (or on one certificate and its renewals) from a day on. A *paper*
is a certificate as it was accepted: it counts from the day of its acceptance, within its own dates, until it was ended.

>>> from datetime import date
>>> old = Paper(1, type=7, root=1, valid_from=date(2023, 4, 1), valid_to=date(2026, 3, 31), accepted=date(2023, 4, 5))
>>> need = Need(type=7, since=date(2023, 1, 1))
>>> find_gap([old], need, date(2026, 3, 31)) is None
True
>>> find_gap([old], need, date(2026, 5, 1))
Gap(since=datetime.date(2026, 4, 1), paper=1, why='expired')

The renewal closes the gap from the day on which it was accepted, not before:

>>> new = Paper(2, type=7, root=1, valid_from=date(2026, 4, 1), valid_to=date(2029, 3, 31), accepted=date(2026, 4, 20))
>>> find_gap([old, new], need, date(2026, 4, 19)).since, find_gap([old, new], need, date(2026, 4, 20))
(datetime.date(2026, 4, 1), None)
>>> find_gap([], need, date(2026, 5, 1))
Gap(since=datetime.date(2023, 1, 1), paper=None, why='missing')
>>> [days_due(left) for left in (91, 90, 61, 45, 7, 0, -1)]
[None, 90, 90, 60, 7, 7, 0]
"""

import dataclasses
import datetime

DAY = datetime.timedelta(days=1)
THRESHOLDS = (90, 60, 30, 7)


@dataclasses.dataclass(frozen=True)
class Paper:
    """One accepted certificate; `ended` is the first day on which it no longer counts, whatever its dates say."""

    id: int
    type: int
    root: int
    valid_from: datetime.date
    valid_to: datetime.date
    accepted: datetime.date
    ended: datetime.date | None = None
    why_ended: str = "expired"
    site: int | None = None
    processes: frozenset = frozenset()
    categories: frozenset = frozenset()

    @property
    def first(self):
        return max(self.valid_from, self.accepted)

    @property
    def last(self):
        return min(self.valid_to, self.ended - DAY) if self.ended else self.valid_to

    @property
    def why(self):
        return self.why_ended if self.ended and self.ended <= self.valid_to else "expired"


@dataclasses.dataclass(frozen=True)
class Demand:
    """Which scopes need a type of certificate, from one day to another; what is None is not asked."""

    type: int
    since: datetime.date
    until: datetime.date | None = None
    process: int | None = None
    category: int | None = None
    kind: str | None = None


@dataclasses.dataclass(frozen=True)
class Scope:
    """What a certificate may have to carry. `categories` runs from the goods' own category upwards; () = all goods."""

    site: int | None = None
    process: int | None = None
    categories: tuple = ()
    kind: str | None = None


@dataclasses.dataclass(frozen=True)
class Need:
    """That a scope rests on a certificate of a type, or on the one that `root` names and its renewals, since a day."""

    since: datetime.date
    type: int | None = None
    root: int | None = None


@dataclasses.dataclass(frozen=True)
class Gap:
    """That a need is not met, since when, and by which paper it was met last."""

    since: datetime.date
    paper: int | None
    why: str


def asks(demand, scope, on, above=()):
    """Whether a demand is in force on a day and concerns a scope.

    By category it concerns goods inside the category, and purchases of goods that include it (`above`: the categories above
    the demanded one): what one may not buy in part, one may not buy as a whole. Processes on any goods are not concerned.

    >>> from datetime import date
    >>> by_category = Demand(7, date(2026, 1, 1), category=5)
    >>> [asks(by_category, scope, date(2026, 2, 1), above=(1,)) for scope in (
    ...     Scope(categories=(9, 5, 1)), Scope(categories=(1,)), Scope(), Scope(process=3), Scope(categories=(4, 1)))]
    [True, True, True, False, False]
    >>> asks(Demand(7, date(2026, 1, 1), until=date(2026, 1, 31)), Scope(), date(2026, 2, 1))
    False
    """
    if on < demand.since or (demand.until and on > demand.until):
        return False
    if demand.process not in (None, scope.process) or demand.kind not in (None, scope.kind):
        return False
    return demand.category is None or demand.category in scope.categories or _includes(scope, above)


def _includes(scope, above):
    """Whether a purchase scope is so wide that the demanded category lies in it."""
    return scope.process is None and (not scope.categories or scope.categories[0] in above)


def covers(paper, scope):
    """Whether a paper says anything for a scope: its site, its process and its goods.

    >>> from datetime import date
    >>> dates = dict(valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), accepted=date(2026, 1, 1))
    >>> paper = Paper(1, 7, 1, site=2, processes=frozenset({3}), **dates)
    >>> [covers(paper, scope) for scope in (Scope(2, 3), Scope(None, 3), Scope(2, 4))]
    [True, False, False]
    """
    return (
        paper.site in (None, scope.site)
        and (not paper.processes or scope.process in paper.processes)
        and (not paper.categories or bool(paper.categories.intersection(scope.categories)))
    )


def find_gap(papers, need, on):
    """Return the gap that a need has on a day, or None when one of the papers meets it."""
    fitting = [paper for paper in papers if _fits(paper, need) and paper.first <= paper.last]
    if any(paper.first <= on <= paper.last for paper in fitting):
        return None
    before = max((paper for paper in fitting if paper.last < on), key=lambda paper: (paper.last, paper.id), default=None)
    if before is None:
        return Gap(need.since, None, "missing")
    return Gap(max(need.since, before.last + DAY), before.id, before.why)


def meets(paper, need, scope):
    """Whether a paper is what a scope needs: one that it names itself counts for it as a whole, another as far as it covers it."""
    return _fits(paper, need) and (bool(need.root) or covers(paper, scope))


def _fits(paper, need):
    return paper.root == need.root if need.root else paper.type == need.type


def days_due(days_left):
    """Return the threshold that is due with so many days left: the smallest that was reached; 0 after the end.

    A job that ran late finds the one that is right now, and those that it missed are not sent after the event.
    """
    if days_left < 0:
        return 0
    return min((days for days in THRESHOLDS if days_left <= days), default=None)
