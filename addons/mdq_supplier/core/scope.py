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

What a scope rests on may fail although the scope itself is approved: a certificate ends, an agreement is missing.
Such barriers come by scope; a barred scope does not allow, and the verdict keeps the barriers.

>>> ended = Barrier("Certificate CE-1 ended on 2026-03-31.", "Enter the renewed certificate.")
>>> verdict = judge([wide], Case(product=8), date(2026, 5, 1), {1: [ended]})
>>> verdict.allowed, verdict.status, verdict.scope, [barrier.why for barrier in verdict.barriers]
(False, 'barred', 1, ['Certificate CE-1 ended on 2026-03-31.'])
>>> judge([wide, narrow], Case(product=8), date(2026, 5, 1), {2: [ended]}).allowed
True
>>> permitted([wide, narrow], date(2026, 5, 1))
[1]
"""

import dataclasses
import datetime

PERMITS = ("approved", "conditional")
BARS = ("suspended", "withdrawn")
SPEAKING = (*PERMITS, "barred", *BARS)
ORDER = {"approved": 0, "conditional": 0, "barred": 1, "suspended": 2, "withdrawn": 3, "expired": 4, "future": 5}


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
class Barrier:
    """Why a scope does not allow although its own decisions do, and who can clear it, each in a sentence.

    `ref` names the record that bars, as (model, id), where there is one.
    """

    why: str
    remedy: str
    ref: tuple | None = None


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Whether a case is allowed, which scope says so, and the status that decided, with its day and its barriers."""

    allowed: bool
    scope: int | None
    status: str
    since: datetime.date | None = None
    barriers: tuple = dataclasses.field(default=(), repr=False)


def write_history(decisions):
    """Return dated decisions as one text, for a column that is read with its scope.

    >>> from datetime import date
    >>> text = write_history([(date(2026, 1, 1), "approved"), (date(2026, 5, 1), "suspended")])
    >>> text
    '2026-01-01 approved/2026-05-01 suspended'
    >>> read_history(text) == ((date(2026, 1, 1), "approved"), (date(2026, 5, 1), "suspended")), read_history("")
    (True, ())
    """
    return "/".join(f"{day.isoformat()} {status}" for day, status in decisions)


def read_history(text):
    """Return the dated decisions of such a text, in their order."""
    pairs = (decision.split(" ") for decision in text.split("/") if decision)
    return tuple((datetime.date.fromisoformat(day), status) for day, status in pairs)


def judge(scopes, case, on, barriers=None):
    """Return the verdict on a case: the most specific scope speaks; of two with equal right, the stricter.

    `barriers` says for scopes, by id, what keeps them from allowing on that day.
    """
    fitting = [scope for scope in scopes if fits(scope, case)]
    verdicts = {scope: _bar(verdict, barriers or {}) for scope in fitting if (verdict := status_on(scope, on))}
    speaking = _one_a_scope({scope: v for scope, v in verdicts.items() if v.status in SPEAKING})
    if not speaking:
        return _latest(verdicts)
    top = [scope for scope in speaking if not any(is_narrower(other, scope, case) for other in speaking)]
    return min((speaking[scope] for scope in top), key=lambda verdict: (verdict.allowed, verdict.scope))


def permitted(scopes, on):
    """Return the ids of the scopes that allow by their own decisions on a day: those whose barriers matter."""
    return [scope.id for scope in scopes if (verdict := status_on(scope, on)) and verdict.allowed]


def _bar(verdict, barriers):
    found = barriers.get(verdict.scope)
    return dataclasses.replace(verdict, allowed=False, status="barred", barriers=tuple(found)) if verdict.allowed and found else verdict


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


@dataclasses.dataclass(frozen=True)
class Gap:
    """Days on which a scope, once approved, allowed nothing; the end is None while it lasts. `scope` allowed it last."""

    scope: int
    start: datetime.date
    end: datetime.date | None


def gaps(scopes, until):
    """Return the gaps of each scope among these that began by a day, oldest first.

    >>> from datetime import date
    >>> first = Scope(1, date(2026, 1, 1), date(2026, 6, 30), ((date(2026, 1, 1), "approved"),))
    >>> later = Scope(2, date(2026, 7, 15), date(2026, 12, 31), ((date(2026, 7, 10), "approved"),))
    >>> [(gap.scope, str(gap.start), str(gap.end)) for gap in gaps([first, later], date(2027, 1, 1))]
    [(1, '2026-07-01', '2026-07-14'), (2, '2027-01-01', 'None')]
    """
    by_key = {}
    for scope in scopes:
        by_key.setdefault(_key(scope), []).append(scope)
    return [gap for same in by_key.values() for gap in _gaps_of_one(same, until)]


def _gaps_of_one(scopes, until):
    days = sorted({day for scope in scopes for day in _turning_days(scope)})
    found, last = [], None
    for day, following in zip(days, [*days[1:], None], strict=True):
        allowing = permitted(scopes, day)
        if allowing:
            last = allowing[-1]
        elif last and day <= until:
            end = following and following - datetime.timedelta(days=1)
            if found and found[-1].end == day - datetime.timedelta(days=1):
                found[-1] = dataclasses.replace(found[-1], end=end)
            else:
                found.append(Gap(last, day, end))
    return found


def _turning_days(scope):
    """The days on which the answer of a scope may change."""
    return {scope.valid_from, scope.valid_to + datetime.timedelta(days=1), *(day for day, _status in scope.history)}


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
