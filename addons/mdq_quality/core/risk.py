"""What a sampling plan lets through and what it stops: risks, average outgoing quality, average sample, and plans made to measure.

All from the operating characteristic, reckoned exactly; shares are between 0 and 1.

>>> plan = [Stage(125, 3, 4)]
>>> round(quality_at(plan, 0.95), 5), round(quality_at(plan, 0.10), 5)
(0.011, 0.05266)
>>> p, limit = average_outgoing_quality_limit(plan)
>>> round(limit, 5)
0.01554
"""

import math
from dataclasses import dataclass

from .sampling import Stage, _chance, acceptance_probability

PRODUCER, CONSUMER = 0.95, 0.10  # probabilities of acceptance at which the two risks are usually stated
STEPS = 60  # halvings: more digits than a float has
GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Risks:
    """A plan in five numbers. Shares of nonconforming units; the producer's risk is the one at the AQL."""

    producer: float | None
    producer_quality: float
    indifference_quality: float
    consumer_quality: float
    outgoing_limit: float


def summarize(stages, aql=None, model="binomial", lot_size=None):
    """Return the risks of a plan.

    :param aql: the acceptance quality limit as a share; without it the producer's risk is None

    >>> risks = summarize([Stage(50, 0, 1)], aql=0.0025)
    >>> round(risks.producer, 4), round(risks.consumer_quality, 5)
    (0.1176, 0.04501)
    """
    return Risks(
        None if aql is None else 1 - acceptance_probability(stages, aql, model, lot_size),
        quality_at(stages, PRODUCER, model, lot_size),
        quality_at(stages, 0.5, model, lot_size),
        quality_at(stages, CONSUMER, model, lot_size),
        average_outgoing_quality_limit(stages, model, lot_size)[1],
    )


def quality_at(stages, probability, model="binomial", lot_size=None):
    """Return the share of nonconforming units at which a lot is accepted with a given probability.

    The hypergeometric model knows whole units only: the largest share is returned at which the probability is still reached.
    """
    if not 0 < probability < 1:
        raise ValueError(f"expected a probability between 0 and 1, got {probability!r}")
    if model == "hypergeometric":
        return _whole_units_at(stages, probability, lot_size)
    low, high = 0.0, 1.0
    for _step in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if acceptance_probability(stages, middle, model) > probability else (low, middle)
    return (low + high) / 2


def average_outgoing_quality_limit(stages, model="binomial", lot_size=None):
    """Return (share coming in, worst average share going out) when rejected lots are screened and made good.

    With a lot size the units that were inspected and replaced are taken into account: p · Pa · (N - n) / N.
    """
    rest = 1 if lot_size is None else 1 - stages[0].n / lot_size
    if model == "hypergeometric":
        shares = [bad / lot_size for bad in range(lot_size + 1)]
        worst = max(shares, key=lambda p: p * acceptance_probability(stages, p, model, lot_size))
        return worst, worst * acceptance_probability(stages, worst, model, lot_size) * rest
    worst = _highest(lambda p: p * acceptance_probability(stages, p, model), 0.0, _far_end(stages, model))
    return worst, worst * acceptance_probability(stages, worst, model) * rest


def average_sample_number(stages, p):
    """Return how many units are inspected on average, when each stage is inspected whole.

    >>> average_sample_number([Stage(125, 3, 4)], 0.01)
    125.0
    >>> round(average_sample_number([Stage(80, 1, 4), Stage(80, 4, 5)], 0.01), 1)
    94.6
    """
    if len(stages) == 1:
        return float(stages[0].n)
    first = stages[0]
    undecided = sum(_chance(found, first.n, p, "binomial", None, 0, 0) for found in range(first.ac + 1, first.re))
    return first.n + undecided * sum(stage.n for stage in stages[1:])


def design(producer, consumer, largest=100_000):
    """Return the smallest single plan that keeps both risks.

    :param producer: (share, least probability of acceptance)
    :param consumer: (share, greatest probability of acceptance)

    >>> design((0.01, 0.95), (0.05, 0.10))
    Stage(n=132, ac=3, re=4)
    """
    (good, at_least), (bad, at_most) = producer, consumer
    if not (0 < good < bad < 1 and 0 < at_most < at_least < 1):
        raise ValueError("expected the producer's share below the consumer's, and his probability above the consumer's")
    for ac in range(largest):
        n = _smallest_sample(ac, bad, at_most, largest)
        if acceptance_probability([Stage(n, ac, ac + 1)], good) >= at_least:
            return Stage(n, ac, ac + 1)
    raise ValueError(f"no plan with at most {largest} units keeps both risks")


def _smallest_sample(ac, bad, at_most, largest):
    low, high = ac + 1, largest
    if acceptance_probability([Stage(high, ac, ac + 1)], bad) > at_most:
        raise ValueError(f"no plan with at most {largest} units keeps both risks")
    while low < high:
        middle = (low + high) // 2
        if acceptance_probability([Stage(middle, ac, ac + 1)], bad) <= at_most:
            high = middle
        else:
            low = middle + 1
    return low


def _whole_units_at(stages, probability, lot_size):
    low, high = 0, lot_size
    while low < high:
        middle = (low + high + 1) // 2
        enough = acceptance_probability(stages, middle / lot_size, "hypergeometric", lot_size) >= probability
        low, high = (middle, high) if enough else (low, middle - 1)
    return low / lot_size


def _far_end(stages, model):
    """A share so bad that hardly any lot is accepted: what goes out is worst before it."""
    return quality_at(stages, 1e-6, model)


def _highest(function, low, high):
    """Return where a function with one summit is highest: golden section."""
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    for _step in range(2 * STEPS):
        if function(left) < function(right):
            low, left, right = left, right, left + GOLDEN * (high - left)
        else:
            high, left, right = right, right - GOLDEN * (right - low), left
    return (low + high) / 2
