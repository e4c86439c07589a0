"""The units to inspect are drawn fairly and reproducibly.

Requirement: MDQ-QUA-044
"""

from collections import Counter

import pytest
from mdq_quality.core.pick import draw


def test_the_same_seed_draws_the_same_units():
    assert draw(5000, 200, "INS/1") == draw(5000, 200, "INS/1") != draw(5000, 200, "INS/2")


def test_each_unit_is_drawn_once_and_as_often_as_any_other():
    counts = Counter(unit for seed in range(4000) for unit in draw(20, 5, seed))
    assert set(counts) == set(range(1, 21))
    # 1000 expected of each; 20 cells, chi-square with 19 degrees of freedom: 43.8 is passed once in a thousand.
    assert sum((count - 1000) ** 2 / 1000 for count in counts.values()) < 43.8
    assert all(len(set(draw(20, 12, seed))) == 12 for seed in range(200))


def test_large_lots_cost_no_more_than_their_sample():
    assert len(draw(10**9, 500, "x")) == 500


@pytest.mark.parametrize("size", [0, 11])
def test_more_than_the_lot_is_not_drawn(size):
    with pytest.raises(ValueError, match="expected a sample of 1 to 10"):
        draw(10, size, "x")
