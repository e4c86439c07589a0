"""Requirement: MDQ-QUA-023"""

from decimal import Decimal

import pytest
from mdq_quality.core import judging


@pytest.mark.parametrize("entered", [None, False, ""])
def test_nothing_is_none_and_not_zero(entered):
    assert judging.parse(entered) is None


@pytest.mark.parametrize(("entered", "expected"), [(0, "0"), (0.1, "0.1"), ("3.450", "3.450"), (" 5 ", "5"), ("-1e-3", "-0.001")])
def test_numbers_keep_their_digits(entered, expected):
    assert judging.text(judging.parse(entered)) == expected


@pytest.mark.parametrize("entered", ["six", "NaN", "inf", "1,5", True, float("nan"), "1 2"])
def test_what_is_no_number_is_refused(entered):
    with pytest.raises(ValueError, match="expected a number"):
        judging.parse(entered)


def test_limits_are_inclusive_and_exact():
    upper = Decimal("10.00")
    assert judging.judge(Decimal("10.000"), upper=upper)
    assert not judging.judge(Decimal("10.0000000000000000001"), upper=upper)
    assert judging.judge(Decimal("-5"), upper=upper)
    assert not judging.judge(Decimal("-5"), lower=Decimal("0"))


@pytest.mark.parametrize(("failed", "number", "accepted"), [(0, 0, True), (1, 0, False), (1, 1, True), (2, 1, False)])
def test_acceptance_number(failed, number, accepted):
    readings = {(unit, "a"): unit > failed for unit in range(1, 6)}
    assert judging.conclude(5, {"a": (True, False)}, readings, number).accepted is accepted


def test_a_unit_with_two_defects_counts_once():
    lines = {"a": (True, False), "b": (True, False)}
    readings = {(1, "a"): False, (1, "b"): False, (2, "a"): True, (2, "b"): True}
    assert judging.conclude(2, lines, readings, 1).accepted


def test_no_reading_accepts_nothing():
    assert not judging.conclude(1, {"a": (False, False)}, {}).accepted


def test_an_optional_reading_counts_when_it_was_taken():
    lines = {"a": (True, False), "b": (False, False)}
    assert judging.conclude(1, lines, {(1, "a"): True}).accepted
    assert not judging.conclude(1, lines, {(1, "a"): True, (1, "b"): False}).accepted
