"""On which days a mark stood: since its day, and in the times before after which it was taken off.

The times before are kept as text, each "from the first day/to the day from which it no longer stood":

>>> from datetime import date
>>> past = taken_off("", date(2026, 1, 5), date(2026, 3, 1))
>>> past
'2026-01-05/2026-03-01'
>>> [stood(None, past, date(2026, *day)) for day in ((1, 4), (1, 5), (2, 28), (3, 1))]
[False, True, True, False]
>>> stood(date(2026, 6, 1), past, date(2026, 2, 1)), stood(date(2026, 6, 1), past, date(2026, 5, 1)), stood(None, "", date(2026, 2, 1))
(True, False, False)

Set and taken off within a day, it never stood:

>>> taken_off(past, date(2026, 3, 1), date(2026, 3, 1)) == past
True
"""


def stood(since, past, on):
    """Whether a mark stood on a day."""
    day = on.isoformat()
    return bool(since and since <= on) or any(begin <= day < end for begin, end in _periods(past))


def taken_off(past, since, today):
    """Return the times before, with the one that ends today."""
    return f"{past} {since.isoformat()}/{today.isoformat()}".strip() if since < today else past


def _periods(past):
    return (period.split("/") for period in (past or "").split())
