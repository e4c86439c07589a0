"""Decide whether a quality agreement covers a purchase on a day, from dated facts alone.

>>> from datetime import date
>>> from .scope import Case
>>> deal = Agreement(1, "processing", date(2026, 1, 1), date(2026, 12, 31), processes=frozenset({4}))
>>> find([deal], Case(product=7, process=4), date(2026, 6, 1))
(1, 'valid')
>>> find([deal], Case(product=7, process=5), date(2026, 6, 1))
(None, 'none')
>>> find([deal], Case(product=7, process=4), date(2027, 1, 1))
(1, 'expired')
>>> ended = dataclasses.replace(deal, ended=date(2026, 5, 1))
>>> [find([ended], Case(product=7, process=4), date(2026, month, 1))[1] for month in (4, 5)]
['valid', 'ended']

A yearly review that was not done is forgiven for the days of grace, and no longer:

>>> watched = dataclasses.replace(deal, valid_to=date(2030, 1, 1), review_months=12, grace_days=30)
>>> find([watched], Case(product=7, process=4), date(2027, 1, 31))
(1, 'valid')
>>> find([watched], Case(product=7, process=4), date(2027, 2, 1))
(1, 'overdue')
>>> reviewed = dataclasses.replace(watched, reviews=(date(2026, 12, 20),))
>>> find([reviewed], Case(product=7, process=4), date(2027, 2, 1))
(1, 'valid')
"""

import calendar
import dataclasses
import datetime

KINDS = ("processing", "manufacturing", "purchase")
ORDER = {"valid": 0, "overdue": 1, "ended": 2, "expired": 3, "future": 4}
EVERYTHING = frozenset()  # an agreement that names no sites, processes or goods is for all of them


@dataclasses.dataclass(frozen=True)
class Agreement:
    """One agreement: what it is for, from when to when, and the days on which it was reviewed."""

    id: int
    kind: str
    begins: datetime.date
    valid_to: datetime.date
    ended: datetime.date | None = None
    sites: frozenset = EVERYTHING
    processes: frozenset = EVERYTHING
    products: frozenset = EVERYTHING
    categories: frozenset = EVERYTHING
    review_months: int = 0
    grace_days: int = 0
    reviews: tuple = ()


def find(agreements, case, on):
    """Return (id, status) of the agreement that speaks for a case on a day: one in force, or the one that came closest."""
    found = [(ORDER[status_on(agreement, on)], -agreement.id, status_on(agreement, on))
             for agreement in agreements if covers(agreement, case)]  # fmt: skip
    if not found:
        return None, "none"
    _rank, number, status = min(found)
    return -number, status


def covers(agreement, case):
    """Whether an agreement is about a case, whatever the day."""
    return (
        _is_of_kind(agreement, case)
        and (not agreement.sites or not case.site or case.site in agreement.sites)
        and (not case.process or not agreement.processes or case.process in agreement.processes)
        and _has_goods(agreement, case)
    )


def status_on(agreement, on):
    """Return how an agreement stands on a day: valid, overdue (its review), ended (terminated, replaced), expired or future."""
    if on < agreement.begins:
        return "future"
    if agreement.ended and on >= agreement.ended:
        return "ended"
    if on > agreement.valid_to:
        return "expired"
    due = review_due(agreement, on)
    return "overdue" if due and on > due + datetime.timedelta(days=agreement.grace_days) else "valid"


def review_due(agreement, on):
    """Return the day by which the review that is next on a day has to be done, or None where none is agreed."""
    if not agreement.review_months:
        return None
    done = [day for day in agreement.reviews if day <= on]
    return add_months(max(done, default=agreement.begins), agreement.review_months)


def add_months(day, months):
    """Return the same day so many months later, the last of the month where there is no such day.

    >>> add_months(datetime.date(2024, 1, 31), 13)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return datetime.date(day.year + years, month + 1, min(day.day, last))


def _is_of_kind(agreement, case):
    """Processing is about processes, purchase about goods, contract manufacturing about both."""
    if agreement.kind == "manufacturing":
        return True
    return bool(case.process) == (agreement.kind == "processing")


def _has_goods(agreement, case):
    """A case without a product (or a site) is a wide scope: an agreement about some of them is about a part of it."""
    if not (agreement.products or agreement.categories) or not case.product:
        return True
    return case.product in agreement.products or any(category in agreement.categories for category in case.categories)
