"""Sampling tables and operating characteristics against worked examples from outside.

lookups_expected.json: lot, level, AQL, severity → letter, n, Ac, Re, read from ISO 2859-1:1999 = GB/T 2828.1-2012 and checked against
independent transcriptions. oc_expected.json: probabilities equal to those of the R package AcceptanceSampling.

Requirement: MDQ-QUA-036
"""

import json
import pathlib

import pytest
from mdq_quality.core import sampling
from mdq_quality.core.sampling import Stage, acceptance_probability, lookup

DATA = pathlib.Path(__file__).parent / "data"
LOOKUPS = json.loads((DATA / "lookups_expected.json").read_text())
CURVES = json.loads((DATA / "oc_expected.json").read_text())


@pytest.mark.parametrize("case", LOOKUPS, ids=lambda case: f"{case['lot']}-{case['level']}-{case['aql']}-{case['state']}")
@pytest.mark.parametrize("standard", [sampling.ISO, sampling.GB])
def test_lookup(case, standard):
    """Requirement: MDQ-QUA-036"""
    plan = lookup(standard, case["lot"], case["level"], float(case["aql"]), case["state"])
    (stage,) = plan.stages
    assert (plan.code_letter, plan.final_letter) == (case["code_letter"], case["final_letter"])
    assert (stage.n, stage.ac, stage.re, plan.full_inspection) == (case["n"], case["ac"], case["re"], case["full_inspection"])


@pytest.mark.parametrize("severity", sampling.SEVERITIES)
@pytest.mark.parametrize("standard", [sampling.ISO, sampling.GB, sampling.Z14, sampling.MIL])
def test_every_cell_leads_to_a_plan(standard, severity):
    """Arrows always end, and what they end at never accepts more in a larger share of bad units."""
    for row in sampling._rows("code_letters"):
        lot = int(row["lot_min"])
        for aql in sampling._columns("single_normal"):
            (stage,) = lookup(standard, lot, "III", aql, severity).stages
            assert 0 <= stage.ac < stage.re and 1 <= stage.n <= lot


def test_the_american_reduced_plans_have_a_gap():
    (stage,) = lookup(sampling.MIL, 1000, "II", 4.0, "reduced").stages
    assert stage.re > stage.ac + 1
    (stage,) = lookup(sampling.ISO, 1000, "II", 4.0, "reduced").stages
    assert stage.re == stage.ac + 1


def test_the_disputed_cell():
    assert lookup(sampling.ISO, 8, "II", 10, "tightened").stages == (Stage(2, 0, 1),)
    assert lookup(sampling.MIL, 8, "II", 10, "tightened").stages == (Stage(2, 0, 1),)
    assert lookup(sampling.Z14, 8, "II", 10, "tightened").final_letter == "D"


def test_double_plans():
    plan = lookup(sampling.MIL, 3000, "II", 1.0, "normal", "double")
    assert plan.stages == (Stage(80, 1, 4), Stage(80, 4, 5))
    assert lookup(sampling.MIL, 100, "II", 0.010, "normal", "double").full_inspection
    with pytest.raises(ValueError, match="not in the tables"):
        lookup(sampling.ISO, 3000, "II", 1.0, "normal", "double")


def test_zero_acceptance():
    assert lookup(sampling.ZERO, 1000, aql=1.0).stages == (Stage(34, 0, 1),)
    plan = lookup(sampling.ZERO, 10, aql=0.65)
    assert (plan.stages, plan.full_inspection) == ((Stage(10, 0, 1),), True)


def test_a_sample_as_large_as_the_lot_is_the_lot():
    plan = lookup(sampling.ISO, 1, "II", 1.0)
    assert (plan.full_inspection, plan.stages[0].n) == (True, 1)


def test_a_quantity_of_whole_units_is_a_lot_size():
    assert lookup(sampling.ISO, 1000.0, "II", 1.0) == lookup(sampling.ISO, 1000, "II", 1.0)


@pytest.mark.parametrize("arguments", [
    ("ISO 2859", 100), (sampling.ISO, 0), (sampling.ISO, 2.5), (sampling.ISO, 100, "IV"), (sampling.ISO, 100, "II", 0.9),
    (sampling.ISO, True), (sampling.ISO, "100"), (sampling.ISO, 100, "II", "one"), (sampling.ISO, 100, "II", None),
    (sampling.ISO, 100, "II", "sNaN"), (sampling.MIL, 100, "II", "one", "normal", "double"),
    (sampling.ISO, 100, "II", 1.0, "strict"), (sampling.ISO, 100, "II", 1.0, "normal", "triple"), (sampling.ZERO, 100, "II", 15),
])  # fmt: skip
def test_what_is_not_in_a_table_is_said(arguments):
    with pytest.raises(ValueError, match="expected"):
        lookup(*arguments)


@pytest.mark.parametrize("case", CURVES["oc"], ids=lambda case: case["plan"])
@pytest.mark.parametrize("model", ["binomial", "poisson"])
def test_operating_characteristic(case, model):
    """Requirement: MDQ-QUA-037"""
    stages = [Stage(case["n"], case["ac"], case["ac"] + 1)]
    for point in case["points"]:
        assert acceptance_probability(stages, point["p"], model) == pytest.approx(point[f"pa_{model}"], rel=1e-9, abs=1e-15)


# Reckoned with scipy.stats.binom.cdf(ac, n, p).
@pytest.mark.parametrize(("n", "ac", "p", "expected"), [
    (5000, 500, 0.1, 0.5119076271622527), (100_000, 2000, 0.02, 0.5059470038538698), (5000, 500, 0.0, 1.0), (5000, 500, 1.0, 0.0),
])  # fmt: skip
def test_large_samples_with_many_ways(n, ac, p, expected):
    assert acceptance_probability([Stage(n, ac, ac + 1)], p) == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("case", CURVES["hypergeometric"], ids=str)
def test_hypergeometric(case):
    """Requirement: MDQ-QUA-037"""
    stages = [Stage(case["n"], case["ac"], case["ac"] + 1)]
    reckoned = acceptance_probability(stages, case["D"] / case["N"], "hypergeometric", case["N"])
    assert reckoned == pytest.approx(case["pa"], rel=1e-9)


@pytest.mark.parametrize("p", [-0.1, 1.5, "0.1", None])
def test_what_is_no_share_is_said(p):
    with pytest.raises(ValueError, match="expected a share"):
        acceptance_probability([Stage(80, 2, 3)], p)


def test_double_plan_characteristic():
    """Requirement: MDQ-QUA-037"""
    case = CURVES["double_plan_oc"]
    stages = [Stage(80, 1, 4), Stage(80, 4, 5)]
    for p, expected in zip(case["p"], case["pa_binomial"], strict=True):
        assert acceptance_probability(stages, p) == pytest.approx(expected, abs=case["tolerance"])
