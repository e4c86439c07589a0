"""Risks of sampling plans against the R package AcceptanceSampling (oc_expected.json).

Requirement: MDQ-QUA-037
"""

import json
import pathlib

import pytest
from mdq_quality.core import risk
from mdq_quality.core.sampling import Stage

EXPECTED = json.loads((pathlib.Path(__file__).parent / "data/oc_expected.json").read_text())


@pytest.mark.parametrize("plan", EXPECTED["oc"], ids=lambda plan: plan["plan"])
def test_shares_at_probabilities_and_outgoing_limit(plan):
    stages = [Stage(plan["n"], plan["ac"], plan["ac"] + 1)]
    for probability, share in plan["p_at_pa"].items():
        assert risk.quality_at(stages, float(probability)) == pytest.approx(share, rel=1e-7)
    assert risk.average_outgoing_quality_limit(stages)[1] == pytest.approx(plan["aoql_binomial"], rel=1e-6)  # found there on a grid


@pytest.mark.parametrize("case", EXPECTED["two_point_designs"])
def test_design(case):
    assert risk.design(tuple(case["prp"]), tuple(case["crp"])) == Stage(case["n"], case["ac"], case["ac"] + 1)


def test_whole_units():
    stages = [Stage(13, 0, 1)]
    share = risk.quality_at(stages, 0.5, "hypergeometric", lot_size=100)
    assert share == 0.04  # 5 bad units of 100 are accepted with 0.4908, from outside
    assert 0 < risk.average_outgoing_quality_limit(stages, "hypergeometric", 100)[1] < share


def test_what_cannot_be_designed_is_said():
    with pytest.raises(ValueError, match="expected the producer's share below"):
        risk.design((0.05, 0.95), (0.01, 0.10))
    with pytest.raises(ValueError, match="keeps both risks"):
        risk.design((0.01, 0.95), (0.0101, 0.10), largest=500)
    with pytest.raises(ValueError, match="between 0 and 1"):
        risk.quality_at([Stage(5, 0, 1)], 1)
