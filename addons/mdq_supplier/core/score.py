"""What a questionnaire scores. A question that was not answered is not 0: it does not count, and it is said how many there are.

>>> score([Part(weight=2, value=1.0), Part(weight=1, value=0.5), Part(weight=1, value=None)])
Score(percent=83.3, counted=2, open=1)
>>> score([Part(weight=1, value=None)]).percent is None
True
>>> score([Part(weight=0, value=0.0), Part(weight=3, value=1.0)]).percent
100.0
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Part:
    """One question: how much it weighs, and what its answer is worth from 0 to 1; None: not answered."""

    weight: float
    value: float | None


@dataclasses.dataclass(frozen=True)
class Score:
    """The share of what could be reached, over the questions that were answered."""

    percent: float | None
    counted: int
    open: int


def score(parts):
    """Return the score of a questionnaire; without an answered question that weighs anything there is none."""
    weighing = [part for part in parts if part.weight > 0]
    answered = [part for part in weighing if part.value is not None]
    total = sum(part.weight for part in answered)
    percent = round(100 * sum(part.weight * part.value for part in answered) / total, 1) if total else None
    return Score(percent, len(answered), len(weighing) - len(answered))


def grade_number(value, floor, target):
    """Return what a number is worth: 0 at the floor and below, 1 at the target and beyond; less may be better.

    >>> grade_number(75, 50, 100), grade_number(120, 50, 100), grade_number(40, 50, 100)
    (0.5, 1.0, 0.0)
    >>> grade_number(200, 1000, 0)
    0.8
    >>> grade_number(5, 5, 5), grade_number(4, 5, 5)
    (1.0, 0.0)
    """
    if floor == target:
        return 1.0 if value >= target else 0.0
    return min(1.0, max(0.0, (value - floor) / (target - floor)))


def falls_short(value, floor, target):
    """Whether a number does not even reach the floor.

    >>> falls_short(49, 50, 100), falls_short(50, 50, 100), falls_short(1001, 1000, 0)
    (True, False, True)
    """
    return value < floor if floor <= target else value > floor
