"""Between normal, tightened and reduced inspection: the switching rules, one lot after another.

Source: ISO 2859-1:1999 clauses 9.3 and 9.4 (GB/T 2828.1-2012, the same text); where they differ, ANSI/ASQ Z1.4-2003.

>>> state = State()
>>> for accepted in (False, True, False):
...     state, switch = after(state, Lot(accepted=accepted, ac=3, tighter=accepted))
>>> state.severity, switch
('tightened', Switch(before='normal', after='tightened', why='two_of_five'))

Only original inspections count; a lot that was offered again changes nothing:

>>> after(state, Lot(accepted=False, original=False)) == (state, None)
True
"""

from dataclasses import dataclass, replace

WINDOW = 5  # two of so many lots not accepted tighten; so many accepted in a row loosen again
REJECTIONS = 5  # lots not accepted on tightened inspection with which inspection is discontinued
SCORE = 30  # switching score from which reduced inspection may be agreed
SERIES = 10  # lots accepted in a row on normal inspection, where the American rules apply instead of the score


@dataclass(frozen=True)
class Lot:
    """What one lot's inspection says to the rules.

    `tighter`: whether it would have been accepted at the next lower AQL; asked of single plans with an acceptance
    number of two or more. `first_sample`: of a double plan, whether the first sample accepted; None for single plans.
    `in_gap`: accepted between Ac and Re of an American reduced plan.
    """

    accepted: bool
    original: bool = True
    ac: int = 0
    tighter: bool = False
    first_sample: bool | None = None
    in_gap: bool = False
    nonconforming: int = 0


@dataclass(frozen=True)
class Conditions:
    """What the lots themselves do not tell: the rules, a steady production, and the authority's agreement to reduce.

    `limit_number`: of the American rules (optional since 2003), the nonconforming units the ten lots may have together.
    """

    american: bool = False
    steady: bool = True
    reduction_agreed: bool = False
    limit_number: int | None = None


@dataclass(frozen=True)
class State:
    """Where a series of lots stands. `recent` holds the lots since the last switch, newest last."""

    severity: str = "normal"
    score: int = 0
    rejections: int = 0
    recent: tuple = ()


@dataclass(frozen=True)
class Switch:
    """One change of severity, and the rule that asked for it."""

    before: str
    after: str
    why: str


def after(state, lot, conditions=Conditions()):  # noqa: B008  (frozen)
    """Return the state after a lot, and the switch that it caused, or None."""
    if not lot.original or state.severity == "discontinued":
        return state, None
    counted = _count(state, lot)
    target, why = RULES[state.severity](counted, lot, conditions)
    if target is None:
        return counted, None
    return _enter(counted, target), Switch(state.severity, target, why)


def interrupt(state):
    """Return to normal from reduced inspection, because production became irregular or something else warrants it.

    >>> interrupt(State("reduced", score=30))
    (State(severity='normal', score=0, rejections=0, recent=()), Switch(before='reduced', after='normal', why='irregular'))
    """
    if state.severity != "reduced":
        return state, None
    return State(), Switch("reduced", "normal", "irregular")


def resume(state):
    """Resume a discontinued series on tightened inspection, when the supplier has improved.

    >>> resume(State("discontinued", rejections=5))[0]
    State(severity='tightened', score=0, rejections=0, recent=())
    """
    if state.severity != "discontinued":
        raise ValueError(f"expected a discontinued series, got one on {state.severity} inspection")
    return State("tightened"), Switch("discontinued", "tightened", "resumed")


def reduce(state, conditions):
    """Reduce a series that has earned it, when the agreement comes after the last lot.

    >>> reduce(State(score=33), Conditions(reduction_agreed=True))[0].severity
    'reduced'
    >>> reduce(State(score=27), Conditions(reduction_agreed=True))
    (State(severity='normal', score=27, rejections=0, recent=()), None)
    """
    target, why = _from_normal_to_reduced(state, conditions) if state.severity == "normal" else (None, None)
    if target is None:
        return state, None
    return _enter(state, target), Switch("normal", target, why)


def has_earned_reduction(state, conditions):
    """Whether a series on normal inspection fulfils all for reduced inspection but the agreement."""
    return state.severity == "normal" and bool(_from_normal_to_reduced(state, replace(conditions, reduction_agreed=True))[0])


def points(lot):
    """Return what a lot adds to the switching score; None sets the score back to zero.

    >>> points(Lot(accepted=True, ac=1)), points(Lot(accepted=True, ac=2, tighter=True))
    (2, 3)
    >>> points(Lot(accepted=True, ac=2, tighter=False)) is points(Lot(accepted=False)) is None
    True
    """
    if not lot.accepted:
        return None
    if lot.first_sample is not None:
        return 3 if lot.first_sample else None
    if lot.ac >= 2:
        return 3 if lot.tighter else None
    return 2


# ----------------------------------------------------------------------------------------- rules


def _count(state, lot):
    recent = (*state.recent, lot)[-SERIES:]
    if state.severity == "normal":
        gained = points(lot)
        return replace(state, recent=recent, score=0 if gained is None else state.score + gained)
    if state.severity == "tightened":
        return replace(state, recent=recent, rejections=state.rejections + (not lot.accepted))
    return replace(state, recent=recent)


def _from_normal(state, lot, conditions):
    if sum(not each.accepted for each in state.recent[-WINDOW:]) >= 2:
        return "tightened", "two_of_five"
    return _from_normal_to_reduced(state, conditions)


def _from_normal_to_reduced(state, conditions):
    if not (conditions.reduction_agreed and conditions.steady):
        return None, None
    if not conditions.american:
        return ("reduced", "score") if state.score >= SCORE else (None, None)
    series = state.recent[-SERIES:]
    few = conditions.limit_number is None or sum(lot.nonconforming for lot in series) <= conditions.limit_number
    earned = len(series) == SERIES and all(lot.accepted for lot in series) and few
    return ("reduced", "ten_accepted") if earned else (None, None)


def _from_tightened(state, lot, conditions):
    if state.rejections >= REJECTIONS:
        return "discontinued", "rejections"
    series = state.recent[-WINDOW:]
    if len(series) == WINDOW and all(each.accepted for each in series):
        return "normal", "five_accepted"
    return None, None


def _from_reduced(state, lot, conditions):
    if not lot.accepted:
        return "normal", "not_accepted"
    if lot.in_gap:
        return "normal", "gap"
    return (None, None) if conditions.steady else ("normal", "irregular")


RULES = {"normal": _from_normal, "tightened": _from_tightened, "reduced": _from_reduced}


def _enter(state, target):
    """The score and the lots are counted from each switch anew; what led to a reduction or an end stays to be read."""
    kept = {"reduced": {"score": state.score}, "discontinued": {"rejections": state.rejections}}
    return State(target, **kept.get(target, {}))
