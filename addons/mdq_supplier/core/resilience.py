"""How much we depend on a supplier, and what stops when one stops.

Shares are of what was ordered in a period. The Herfindahl-Hirschman index (HHI) is the sum of the squared shares in per cent:
10 000 with one supplier, 5 000 with two equal ones (US DoJ/FTC Merger Guidelines 2023: above 1 800 highly concentrated).

>>> get_shares({"A": 80, "B": 20})
{'A': 0.8, 'B': 0.2}
>>> get_hhi({"A": 80, "B": 20}), get_hhi({"A": 5}), get_hhi({})
(6800, 10000, None)
>>> is_sole({"A": 5, "B": 0}), is_sole({}), is_sole({"A": 1, "B": 1})
(True, False, False)

Stock cover is free stock ÷ average daily use. No use in the period is no answer, not 0 days:

>>> get_cover_days(free=300, used=900, days=90), get_cover_days(300, 0, 90), get_cover_days(-5, 900, 90)
(30, None, 0)

The time to qualify is the median of what it took before; from fewer than three cases nothing is said:

>>> get_typical_days([40, 90, 55, 60]), get_typical_days([40, 90])
(57.5, None)
"""

import collections
import statistics

FEWEST = 3


def get_shares(amounts):
    """Return {supplier: share of 1}, largest first; nothing was ordered: {}."""
    total = sum(amount for amount in amounts.values() if amount > 0)
    ordered = sorted(((key, amount) for key, amount in amounts.items() if amount > 0), key=lambda pair: -pair[1])
    return {key: amount / total for key, amount in ordered}


def get_hhi(amounts):
    shares = get_shares(amounts)
    return round(sum((100 * share) ** 2 for share in shares.values())) if shares else None


def is_sole(amounts):
    return len(get_shares(amounts)) == 1


def get_cover_days(free, used, days):
    """Return the whole days that the free stock lasts at the average use, or None when nothing was used."""
    if used <= 0 or days <= 0:
        return None
    return int(max(free, 0) / (used / days))


def get_typical_days(durations, fewest=FEWEST):
    """Return the median of the durations, or None when there are too few."""
    return statistics.median(durations) if len(durations) >= fewest else None


def get_dependents(stopped, edges):
    """Return {supplier: path} of all that stop when one stops: who buys from it, who buys from those, and so on.

    :param edges: (supplier, its sub-supplier) pairs; circles do no harm

    >>> edges = [("plater", "chemist"), ("machinist", "plater"), ("chemist", "machinist"), ("packer", "printer")]
    >>> get_dependents("chemist", edges)
    {'chemist': ('chemist',), 'plater': ('plater', 'chemist'), 'machinist': ('machinist', 'plater', 'chemist')}
    """
    above = collections.defaultdict(list)
    for supplier, sub in edges:
        above[sub].append(supplier)
    paths, queue = {stopped: (stopped,)}, collections.deque([stopped])
    while queue:
        current = queue.popleft()
        for supplier in above[current]:
            if supplier not in paths:
                paths[supplier] = (supplier, *paths[current])
                queue.append(supplier)
    return paths
