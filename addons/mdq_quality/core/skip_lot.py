"""Skip-lot sampling: lots of proven quality are accepted without inspection, all but some that are chosen at random.

Model: the procedure of ISO 2859-3:2005 (GB/T 2828.3-2008): product qualification by a score, initial frequency and its changes,
interruption, requalification, disqualification. Its figures are the `Rules` and `points` below. They were NOT compared with the
printed standard: whoever skips lots by it compares them with his copy first. Where a lot was accepted but would
not have been at the next lower AQL, the lot counts as a setback: that is never less strict than the standard.

>>> state = State()
>>> for number in range(10):
...     state, move = after(state, Lot(points=5))
>>> state.earned, frequency_for(state)
(True, 4)
>>> state, move = approve(state)
>>> state.status, state.frequency
('skipping', 4)
>>> state, move = after(state, Lot(points=None, accepted=False))
>>> state.status, move.why
('interrupted', 'not_accepted')
"""

import hashlib
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Rules:
    """The figures of the procedure."""

    score: int = 50  # that qualifies a product, and that makes the next lower frequency possible
    within: int = 20  # in so many lots at most
    initial: tuple = ((11, 4), (14, 3), (20, 2))  # qualified in so many lots: one lot of so many is inspected
    frequencies: tuple = (2, 3, 4, 5)  # one of five is never the first frequency
    requalify_score: int = 18  # that ends an interruption
    requalify_within: int = 10  # in so many lots at most, all of them accepted
    idle_days: int = 60  # without a lot for longer, the product qualifies anew


RULES = Rules()


@dataclass(frozen=True)
class Lot:
    """One inspected lot: its points by `points`, None when it sets the series back."""

    points: int | None
    accepted: bool = True


@dataclass(frozen=True)
class State:
    """Where a product of a supplier stands. `score` and `lots` count since the last change of status or frequency."""

    status: str = "qualifying"
    frequency: int = 1
    score: int = 0
    lots: int = 0
    earned: bool = False
    earned_in: int = 0


@dataclass(frozen=True)
class Move:
    """One change: of status, of frequency or of both, and the rule behind it."""

    before: State
    after: State
    why: str


def points(accepted, acceptance_number, nonconforming, tighter=False, two_tighter=False):
    """Return what a lot adds to the qualification score; None for a setback.

    :param tighter: whether the sample would have been accepted at the next lower AQL
    :param two_tighter: whether even at the one below that

    >>> points(True, 0, 0), points(True, 1, 0), points(True, 1, 1)
    (3, 5, 1)
    >>> points(True, 3, 1, tighter=True, two_tighter=True), points(True, 3, 2, tighter=True), points(True, 3, 3)
    (5, 3, None)
    >>> points(False, 0, 1) is None
    True
    """
    if not accepted:
        return None
    if acceptance_number == 0:
        return 3
    if acceptance_number == 1:
        return 5 if nonconforming == 0 else 1
    return 5 if two_tighter else 3 if tighter else None


def is_inspected(seed, number, frequency):
    """Whether a lot of a skipped series is inspected: one of `frequency`, at random, and the same whenever it is reckoned again.

    SHA-256 of "seed:number" as a whole number, modulo the frequency; 0 is inspected.

    >>> [number for number in range(1, 21) if is_inspected("SKIP/1", number, 4)]
    [11, 15, 16, 18]
    """
    return int.from_bytes(hashlib.sha256(f"{seed}:{number}".encode()).digest(), "big") % frequency == 0


def after(state, lot, rules=RULES):
    """Return the state after an inspected lot, and the move that it caused, or None."""
    return STEPS[state.status](state, lot, rules)


def approve(state, rules=RULES):
    """Begin to skip: the product has earned it, and the responsible authority agrees."""
    if not state.earned:
        raise ValueError("expected a product that has qualified")
    return _move(state, State("skipping", frequency_for(state, rules)), "approved")


def interrupt(state):
    """Inspect every lot again because a person says so, or because a condition no longer holds."""
    if state.status != "skipping":
        raise ValueError(f"expected a series that is skipped, got one that is {state.status}")
    return _interrupt(state, "ordered")


def disqualify(state, why="ordered"):
    """Begin anew: every lot is inspected until the product has qualified and been approved again."""
    return _move(state, State(), why)


def is_idle(days, rules=RULES):
    """Whether no lot came for so long that the product qualifies anew."""
    return days > rules.idle_days


def frequency_for(state, rules=RULES):
    """Return the first frequency: the sooner the score was reached, the fewer lots are inspected.

    >>> [frequency_for(State(earned=True, earned_in=lots)) for lots in (10, 11, 12, 14, 15, 20)]
    [4, 4, 3, 3, 2, 2]
    """
    return next(frequency for lots, frequency in rules.initial if state.earned_in <= lots)


# ------------------------------------------------------------------------------------------- rules


def _qualify(state, lot, rules):
    if lot.points is None:
        return State(), None
    counted = replace(state, score=state.score + lot.points, lots=state.lots + 1)
    if state.earned:
        return counted, None
    if counted.score >= rules.score and counted.lots <= rules.within:
        return replace(counted, earned=True, earned_in=counted.lots), None
    return (State(), None) if counted.lots >= rules.within else (counted, None)


def _skip(state, lot, rules):
    if lot.points is None:
        return _interrupt(state, "tighter" if lot.accepted else "not_accepted")
    counted = replace(state, score=state.score + lot.points, lots=state.lots + 1)
    if counted.score >= rules.score and counted.lots <= rules.within and state.frequency != rules.frequencies[-1]:
        lower = next(frequency for frequency in rules.frequencies if frequency > state.frequency)
        return _move(counted, State("skipping", lower), "score")
    return (replace(counted, score=0, lots=0), None) if counted.lots >= rules.within else (counted, None)


def _requalify(state, lot, rules):
    if not lot.accepted:
        return disqualify(state, "not_accepted")
    counted = replace(state, score=state.score + lot.points if lot.points else 0, lots=state.lots + 1)
    if counted.score >= rules.requalify_score:
        return _move(counted, State("skipping", state.frequency), "requalified")
    if counted.lots >= rules.requalify_within:
        return disqualify(counted, "not_requalified")
    return counted, None


def _interrupt(state, why):
    """After an interruption one step more is inspected than before it."""
    at_least = max((frequency for frequency in RULES.frequencies if frequency < state.frequency), default=RULES.frequencies[0])
    return _move(state, State("interrupted", at_least), why)


def _move(before, after, why):
    return after, Move(before, after, why)


STEPS = {"qualifying": _qualify, "skipping": _skip, "interrupted": _requalify}
