"""Sampling by variables: the reckoning against published figures, the judgement against cases worked by hand.

Requirement: MDQ-QUA-205
"""

import math
import statistics

import pytest
from mdq_quality.core import risk, sampling, variables
from mdq_quality.core.variables import Plan, acceptance_probability, estimate, judge, plan_for

# Noncentral t by another way: integrate the normal distribution of the mean over the chi distribution of s (Simpson).


def by_integration(n, k, p, steps=4000):
    degrees, delta = n - 1, statistics.NormalDist().inv_cdf(1 - p) * math.sqrt(n)
    log_constant = math.log(2) + degrees / 2 * math.log(degrees / 2) - math.lgamma(degrees / 2)

    def density(s):
        return math.exp(log_constant + (degrees - 1) * math.log(s) - degrees * s * s / 2) if s > 0 else 0.0

    def value(s):
        return density(s) * statistics.NormalDist().cdf(delta - k * math.sqrt(n) * s)

    width = 6 / steps
    return width / 3 * sum((1 if place in (0, steps) else 4 if place % 2 else 2) * value(place * width) for place in range(steps + 1))


@pytest.mark.parametrize(("n", "k", "p"), [(35, 1.57, 0.025), (10, 1.72, 0.01), (5, 1.24, 0.025), (75, 1.98, 0.03), (20, 1.33, 0.15)])
def test_the_operating_characteristic_is_the_noncentral_t(n, k, p):
    assert acceptance_probability(Plan(n, k), p) == pytest.approx(by_integration(n, k, p), abs=1e-6)


def test_ends_of_the_curve():
    plan = Plan(10, 1.5)
    assert (acceptance_probability(plan, 0), acceptance_probability(plan, 1)) == (1.0, 0.0)


@pytest.mark.parametrize("severity", sampling.SEVERITIES)
@pytest.mark.parametrize(("lot", "aql"), [(100, 2.5), (1000, 1.0), (3000, 0.65), (500, 4.0), (20000, 0.25)])
def test_a_plan_protects_as_the_plan_by_attributes_does_with_fewer_units(lot, aql, severity):
    attributes = sampling.lookup(sampling.ISO, lot, "II", aql, severity)
    plan = plan_for(sampling.ISO, lot, "II", aql, severity)
    good, bad = (risk.quality_at(attributes.stages, chance) for chance in (0.95, 0.10))
    assert plan.n < attributes.stages[0].n
    assert acceptance_probability(plan, good) >= 0.95 - 1e-9
    assert acceptance_probability(plan, bad) == pytest.approx(0.10, abs=1e-6)
    smaller = variables._constant(plan.n - 1, bad)
    assert acceptance_probability(Plan(plan.n - 1, smaller), good) < 0.95, "one unit less would not do"


@pytest.mark.parametrize(("lot", "aql", "n", "k"), [(100, 2.5, 10, 1.41), (1000, 2.5, 35, 1.57)])
def test_the_plans_are_of_the_size_of_printed_ones_and_not_taken_from_them(lot, aql, n, k):
    """ISO 3951:1989, normal, letter F and letter J (the latter cited in OIML R 138, A.2): other n, similar k."""
    plan = plan_for(sampling.ISO, lot, "II", aql)
    assert n <= plan.n <= 1.5 * n and abs(plan.k - k) < 0.09


def test_a_small_lot_is_measured_whole():
    plan = plan_for(sampling.ISO, 3, "II", 1.0)
    assert (plan.n, plan.full_inspection) == (3, True)


def test_one_limit():
    """Five temperatures with an upper limit of 60 °C: 53, 57, 49, 58, 59; mean 55.2, s 4.147, Q 1.157."""
    values = [53, 57, 49, 58, 59]
    found = judge(Plan(5, 1.24), values, upper=60)
    assert (found.mean, round(found.deviation, 3), round(found.upper_quality, 3)) == (55.2, 4.147, 1.157)
    assert not found.accepted and judge(Plan(5, 1.15), values, upper=60).accepted
    assert judge(Plan(5, 1.24), [-value for value in values], lower=-60).lower_quality == pytest.approx(found.upper_quality)


def test_two_limits_share_what_is_allowed():
    plan = Plan(5, 1.0)
    tight, wide = judge(plan, [9, 10, 10, 10, 11], lower=9.2, upper=10.8), judge(plan, [9, 10, 10, 10, 11], lower=9.2)
    assert wide.accepted and not tight.accepted, "each limit alone would be kept, both together are not"
    assert sum(tight.shares) > plan.largest_share >= wide.shares[0]


@pytest.mark.parametrize("n", [3, 4, 10, 35, 200])
def test_form_k_and_the_estimated_share_say_the_same_of_one_limit(n):
    for quality in (-1.0, 0.0, 0.5, 1.2, 1.9):
        for constant in (0.4, 1.1, 1.8):
            if abs(estimate(quality, n) - estimate(constant, n)) > 1e-12:
                assert (quality >= constant) == (estimate(quality, n) <= estimate(constant, n))


def test_the_estimate_has_no_bias():
    """Of samples of ten from a normal distribution, of which 5 % lie beyond the limit."""
    import numpy

    limit, generator = statistics.NormalDist().inv_cdf(0.95), numpy.random.default_rng(7)
    samples = generator.standard_normal((20000, 10))
    qualities = (limit - samples.mean(axis=1)) / samples.std(axis=1, ddof=1)
    assert statistics.fmean(estimate(quality, 10) for quality in qualities) == pytest.approx(0.05, abs=0.001)


def test_readings_that_are_all_the_same():
    plan = Plan(4, 1.2)
    assert judge(plan, [5] * 4, upper=5).accepted and not judge(plan, [5] * 4, upper=4.9).accepted
    assert judge(plan, [5] * 4, lower=4, upper=6).shares == (0.0, 0.0)
    assert variables.normality([5] * 20) is None and variables.normality([1, 2, 3]) is None


def test_normality_is_told():
    assert variables.normality([statistics.NormalDist().inv_cdf((place + 0.5) / 40) for place in range(40)]) > 0.9
    assert variables.normality([2**place for place in range(20)]) < 0.01


def test_what_cannot_be_judged_is_refused():
    for values, limits in (([1], {"upper": 2}), ([1, 2], {})):
        with pytest.raises(ValueError, match="at least two readings"):
            judge(Plan(2, 1), values, **limits)
