"""Requirement: MDQ-QUA-023"""

from decimal import Decimal

import pytest
from mdq_quality.core import judging


@pytest.mark.parametrize("entered", [None, False, ""])
def test_nothing_is_none_and_not_zero(entered):
    assert judging.parse(entered) is None


@pytest.mark.parametrize(("entered", "expected"), [(0, "0"), (0.1, "0.1"), ("3.450", "3.450"), (" 5 ", "5"), ("-1e-3", "-0.001"), (1e22, "10000000000000000000000"), (".5", "0.5"), ("5.", "5"),
                                                   ("５．９８", "5.98"), ("5。98", "5.98"), ("−０．５", "-0.5")])  # fmt: skip
def test_numbers_keep_their_digits(entered, expected):
    assert judging.text(judging.parse(entered)) == expected


@pytest.mark.parametrize("entered", ["six", "NaN", "inf", "1,5", True, float("nan"), "1 2", "1_000", "1e400", "1e999999999", "1" * 60,
                                     ".", "٣", [5], {"value": 5}, b"5"])  # fmt: skip
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


class TestDoublePlans:
    """Requirement: MDQ-QUA-202

    ANSI/ASQ Z1.4, code letter K, AQL 1.0, normal: 80 units (1, 4), then 80 more (4, 5) for both.
    """

    LINES = {"a": (True, "major"), "crack": (True, "critical")}
    SAMPLES = {"major": judging.Sample(80, 4, 1, judging.Sample(160, 5))}

    def conclude(self, bad, units, crack=()):
        readings = {(unit, "a"): unit not in bad for unit in range(1, units + 1)}
        readings |= {(unit, "crack"): unit not in crack for unit in range(1, units + 1)}
        samples = judging.reach(self.LINES, readings, self.SAMPLES)
        return samples["major"].n, judging.conclude_by_class(self.LINES, readings, samples)

    @pytest.mark.parametrize(("bad", "accepted"), [((), True), ((3,), True), ((1, 2, 3, 4), False)])
    def test_the_first_sample_decides(self, bad, accepted):
        size, verdict = self.conclude(bad, 80)
        assert (size, verdict.missing, verdict.accepted) == (80, (), accepted)

    @pytest.mark.parametrize(("bad", "accepted"), [((1, 2), True), ((1, 2, 81, 160), True), ((1, 2, 3, 81, 90), False)])
    def test_between_the_second_sample_is_taken_and_both_decide(self, bad, accepted):
        size, verdict = self.conclude(bad, 80)
        assert (size, len(verdict.missing)) == (160, 160)
        size, verdict = self.conclude(bad, 160)
        assert (size, verdict.missing, verdict.accepted) == (160, (), accepted)

    def test_no_second_sample_before_the_first_is_complete_or_when_another_class_rejects(self):
        assert self.conclude((1, 2), 79)[0] == 80
        size, verdict = self.conclude((1, 2), 80, crack=(9,))
        assert (size, verdict.missing, verdict.rejecting) == (80, (), ("critical",))
        assert self.SAMPLES["major"].is_undecided(2) and not self.SAMPLES["major"].is_undecided(1)
