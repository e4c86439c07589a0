"""Score suppliers from counted facts: values, intervals, points, grades.

A metric is a sum of numerators over a sum of denominators: shares (good ones of all), rates per million (bad ones of
all) and means (days of all). Its points run on a straight line from 0 at the value `worst` to 100 at the value `best`.

>>> on_time = Rule("otif", weight=60, best=0.98, worst=0.80, minimum=5)
>>> result = rate(on_time, [Fact(1, 1)] * 17 + [Fact(0, 1)] * 3)
>>> round(result.value, 3), result.count, round(result.points, 1)
(0.85, 20, 27.8)
>>> [round(bound, 3) for bound in result.interval]
[0.64, 0.948]

Too few facts are no facts: such a metric has no points, neither 0 nor 100, and its weight goes to the others.

>>> few = rate(Rule("price", weight=40, best=1.0, worst=0.5, minimum=5), [Fact(1, 1)] * 4)
>>> few.points is None, few.count
(True, 4)
>>> total = overall([result, few], least_rated=50)
>>> round(total.score, 1), round(total.shares["otif"], 2), total.shares["price"]
(27.8, 1.0, 0.0)
>>> overall([result, few], least_rated=70).score is None
True
"""

import dataclasses
import math

Z = 1.959963984540054  # two-sided 95 %
BEYOND = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776}  # Student's t for 95 %, where the expansion is not yet good
KINDS = ("share", "ppm", "mean")
MILLION = 1_000_000


@dataclasses.dataclass(frozen=True)
class Fact:
    """One counted record: what it adds to the numerator and to the denominator."""

    numerator: float
    denominator: float
    key: object = None


@dataclasses.dataclass(frozen=True)
class Rule:
    """How one metric is turned into points. `best` above `worst`: the more the better; below: the less the better."""

    code: str
    weight: float
    best: float
    worst: float
    minimum: int
    kind: str = "share"


@dataclasses.dataclass(frozen=True)
class Result:
    """One metric of one supplier in one period; value and interval are None where nothing was counted."""

    rule: Rule
    count: float
    numerator: float
    denominator: float
    value: float | None = None
    interval: tuple | None = None
    points: float | None = None


@dataclasses.dataclass(frozen=True)
class Total:
    """The score of all metrics together, None when too little is rated, and the share that each metric has in it."""

    score: float | None
    shares: dict
    rated: float


def rate(rule, facts):
    """Return the result of one metric; without points below its minimum number of facts.

    The number of facts of a rate per million is the number of inspected units; of the others, of records.
    """
    facts = [fact for fact in facts if fact.denominator > 0]
    numerator = math.fsum(fact.numerator for fact in facts)
    denominator = math.fsum(fact.denominator for fact in facts)
    count = denominator if rule.kind == "ppm" else len(facts)
    if not denominator:
        return Result(rule, 0, 0.0, 0.0)
    value = numerator / denominator * (MILLION if rule.kind == "ppm" else 1)
    points = score_of(value, rule) if count >= max(rule.minimum, 1) else None
    return Result(rule, count, numerator, denominator, value, interval_of(rule.kind, facts), points)


def score_of(value, rule):
    """Return 0 to 100 on the straight line from `worst` to `best`.

    >>> days = Rule("days", 10, best=2, worst=10, minimum=3, kind="mean")
    >>> [score_of(value, days) for value in (1, 2, 6, 10, 12)]
    [100.0, 100.0, 50.0, 0.0, 0.0]
    """
    if rule.best == rule.worst:
        raise ValueError(f"{rule.code}: the values for 100 and for 0 points are both {rule.best}; they must differ")
    return max(0.0, min(100.0, 100.0 * (value - rule.worst) / (rule.best - rule.worst)))


def interval_of(kind, facts):
    """Return the 95 % interval of a metric, or None where it cannot be known."""
    if kind == "mean":
        return ratio_interval(facts)
    low, high = wilson(math.fsum(f.numerator for f in facts), math.fsum(f.denominator for f in facts))
    factor = MILLION if kind == "ppm" else 1
    return low * factor, high * factor


