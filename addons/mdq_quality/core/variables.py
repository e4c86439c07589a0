"""Sampling by variables, s-method: a lot is judged by mean and standard deviation of its sample, not by counting.

Procedure: ISO 3951-1, form k for one limit (accept when Q = (U - x̄) / s ≥ k, or (x̄ - L) / s ≥ k) and combined control of two
limits (accept when the estimated share beyond both limits together is at most p*). The estimate is the one with the
least variance without bias, by the beta distribution.

The plans: n and k are reckoned, not read from the printed tables of ISO 3951-1. They are the smallest n, and its k, with which the
operating characteristic (noncentral t, exact) keeps both points of the single plan by attributes of the same
standard, letter, AQL and severity: where that accepts 95 %, at least 95 %; where it accepts 10 %, 10 %. The
printed tables have other sizes (ISO 3951:1989 prints n 35, k 1.57 for letter J at AQL 2.5; here n is 47 and k is 1.49).

>>> plan = plan_for("ISO 2859-1:1999", lot_size=1000, level="II", aql=1.0)
>>> plan.code_letter, plan.n, round(plan.k, 3)
('J', 38, 1.871)
>>> judge(plan, [5.98, 5.97, 5.99, 5.98] * 8, upper=6.01).accepted
True
"""

import functools
import math
import statistics
from dataclasses import dataclass

from . import risk, sampling

LARGEST = 2000
SMALLEST = 3  # with less, a standard deviation says nothing
STEPS = 45  # halvings: twelve digits


@dataclass(frozen=True)
class Plan:
    """Measure n units; the acceptability constant k is how many standard deviations the mean keeps from a limit."""

    n: int
    k: float
    code_letter: str | None = None
    final_letter: str | None = None
    full_inspection: bool = False

    @property
    def largest_share(self):
        """p*: the estimated share beyond the limits with which the lot is still accepted; the same as k, in other words."""
        return estimate(self.k, self.n)


@dataclass(frozen=True)
class Verdict:
    """What the readings say. `shares`: estimated shares below the lower and above the upper limit."""

    mean: float
    deviation: float
    lower_quality: float | None
    upper_quality: float | None
    shares: tuple
    accepted: bool


def plan_for(standard, lot_size, level="II", aql=1.0, severity="normal"):
    """Return the plan by variables that protects like the single plan by attributes of a standard.

    Where everything would be inspected by attributes, or the plan by variables would need the whole lot, it is the whole lot.
    """
    attributes = sampling.lookup(standard, lot_size, level, aql, severity)
    whole = sampling.lookup(standard, max(lot_size, 10**7), level, aql, severity) if attributes.full_inspection else attributes
    n, k = _match(whole.stages[0].n, whole.stages[0].ac, whole.stages[0].re)
    if n >= lot_size or attributes.full_inspection:
        return Plan(max(lot_size, 1), k, attributes.code_letter, attributes.final_letter, True)
    return Plan(n, k, attributes.code_letter, attributes.final_letter)


def acceptance_probability(plan, p):
    """Return the probability that a lot with a share p beyond one limit is accepted: exact, by the noncentral t distribution.

    >>> round(acceptance_probability(Plan(35, 1.57), 0.025), 3)
    0.942
    """
    if not 0 < p < 1:
        return float(p <= 0)
    root = math.sqrt(plan.n)
    return _exceeding(plan.k * root, plan.n - 1, statistics.NormalDist().inv_cdf(1 - p) * root)


def judge(plan, values, lower=None, upper=None):
    """Derive the verdict from the readings of one characteristic.

    One limit: form k. Two limits: combined control, both shares together against p*; each of them alone must keep it too.
    """
    if len(values) < 2 or (lower is None and upper is None):
        raise ValueError("expected at least two readings, and a limit")
    values = [float(value) for value in values]
    mean, deviation = statistics.fmean(values), statistics.stdev(values)
    below = None if lower is None else _distance(mean - float(lower), deviation)
    above = None if upper is None else _distance(float(upper) - mean, deviation)
    shares = tuple(0.0 if quality is None else estimate(quality, len(values)) for quality in (below, above))
    if lower is not None and upper is not None:
        accepted = sum(shares) <= estimate(plan.k, len(values)) + 1e-12
    else:
        accepted = (below if above is None else above) >= plan.k
    return Verdict(mean, deviation, below, above, shares, accepted)


def estimate(quality, n):
    """Return the estimated share beyond a limit that lies so many standard deviations from the mean of n readings.

    >>> round(estimate(1.57, 35), 4)
    0.0562
    >>> estimate(0, 10), estimate(math.inf, 10)
    (0.5, 0.0)
    """
    from scipy.special import betainc

    if math.isinf(quality):
        return 0.0 if quality > 0 else 1.0
    half = n / 2 - 1
    if half <= 0:
        return float(quality < 0)
    place = min(1.0, max(0.0, 0.5 - 0.5 * quality * math.sqrt(n) / (n - 1)))
    return float(betainc(half, half, place))


def normality(values):
    """Return the p-value of the test of Shapiro and Wilk: below 0.05 the readings hardly come from a normal distribution.

    None where it cannot be told: fewer than eight readings, or all the same.
    """
    values = [float(value) for value in values]
    if len(values) < 8 or len(set(values)) < 3:
        return None
    from scipy.stats import shapiro

    return float(shapiro(values[:5000]).pvalue)


# -------------------------------------------------------------------------------------- reckoning


def _distance(gap, deviation):
    if deviation:
        return gap / deviation
    return math.inf if gap >= 0 else -math.inf


def _exceeding(t, degrees, noncentrality):
    from scipy.stats import nct

    return float(nct.sf(t, degrees, noncentrality))


@functools.cache
def _match(n, ac, re):
    """Return (n, k) of the plan by variables that keeps the two points of a plan by attributes."""
    stages = (sampling.Stage(n, ac, re),)
    good, bad = (risk.quality_at(stages, chance) for chance in (risk.PRODUCER, risk.CONSUMER))
    low, high = SMALLEST, 8
    while not _keeps(high, good, bad) and high < LARGEST:
        low, high = high, high * 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _keeps(middle, good, bad) else (middle + 1, high)
    return low, _constant(low, bad)


def _keeps(n, good, bad):
    return acceptance_probability(Plan(n, _constant(n, bad)), good) >= risk.PRODUCER


def _constant(n, bad):
    """Return the k with which a lot of the quality `bad` is accepted with 10 %."""
    quantile = statistics.NormalDist().inv_cdf(1 - bad)
    low, high = quantile - 1, quantile + 4
    for _step in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if acceptance_probability(Plan(n, middle), bad) > risk.CONSUMER else (low, middle)
    return (low + high) / 2
