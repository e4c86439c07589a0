"""How far lots are from where a trace began, and what is missing from a balance."""

from mdq_traceability.core import graph


def test_the_nearest_way_counts():
    assert graph.levels([1], [(1, 2), (2, 3), (3, 4), (1, 4)]) == {1: 0, 2: 1, 4: 1, 3: 2}


def test_circles_end_and_other_lots_stay_out():
    assert graph.levels([1], [(1, 2), (2, 3), (3, 1), (8, 9)]) == {1: 0, 2: 1, 3: 2}


def test_several_roots_and_both_ways():
    found = graph.both_ways([1, 2], [(1, 5), (2, 5), (5, 6)], [(0, 1), (0, 2)])
    assert found == {1: 0, 2: 0, 5: 1, 6: 2, 0: -1}


def test_a_lot_on_both_sides_counts_as_the_nearer():
    assert graph.both_ways([1], [(1, 2), (2, 3)], [(3, 1)])[3] == -1


def test_a_balance_names_what_is_in_no_place():
    assert graph.balance({1: 10.0, 2: 5.0}, [(1, 4.0), (1, 6.0), (3, 1.0)]) == {1: 0.0, 2: 5.0, 3: -1.0}
