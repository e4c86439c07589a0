"""Skip-lot sampling: earned, interrupted, earned again or lost.

Requirement: MDQ-QUA-201
"""

from collections import Counter

import pytest
from mdq_quality.core import skip_lot
from mdq_quality.core.skip_lot import Lot, State, after, approve, is_inspected, points


def play(state, *lots):
    moves = []
    for lot in lots:
        state, move = after(state, lot if isinstance(lot, Lot) else Lot(lot))
        moves.append(move.why if move else None)
    return state, moves


@pytest.mark.parametrize(("each", "lots", "frequency"), [(5, 10, 4), (4, 13, 3), (3, 17, 2)])
def test_the_sooner_it_is_earned_the_more_is_skipped(each, lots, frequency):
    before, _moves = play(State(), *[each] * (lots - 1))
    assert not before.earned
    state, _moves = play(before, each)
    assert (state.earned, state.earned_in, skip_lot.frequency_for(state)) == (True, lots, frequency)


def test_a_setback_begins_anew_also_when_it_was_earned():
    assert play(State(), *[5] * 9, None)[0] == State()
    assert play(State(), *[5] * 12, None)[0] == State()


def test_too_slow_is_not_earned():
    assert play(State(), *[1] * 20)[0] == State()


def test_what_was_earned_stays_while_lots_are_good():
    state, _moves = play(State(), *[5] * 30)
    assert (state.earned, state.earned_in, state.status) == (True, 10, "qualifying"), "nothing is skipped before it is approved"


def test_only_what_was_earned_is_approved():
    with pytest.raises(ValueError, match="has qualified"):
        approve(State())


def test_the_frequency_falls_to_one_of_five_and_no_further():
    state, _move = approve(State(earned=True, earned_in=15))
    assert state.frequency == 2
    state, moves = play(state, *[5] * 40)
    assert (state.frequency, moves.count("score"), state.status) == (5, 3, "skipping")


@pytest.mark.parametrize(("lot", "why"), [(Lot(None, accepted=False), "not_accepted"), (Lot(None), "tighter")])
def test_a_setback_interrupts_and_the_frequency_goes_one_step_back(lot, why):
    state, moves = play(State("skipping", 4), lot)
    assert (state.status, state.frequency, moves) == ("interrupted", 3, [why])
    assert play(State("skipping", 2), lot)[0].frequency == 2


def test_four_good_lots_requalify():
    state, moves = play(State("interrupted", 3), 5, 5, 5, 3)
    assert (state, moves[-1]) == (State("skipping", 3), "requalified")


def test_an_interruption_ends_in_disqualification():
    assert play(State("interrupted", 3), 5, Lot(None, accepted=False)) == (State(), [None, "not_accepted"])
    state, moves = play(State("interrupted", 3), *[1] * 10)
    assert (state, moves[-1]) == (State(), "not_requalified")


def test_a_person_interrupts_and_disqualifies():
    assert skip_lot.interrupt(State("skipping", 4))[0].status == "interrupted"
    with pytest.raises(ValueError, match="expected a series that is skipped"):
        skip_lot.interrupt(State())
    assert skip_lot.disqualify(State("skipping", 4))[0] == State()
    assert skip_lot.is_idle(61) and not skip_lot.is_idle(60)


@pytest.mark.parametrize("frequency", [2, 3, 4, 5])
def test_lots_are_chosen_fairly_and_the_same_again(frequency):
    chosen = [is_inspected("SKIP/7", number, frequency) for number in range(20000)]
    assert chosen == [is_inspected("SKIP/7", number, frequency) for number in range(20000)]
    assert abs(sum(chosen) / 20000 - 1 / frequency) < 0.012  # four standard deviations at the most
    gaps = Counter(chosen[place : place + 2].count(True) for place in range(0, 20000, 2))
    assert gaps[2] / 10000 == pytest.approx(1 / frequency**2, abs=0.02), "one choice says nothing of the next"


def test_points_need_what_the_acceptance_number_allows():
    assert [points(True, 1, found) for found in (0, 1)] == [5, 1]
    assert points(True, 5, 4, tighter=False) is None
