from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..core.scope import Barrier
from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestBarriers(MdqSupplierCommon):
    """What a scope rests on may fail: then the scope does not allow, on the days on which it failed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-10 08:00:00"):
            cls.record = cls._qualify(product=cls.bar, valid_from="2026-01-01", valid_to="2099-12-31")
        cls.barrier = Barrier("Certificate CE-1 ended on 2026-03-31.", "The supplier can send the renewed certificate.")

    def setUp(self):
        super().setUp()
        self.asked = []

        def barriers(records, on):
            self.asked.append((records, str(on)))
            return {self.record.id: [self.barrier]} if str(on) > "2026-03-31" else {}

        self.startPatcher(patch.object(type(self.record), "_get_barriers", barriers))

    def test_a_barred_scope_does_not_allow_and_says_why(self):
        """Requirement: MDQ-SUP-050"""
        answer = self._check(self.bar, date="2026-05-01")
        self.assertEqual((answer["allowed"], answer["qualification_id"]), (False, self.record.id))
        self.assertIn("is approved, but does not count: Certificate CE-1 ended", answer["reasons"][0])
        self.assertEqual(answer["reasons"][1], self.barrier.remedy)
        self.assertIn("concession", answer["reasons"][2])

    def test_earlier_days_keep_their_answer(self):
        """Requirement: MDQ-SUP-050"""
        self.assertTrue(self._check(self.bar, date="2026-03-31")["allowed"])

    def test_scopes_are_asked_about_once_and_only_those_that_would_allow(self):
        self._suspend(self._qualify(product=self.screw))
        self._qualify(process=self.anodising)
        cases = [(self.partner.id, product.id, False) for product in (self.bar, self.screw)]
        self.env["mdq.supplier.qualification"]._check_many(cases)
        [(records, _day)] = self.asked
        self.assertEqual(records.mapped("state"), ["approved"] * 2)
        self.assertTrue(records.env.su)

    def test_the_order_is_refused_with_the_barrier_and_a_concession_passes_it(self):
        """Requirement: MDQ-SUP-050"""
        order = self._order(self.bar)
        self.assertIn("Certificate CE-1 ended", order.mdq_why_not)
        for route in (order.button_confirm, lambda: order.write({"state": "purchase"})):
            with self.refused("The supplier can send the renewed certificate"):
                route()
        self._concession(self.bar)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")
