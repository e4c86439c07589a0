"""Which scope of a supplier speaks for a case on a date.

A scope says: this partner, at this site (or any), for this process (or the purchase of the product
itself), for this product, or this category, or all products. Its history is a list of dated decisions.

>>> from datetime import date
>>> year = dict(valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
>>> wide = Scope(1, history=((date(2026, 1, 1), "approved"),), **year)
>>> narrow = Scope(2, product=7, history=((date(2026, 1, 1), "approved"), (date(2026, 5, 1), "suspended")), **year)
>>> judge([wide, narrow], Case(product=7), date(2026, 4, 30))
Verdict(allowed=True, scope=2, status='approved', since=datetime.date(2026, 1, 1))
>>> judge([wide, narrow], Case(product=7), date(2026, 5, 1)).status
'suspended'
>>> judge([wide, narrow], Case(product=8), date(2026, 5, 1)).scope
1
>>> judge([], Case(product=7), date(2026, 5, 1)).status
'none'
"""

import dataclasses
import datetime

PERMITS = ("approved", "conditional")
BARS = ("suspended", "withdrawn")
ORDER = {"approved": 0, "conditional": 0, "suspended": 1, "withdrawn": 2, "expired": 3, "future": 4}


@dataclasses.dataclass(frozen=True)
class Scope:
    """One qualification: what it is for, from when to when, and what was decided on which day."""

    id: int
    valid_from: datetime.date
    valid_to: datetime.date
    history: tuple = ()
    site: int | None = None
    process: int | None = None
    product: int | None = None
    category: int | None = None


@dataclasses.dataclass(frozen=True)
class Case:
    """What somebody wants to buy. `categories` runs from the product's own category upwards."""

    product: int
    process: int | None = None
    site: int | None = None
    categories: tuple = ()


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Whether a case is allowed, which scope says so, and the status that decided, with its day."""

    allowed: bool
    scope: int | None
    status: str
    since: datetime.date | None = None


def judge(scopes, case, on):
    """Return the verdict on a case: the most specific scope speaks; of two with equal right, the stricter."""
    fitting = [scope for scope in scopes if fits(scope, case)]
    verdicts = {scope: verdict for scope in fitting if (verdict := status_on(scope, on))}
    speaking = _one_a_scope({scope: v for scope, v in verdicts.items() if v.status in PERMITS + BARS})
    if not speaking:
        return _latest(verdicts)
    top = [scope for scope in speaking if not any(is_narrower(other, scope, case) for other in speaking)]
    return min((speaking[scope] for scope in top), key=lambda verdict: (verdict.allowed, verdict.scope))


def fits(scope, case):
    """Whether a scope has anything to say about a case."""
    return (
        scope.process == case.process
        and scope.site in (None, case.site)
        and scope.product in (None, case.product)
        and (scope.category is None or scope.category in case.categories)
    )


def status_on(scope, on):
    """Return the verdict of one scope on a day, or None when nothing was decided by then.

    A suspension or withdrawal holds whatever the dates of validity say.
    """
    decided = [(day, status) for day, status in scope.history if day <= on]
    if not decided:
        return None
    since, status = decided[-1]
    if status in PERMITS and on > scope.valid_to:
        return Verdict(False, scope.id, "expired", scope.valid_to)
    if status in PERMITS and on < scope.valid_from:
        return Verdict(False, scope.id, "future", scope.valid_from)
    return Verdict(status in PERMITS, scope.id, status, since)


def is_narrower(one, other, case):
    """Whether one scope is at least as specific as the other in every respect, and more so in one."""
    mine, theirs = _specificity(one, case), _specificity(other, case)
    return mine != theirs and all(a >= b for a, b in zip(mine, theirs, strict=True))


def overlap(one, other):
    """Whether two scopes are for the same thing at the same time.

    >>> from datetime import date
    >>> first = Scope(1, date(2026, 1, 1), date(2026, 6, 30))
    >>> overlap(first, Scope(2, date(2026, 6, 30), date(2027, 1, 1)))
    True
    >>> overlap(first, Scope(2, date(2026, 7, 1), date(2027, 1, 1)))
    False
    """
    return _key(one) == _key(other) and one.valid_from <= other.valid_to and other.valid_from <= one.valid_to


def _key(scope):
    return scope.site, scope.process, scope.product, scope.category


def _specificity(scope, case):
    """A product is more specific than any category, a near category more than a far one."""
    if scope.product is not None:
        goods = len(case.categories) + 1
    elif scope.category is not None:
        goods = len(case.categories) - case.categories.index(scope.category)
    else:
        goods = 0
    return goods, int(scope.site is not None)


def _one_a_scope(verdicts):
    """Of several qualifications for the very same scope, a valid one replaces what was suspended or withdrawn."""
    chosen = {}
    for scope in sorted(verdicts, key=lambda scope: (ORDER[verdicts[scope].status], -scope.id)):
        chosen.setdefault(_key(scope), scope)
    return {scope: verdicts[scope] for scope in chosen.values()}


def _latest(verdicts):
    if not verdicts:
        return Verdict(False, None, "none")
    return min(verdicts.values(), key=lambda v: (ORDER[v.status], -v.since.toordinal(), v.scope))
