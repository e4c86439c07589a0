"""Lots of the past under another plan.

Requirement: MDQ-QUA-206
"""

import json
import pathlib

import pytest
from mdq_quality.core import sampling
from mdq_quality.core.replay import Past, Rule, run

SEQUENCES = json.loads((pathlib.Path(__file__).parent / "data/switching_sequences.json").read_text())


def test_only_the_units_that_the_other_plan_looks_at_are_counted():
    """Letter K at AQL 1.0 looks at 125 units and accepts 3; code letter J, at level I of 2000, at 50 of them with 1."""
    lot = Past(2000, 125, (3, 60, 120))
    (row,) = run([lot], Rule(sampling.ISO, "II", "1.0"))
    assert (row.n, row.found, row.accepted, row.estimated) == (125, 3, True, False)
    (row,) = run([lot], Rule(sampling.ISO, "I", "1.0"))
    assert (row.n, row.ac, row.found, row.accepted, row.estimated) == (50, 1, 1, True, False)


def test_what_was_not_looked_at_is_estimated_and_says_so():
    (row,) = run([Past(2000, 50, (1, 2))], Rule(sampling.ISO, "II", "1.0"))
    assert (row.n, row.found, row.accepted, row.estimated) == (125, 5, False, True)
    (row,) = run([Past(2000, 0)], Rule(sampling.ISO, "II", "1.0"))
    assert row.estimated


def test_it_switches_as_the_standard_does():
    bad, good = Past(2000, 125, (1, 2, 3, 4)), Past(2000, 200)
    rows = run([bad, bad, good, good, good, good, good, good], Rule(sampling.ISO, "II", "1.0"))
    assert [row.severity for row in rows] == ["normal"] * 2 + ["tightened"] * 5 + ["normal"]
    assert [row.switch.why for row in rows if row.switch] == ["two_of_five", "five_accepted"]
    assert {row.severity for row in run([bad] * 6, Rule(sampling.ISO, "II", "1.0", switching=False))} == {"normal"}


def test_reduction_only_where_it_is_agreed():
    lots = [Past(2000, 125)] * 12
    assert run(lots, Rule(sampling.ISO, "II", "1.0"))[-1].severity == "normal"
    rows = run(lots, Rule(sampling.ISO, "II", "1.0", reduction_agreed=True))
    assert (rows[-1].severity, rows[-1].n) == ("reduced", 50)


def test_a_discontinued_series_accepts_nothing():
    rows = run([Past(2000, 125, tuple(range(1, 9)))] * 7 + [Past(2000, 125)], Rule(sampling.ISO, "II", "1.0"))
    assert (rows[-1].severity, rows[-1].accepted) == ("discontinued", False)


@pytest.mark.parametrize(("bad", "stage", "n", "accepted"), [((), 1, 80, True), ((1, 2, 3, 4), 1, 80, False), ((1, 2), 2, 160, True),
                                                             ((1, 2, 3, 81, 82), 2, 160, False)])
def test_double_plans(bad, stage, n, accepted):
    (row,) = run([Past(2000, 200, bad)], Rule(sampling.MIL, "II", "1.0", "double"))
    assert (row.stage, row.n, row.accepted) == (stage, n, accepted)


def test_zero_acceptance_does_not_switch():
    rows = run([Past(1000, 200, (1,))] * 3, Rule(sampling.ZERO, aql="1.0"))
    assert [(row.severity, row.accepted, row.switch) for row in rows] == [("normal", False, None)] * 3


@pytest.mark.parametrize("sequence", SEQUENCES, ids=lambda sequence: sequence["name"])
def test_the_sequences_of_an_independent_simulator(sequence):
    steps = [step for step in sequence["steps"] if step["original"]]
    rule = Rule(sampling.ISO, sequence["level"], sequence["aql"], reduction_agreed=sequence.get("authority_agrees", True))
    rows = run([Past(sequence["lot"], 10**6, tuple(range(1, step["d"] + 1))) for step in steps], rule)
    assert [(row.severity, row.n, row.ac, row.re, row.accepted and row.severity != "discontinued") for row in rows] == [
        (step["state_before"], step["n"], step["ac"], step["re"], step["accepted"]) for step in steps
    ]
