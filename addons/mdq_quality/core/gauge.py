"""Gauges: how one stands on a day, and whether it can measure what is asked. From dated facts alone.

>>> from datetime import date
>>> good = Calibration(date(2026, 1, 10), passed=True, next_due=date(2027, 1, 10))
>>> standing([good], [], date(2026, 6, 1)), standing([good], [], date(2027, 1, 11)), standing([], [], date(2026, 6, 1))
('in_service', 'overdue', 'uncalibrated')
"""

from dataclasses import dataclass
from datetime import date

SOON = 30  # days before the due date from which a gauge is shown as due
THRESHOLDS = (30, 7, 0)  # days before the due date at which its people are told
USABLE = ("in_service", "due", "free")


@dataclass(frozen=True)
class Calibration:
    """One confirmed calibration: the day, whether the gauge was left within its limits, and until when that holds."""

    day: date
    passed: bool
    next_due: date | None


def standing(calibrations, withdrawals, day, needed=True):
    """Return how a gauge stands on a day.

    :param calibrations: of this gauge, in any order; the last one by its day counts, of one day the last in the list
    :param withdrawals: (first day, day of return or None) of each time it was out of service
    :param needed: whether this kind of gauge is calibrated at all

    >>> failed = Calibration(date(2026, 5, 1), passed=False, next_due=None)
    >>> standing([failed], [], date(2026, 5, 1))
    'failed'
    >>> standing([failed], [(date(2026, 5, 2), None)], date(2026, 5, 3))
    'out_of_service'
    >>> standing([], [(date(2026, 5, 2), date(2026, 5, 9))], date(2026, 5, 9), needed=False)
    'free'
    """
    if any(begin <= day and (end is None or day < end) for begin, end in withdrawals):
        return "out_of_service"
    known = sorted((calibration for calibration in calibrations if calibration.day <= day), key=lambda each: each.day)
    if known and not known[-1].passed:
        return "failed"
    if not needed:
        return "free"
    if not known:
        return "uncalibrated"
    left = (known[-1].next_due - day).days
    return "overdue" if left < 0 else "due" if left <= SOON else "in_service"


def threshold(days_left):
    """Return the threshold that is reached with so many days left, None while there is time.

    >>> [threshold(days) for days in (31, 30, 8, 7, 1, 0, -5)]
    [None, 30, 30, 7, 7, 0, 0]
    """
    return min((days for days in THRESHOLDS if days_left <= days), default=None)


def tolerance(lower, upper, nominal):
    """Return the width that the limits leave: between them, or from the nominal to the only one. None: not known.

    >>> from decimal import Decimal
    >>> tolerance(Decimal("5.95"), Decimal("6.00"), None), tolerance(None, Decimal("0.8"), Decimal("0.3"))
    (Decimal('0.05'), Decimal('0.5'))
    >>> tolerance(Decimal("860"), None, None)
    """
    if lower is not None and upper is not None:
        return upper - lower
    limit = upper if lower is None else lower
    return None if limit is None or nominal is None else abs(limit - nominal)


def is_fine_enough(resolution, width, ratio):
    """Whether the step of a gauge is at most one `ratio`-th of the tolerance; what is not known cannot refuse.

    >>> from decimal import Decimal
    >>> is_fine_enough(Decimal("0.01"), Decimal("0.10"), 10), is_fine_enough(Decimal("0.02"), Decimal("0.10"), 10)
    (True, False)
    """
    return resolution is None or not width or not ratio or resolution * ratio <= width


def covers(lowest, highest, value):
    """Whether a value lies in the range of a gauge; an end that is None is open.

    >>> from decimal import Decimal
    >>> covers(Decimal("0"), Decimal("25"), Decimal("25.001"))
    False
    """
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def within_error(reference, shown, largest):
    """Whether what a gauge showed lies within its largest permitted error of the reference.

    >>> from decimal import Decimal
    >>> within_error(Decimal("10"), Decimal("10.004"), Decimal("0.004"))
    True
    """
    return abs(shown - reference) <= largest


def affected_span(day, passed, former, later):
    """Return (first day, last day) between which readings are in doubt after a calibration that found a gauge wrong.

    Both days count whole, as a calibration has a day and no hour. None: from the beginning; until now.

    :param passed: whether the gauge was put right at this calibration
    :param former: days of earlier calibrations that left the gauge right
    :param later: days of later ones

    >>> affected_span(date(2026, 9, 1), True, [date(2025, 9, 1), date(2024, 9, 1)], [])
    (datetime.date(2025, 9, 1), datetime.date(2026, 9, 1))
    >>> affected_span(date(2026, 9, 1), False, [], [])
    (None, None)
    """
    return max(former, default=None), day if passed else min(later, default=None)
