"""How far each lot is from where a trace began.

>>> levels([1], [(1, 2), (2, 3), (1, 3)])
{1: 0, 2: 1, 3: 1}
>>> levels([1], [(1, 2), (2, 1)])
{1: 0, 2: 1}
"""

from collections import defaultdict, deque


def levels(roots, pairs):
    """Return {lot: least number of steps from a root}, following the pairs (from, to); a circle ends by itself."""
    following = defaultdict(list)
    for start, end in pairs:
        following[start].append(end)
    found = dict.fromkeys(roots, 0)
    waiting = deque(found)
    while waiting:
        lot = waiting.popleft()
        for end in following[lot]:
            if end not in found:
                found[end] = found[lot] + 1
                waiting.append(end)
    return found


def both_ways(roots, forward, backward):
    """Return {lot: level}: later lots count up, earlier ones down; a lot on both sides counts as the nearer.

    >>> both_ways([1], [(1, 2)], [(0, 1)])
    {1: 0, 0: -1, 2: 1}
    """
    later = levels(roots, forward)
    earlier = levels(roots, [(child, parent) for parent, child in backward])
    found = {lot: -level for lot, level in earlier.items()}
    for lot, level in later.items():
        if lot not in found or level <= -found[lot]:
            found[lot] = level
    return found


def balance(made, places):
    """Return what is made but in no place, per lot: 0 where everything is accounted for.

    >>> balance({7: 10.0}, [(7, 6.0), (7, 4.0)])
    {7: 0.0}
    """
    missing = dict(made)
    for lot, quantity in places:
        missing[lot] = missing.get(lot, 0.0) - quantity
    return missing