def wilson(successes, trials, z=Z):
    """Return the score interval of a proportion.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n), p = successes/n.
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22 (1927) 209.

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    >>> [round(bound, 4) for bound in wilson(0, 20)]
    [0.0, 0.1611]
    """
    if not trials > 0:
        raise ValueError(f"an interval needs at least one trial, not {trials}")
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes cannot come of {trials} trials")
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def ratio_interval(facts):
    """Return the 95 % interval of a mean, or of a ratio of sums; None for fewer than two facts.

    R ± t·√(Σ(y − R·x)² / (n−1) · n) / Σx, t of Student with n−1 degrees of freedom; for x = 1 the interval of a mean.
    W. G. Cochran, Sampling Techniques, 3rd ed. (1977), section 2.11.

    >>> [round(bound, 3) for bound in ratio_interval([Fact(days, 1) for days in (2, 4, 4, 6, 9)])]
    [1.715, 8.285]
    >>> ratio_interval([Fact(3, 1)]) is None
    True
    """
    number = len(facts)
    if number < 2:
        return None
    base = math.fsum(fact.denominator for fact in facts)
    ratio = math.fsum(fact.numerator for fact in facts) / base
    squares = math.fsum((fact.numerator - ratio * fact.denominator) ** 2 for fact in facts)
    spread = student(number - 1) * math.sqrt(squares / (number - 1) * number) / base
    return max(0.0, ratio - spread), ratio + spread


def student(freedom, z=Z):
    """Return Student's t for 95 %, two-sided (Abramowitz and Stegun 26.7.5 beyond four degrees of freedom).

    >>> [round(student(n), 3) for n in (4, 5, 9, 30)]
    [2.776, 2.57, 2.262, 2.042]
    """
    if freedom in BEYOND:
        return BEYOND[freedom]
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))


def overall(results, least_rated=50.0):
    """Return the weighted mean of the rated metrics.

    The weights of metrics that are not rated are given to the rated ones in proportion to theirs. When the rated weights
    come to less than `least_rated` per cent of all, the whole is not rated.
    """
    whole = math.fsum(result.rule.weight for result in results)
    rated = [result for result in results if result.points is not None]
    weight = math.fsum(result.rule.weight for result in rated)
    shares = {result.rule.code: 0.0 for result in results}
    if not weight or not whole or 100 * weight / whole < least_rated:
        return Total(None, shares, 100 * weight / whole if whole else 0.0)
    shares.update({result.rule.code: result.rule.weight / weight for result in rated})
    score = math.fsum(shares[result.rule.code] * result.points for result in rated)
    return Total(score, shares, 100 * weight / whole)


def lost_by(rule, facts, lost):
    """Return [(fact, points)]: what each fact cost of the points that its metric lost, in proportion to its shortfall.

    The shortfall is how far a fact lies behind `best`; facts at or beyond it cost nothing.

    >>> rule = Rule("days", 10, best=2, worst=10, minimum=1, kind="mean")
    >>> [(fact.key, round(points, 2)) for fact, points in lost_by(rule, [Fact(1, 1, "a"), Fact(4, 1, "b"), Fact(8, 1, "c")], 4)]
    [('c', 3.0), ('b', 1.0)]
    """
    best = rule.best / MILLION if rule.kind == "ppm" else rule.best
    sign = 1 if rule.best > rule.worst else -1
    short = [(fact, max(0.0, sign * (best * fact.denominator - fact.numerator))) for fact in facts if fact.denominator > 0]
    whole = math.fsum(part for _fact, part in short)
    if not whole or lost <= 0:
        return []
    costs = [(fact, lost * part / whole) for fact, part in short if part]
    return sorted(costs, key=lambda cost: -cost[1])


def grade(score, bands):
    """Return the letter of the first band that the score reaches, the last letter below all; "none" when not rated.

    The score is rounded to one decimal first: what people read is what counts.

    >>> bands = (("A", 90), ("B", 75), ("C", 60), ("D", 0))
    >>> [grade(score, bands) for score in (90, 89.96, 89.9, 75, 12, None)]
    ['A', 'A', 'B', 'B', 'D', 'none']
    """
    if score is None:
        return "none"
    return next((letter for letter, least in bands if round(score, 1) >= least), bands[-1][0])


def weights_sum(weights):
    """Return the sum of weights as people add them, without dust of binary fractions.

    >>> weights_sum([33.3, 33.3, 33.4])
    100.0
    """
    return round(math.fsum(weights), 6)


def median(values):
    """Return the median of the numbers, None of none.

    >>> median([3, 1, 2]), median([1, 2]), median([None]), median([])
    (2, 1.5, None, None)
    """
    known = sorted(value for value in values if value is not None)
    if not known:
        return None
    middle = len(known) // 2
    return known[middle] if len(known) % 2 else (known[middle - 1] + known[middle]) / 2
