"""How long a record is kept: the longest of all rules that apply to it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Rule:
    """Keep for so many years, or for the device's lifetime if that is longer."""

    years: int
    uses_lifetime: bool = False
    from_last_device: bool = False


def keep_until(rules, start, lifetime=0, last_device=None):
    """Return the last day on which a record must still be there; None when no rule applies.

    >>> fda = Rule(years=2, uses_lifetime=True)
    >>> keep_until([fda], date(2026, 3, 1))
    datetime.date(2028, 3, 1)
    >>> keep_until([fda, Rule(years=10, from_last_device=True)], date(2026, 3, 1), 15, date(2030, 6, 30))
    datetime.date(2041, 3, 1)
    """
    ends = [_end(rule, start, lifetime, last_device) for rule in rules]
    return max(ends, default=None)


def _end(rule, start, lifetime, last_device):
    if rule.from_last_device and last_device:
        start = max(start, last_device)
    return add_years(start, max(rule.years, lifetime if rule.uses_lifetime else 0))


def add_years(day, years):
    """The same day so many years later; the day after a leap day that is not there.

    >>> add_years(date(2024, 2, 29), 1)
    datetime.date(2025, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
