"""What goods were on a past day, although they were changed since.

Each change leaves behind what was before it, with the first day on which that was no longer so:

>>> from datetime import date
>>> changes = [(date(2026, 3, 1), "sheets"), (date(2026, 7, 1), "bars")]
>>> [on_day(changes, "plates", date(2026, *day)) for day in ((2, 28), (3, 1), (6, 30), (7, 1))]
['sheets', 'bars', 'bars', 'plates']

Of several changes on one day, the first says what was before that day:

>>> on_day([(date(2026, 3, 1), "sheets"), (date(2026, 3, 1), "rods")], "plates", date(2026, 2, 1))
'sheets'
>>> on_day([], "plates", date(2026, 2, 1))
'plates'
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Goods:
    """What a gate asks of goods. `categories` runs from their own category upwards."""

    is_controlled: bool
    process: int | None = None
    categories: tuple = ()
    grade: str | None = None
    is_implant: bool = False


def on_day(changes, now, on):
    """Return what was on a day: what the first change after it left behind, or what is now.

    :param changes: [(first day on which it was no longer so, what was)], in the order in which they were made
    """
    later = [change for change in changes if change[0] > on]
    return min(later, key=lambda change: change[0])[1] if later else now
