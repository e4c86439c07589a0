from datetime import date

from odoo.tests import BaseCase, tagged

from ..core.scope import Case, Scope, judge, overlap

YEAR = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
APPROVED = (date(2026, 1, 1), "approved")
DAY = date(2026, 6, 1)
CASE = Case(product=7, site=3, categories=(20, 10))


def scope(number, *history, **vals):
    return Scope(number, history=history or (APPROVED,), **{**YEAR, **vals})


@tagged("post_install", "-at_install")
class TestScope(BaseCase):
    """The reckoning alone, on plain values."""

    def _speaks(self, *scopes, case=CASE, on=DAY):
        verdict = judge(scopes, case, on)
        return verdict.status, verdict.scope

    def test_the_nearest_category_speaks(self):
        """Requirement: MDQ-SUP-004"""
        suspended = (DAY, "suspended")
        self.assertEqual(self._speaks(scope(1, category=10), scope(2, APPROVED, suspended, category=20)), ("suspended", 2))
        self.assertEqual(self._speaks(scope(1, APPROVED, suspended, category=10), scope(2, category=20)), ("approved", 2))

    def test_of_two_with_equal_right_the_stricter_speaks(self):
        """A product at any site against any product at this site: neither is narrower.

        Requirement: MDQ-SUP-004
        """
        barred = scope(2, APPROVED, (DAY, "suspended"), site=3)
        self.assertEqual(self._speaks(scope(1, product=7), barred), ("suspended", 2))
        self.assertEqual(self._speaks(scope(1, product=7), barred, scope(3, product=7, site=3)), ("approved", 3))

    def test_a_process_is_not_the_product_itself(self):
        self.assertEqual(self._speaks(scope(1, process=5)), ("none", None))
        self.assertEqual(self._speaks(scope(1), case=Case(product=7, process=5)), ("none", None))
        self.assertEqual(self._speaks(scope(1, process=5), case=Case(product=7, process=5)), ("approved", 1))

    def test_another_site_is_not_covered(self):
        self.assertEqual(self._speaks(scope(1, site=4)), ("none", None))

    def test_the_last_decision_of_a_day_counts(self):
        history = (APPROVED, (DAY, "suspended"), (DAY, "approved"))
        self.assertEqual(self._speaks(scope(1, *history)), ("approved", 1))

    def test_first_and_last_day_are_valid(self):
        one = scope(1, (date(2025, 12, 1), "approved"))
        for day, status in ((date(2025, 12, 31), "future"), (date(2026, 1, 1), "approved"),
                            (date(2026, 12, 31), "approved"), (date(2027, 1, 1), "expired")):
            self.assertEqual(self._speaks(one, on=day), (status, 1), day)

    def test_before_the_decision_nothing_was_allowed(self):
        """Valid from January, but decided in June: in May nobody had approved it."""
        late = scope(1, (DAY, "approved"))
        self.assertEqual(self._speaks(late, on=date(2026, 5, 31)), ("none", None))

    def test_an_expired_narrow_scope_leaves_the_wide_one(self):
        ended = scope(2, product=7, valid_to=date(2026, 3, 1))
        self.assertEqual(self._speaks(scope(1), ended), ("approved", 1))
        self.assertEqual(self._speaks(ended), ("expired", 2))

    def test_a_narrow_withdrawal_bars_although_the_wide_scope_is_approved(self):
        withdrawn = scope(2, APPROVED, (DAY, "withdrawn"), product=7)
        self.assertEqual(self._speaks(scope(1), withdrawn), ("withdrawn", 2))
        self.assertEqual(self._speaks(scope(1), withdrawn, scope(3, (DAY, "approved"), product=7)), ("approved", 3))

    def test_overlap_needs_the_same_scope(self):
        self.assertTrue(overlap(scope(1), scope(2)))
        self.assertFalse(overlap(scope(1, product=7), scope(2)))
        self.assertFalse(overlap(scope(1, site=3), scope(2)))
