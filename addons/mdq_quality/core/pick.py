"""Which units of a lot are inspected: drawn at random, and drawn again the same by anybody who has the seed.

The i-th draw is SHA-256 of "seed:i" as a whole number, modulo the units left, taken out of the row of units (Fisher-Yates).
No generator of a programming language is part of it, so that the list can be checked with any tool in twenty years.

>>> draw(lot_size=1000, sample_size=5, seed="INS/2026/00042")
[49, 184, 350, 695, 755]
>>> draw(lot_size=3, sample_size=3, seed="any")
[1, 2, 3]
"""

import hashlib


def draw(lot_size, sample_size, seed):
    """Return the numbers of the units to inspect, from 1, in ascending order."""
    if not 1 <= sample_size <= lot_size:
        raise ValueError(f"expected a sample of 1 to {lot_size} units, got {sample_size}")
    moved, picked = {}, []
    for place in range(sample_size):
        chosen = place + _number(seed, place) % (lot_size - place)
        picked.append(moved.get(chosen, chosen) + 1)
        moved[chosen] = moved.get(place, place)
    return sorted(picked)


def _number(seed, place):
    return int.from_bytes(hashlib.sha256(f"{seed}:{place}".encode()).digest(), "big")
