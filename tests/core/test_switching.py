"""The switching rules against sequences of an independent simulator, and where the American rules differ.

switching_sequences.json: lots played through ISO 2859-1:1999 clauses 9.3-9.4; after every lot the severity, the plan and the score.

Requirement: MDQ-QUA-038
"""

import json
import pathlib

import pytest
from mdq_quality.core import sampling, switching
from mdq_quality.core.switching import Conditions, Lot, State

SEQUENCES = json.loads((pathlib.Path(__file__).parent / "data/switching_sequences.json").read_text())


def _plan(sequence, severity, aql=None):
    (stage,) = sampling.lookup(
        sampling.ISO, sequence["lot"], sequence["level"], aql or float(sequence["aql"]), severity
    ).stages
    return stage


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: sequence["name"])
def test_sequence(sequence):
    state = State()
    conditions = Conditions(reduction_agreed=sequence.get("authority_agrees", True))
    tighter_aql = sampling.tighter_aql(sampling.ISO, float(sequence["aql"]))
    for step in sequence["steps"]:
        assert state.severity == step["state_before"]
        stage = _plan(sequence, state.severity)
        assert (stage.n, stage.ac, stage.re) == (step["n"], step["ac"], step["re"])
        tighter = step["d"] <= _plan(sequence, "normal", tighter_aql).ac
        lot = Lot(step["d"] <= stage.ac, step["original"], stage.ac, tighter)
        assert lot.accepted == step["accepted"]
        state, switch = switching.after(state, lot, conditions)
        assert (state.severity, state.score, state.rejections) == (
            step["state_after"], step["score_after"], step["tightened_rejections"] if state.severity != "normal" else 0,
        )  # fmt: skip
        assert (switch is None) == (step["state_before"] == step["state_after"])


def _play(state, lots, conditions=Conditions()):  # noqa: B008
    for lot in lots:
        state, switch = switching.after(state, lot, conditions)
    return state, switch


def test_a_lot_offered_again_does_not_count():
    lots = [Lot(False), Lot(False, original=False), Lot(True)]
    assert _play(State(), lots)[0].severity == "normal"


def test_the_american_rules_ask_for_ten_lots_and_their_limit_number():
    rules = Conditions(american=True, reduction_agreed=True, limit_number=4)
    clean, dirty = Lot(True, ac=3, tighter=True), Lot(True, ac=3, nonconforming=3)
    assert _play(State(), [clean] * 9, rules)[0].severity == "normal"
    assert _play(State(), [clean] * 10, rules)[1].why == "ten_accepted"
    assert _play(State(), [dirty, dirty] + [clean] * 8, rules)[0].severity == "normal"
    assert _play(State(), [dirty, dirty] + [clean] * 9, rules)[0].severity == "reduced"


def test_an_accepted_lot_in_the_gap_returns_to_normal():
    state, switch = switching.after(State("reduced"), Lot(True, in_gap=True), Conditions(american=True))
    assert (state, switch.why) == (State(), "gap")


def test_an_unsteady_production_is_not_reduced_and_leaves_reduced():
    unsteady = Conditions(reduction_agreed=True, steady=False)
    assert _play(State(), [Lot(True, ac=2, tighter=True)] * 12, unsteady)[0].severity == "normal"
    assert switching.after(State("reduced"), Lot(True), unsteady)[1].why == "irregular"


def test_the_agreement_may_come_after_the_lots():
    waiting, _switch = _play(State(), [Lot(True)] * 15)
    assert waiting.severity == "normal" and switching.has_earned_reduction(waiting, Conditions())
    assert switching.reduce(waiting, Conditions(reduction_agreed=True))[1].why == "score"


def test_nothing_happens_after_the_end_until_it_is_resumed():
    ended, _switch = _play(State("tightened"), [Lot(False)] * 5)
    assert ended.severity == "discontinued"
    assert switching.after(ended, Lot(True)) == (ended, None)
    assert switching.resume(ended)[0] == State("tightened")
    with pytest.raises(ValueError, match="expected a discontinued series"):
        switching.resume(State())
