"""When a scope is due for its next audit, from dated facts alone.

>>> from datetime import date
>>> due_date(date(2025, 1, 1), 12, [], date(2025, 6, 1))
datetime.date(2026, 1, 1)
>>> due_date(date(2025, 1, 1), 12, [date(2025, 3, 10)], date(2025, 6, 1))
datetime.date(2026, 3, 10)
>>> due_date(date(2025, 1, 1), 12, [date(2025, 3, 10)], date(2025, 2, 1))  # not known yet on that day
datetime.date(2026, 1, 1)
>>> due_date(date(2025, 1, 1), 0, [], date(2025, 6, 1)) is None
True
"""

from .agreement import add_months


def due_date(since, months, audits, on):
    """Return the day by which an audit is due, as a day knew it; None where none is asked for.

    :param since: the day from which the scope is admitted
    :param audits: days on which reports of audits of the scope were issued
    """
    if not months:
        return None
    done = [day for day in audits if day <= on]
    return add_months(max([since, *done]), months)
