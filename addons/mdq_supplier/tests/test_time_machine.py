from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
class TestTimeMachine(MdqCertificateCommon):
    """A question about a past day is answered by what goods and categories were on that day."""

    BEFORE, DAY = "2026-05-09", "2026-05-10"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.new_user(
            "mdq_goods_keeper", "stock.group_stock_manager", "product.group_product_manager", "mdq_base.group_quality_engineer")
        cls.shelf = cls.env["product.category"].create({"name": "Shelf goods"})
        with freeze_time("2026-01-01 08:00:00"):
            cls.scope = cls._qualify(categ_id=cls.category.id, valid_to="2029-12-31")

    def _change(self, records, day=DAY, **vals):
        with freeze_time(f"{day} 08:00:00"):
            records.with_user(self.keeper).write(vals)
            self.env.flush_all()  # as a request does at its end

    def _answers(self, product, *days, process=None):
        self.env.invalidate_all()
        return [self._check(product, process, date=day)["allowed"] for day in days]

    def test_a_product_that_moved_keeps_its_past(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.bar, categ_id=self.shelf.id)
        self._change(self.bar, day="2026-07-01", categ_id=self.subcategory.id)
        self.assertEqual(self._answers(self.bar, self.BEFORE, self.DAY, "2026-06-30", "2026-07-01"), [True, False, False, True])

    def test_of_two_moves_on_a_day_the_first_says_what_was(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.bar, categ_id=self.shelf.id)
        self._change(self.bar, categ_id=self.env["product.category"].create({"name": "Elsewhere"}).id)
        self.assertEqual(self._answers(self.bar, self.BEFORE, self.DAY), [True, False])

    def test_a_category_that_moved_keeps_its_past(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.subcategory, parent_id=self.shelf.id)
        self.assertEqual(self._answers(self.screw, self.BEFORE, self.DAY), [True, False])
        self.assertEqual(self._answers(self.bar, self.BEFORE, self.DAY), [True, True])

    def test_a_category_below_the_one_that_moved_keeps_its_past(self):
        """Requirement: MDQ-SUP-260"""
        deep = self._product("Deep screw", mdq_controlled=True, categ_id=self.env["product.category"].create(
            {"name": "Deep", "parent_id": self.subcategory.id}).id)
        self._change(self.subcategory, parent_id=self.shelf.id)
        self._change(deep, day="2026-08-01", categ_id=self.category.id)
        self.assertEqual(self._answers(deep, self.BEFORE, self.DAY, "2026-08-01"), [True, False, True])

    def test_control_counts_from_its_day(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.paper, mdq_controlled=True)
        self.assertEqual(self._answers(self.paper, self.BEFORE, self.DAY), [True, False])
        self.assertIn("not controlled", self._check(self.paper, date=self.BEFORE)["reasons"][0])

    def test_the_process_counts_from_its_day(self):
        """Requirement: MDQ-SUP-260"""
        with freeze_time("2026-01-01 08:00:00"):
            self._qualify(process=self.anodising, valid_to="2029-12-31")
        self._change(self.service, mdq_process_id=self.machining.id)
        self.assertEqual(self._answers(self.service, self.BEFORE, self.DAY), [True, False])

    def test_grades_count_from_their_day(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.category, day="2026-02-01", mdq_needs_agreement=True)
        self._change(self.bar, mdq_grade="C")
        self.assertEqual(self._answers(self.bar, "2026-01-31", self.BEFORE, self.DAY), [True, False, True])
        self._change(self.subcategory, mdq_grade="C")
        self.assertEqual(self._answers(self.screw, "2026-01-31", self.BEFORE, self.DAY), [True, False, True])
        self._change(self.subcategory, day="2026-08-01", mdq_grade=False)
        self.assertEqual(self._answers(self.screw, self.BEFORE, self.DAY, "2026-08-01"), [False, True, False])

    def test_certificates_are_asked_for_what_goods_were(self):
        """Requirement: MDQ-SUP-260"""
        with freeze_time("2026-01-01 08:00:00"):
            self._qualify(product=self.bar, valid_to="2029-12-31")
            self._demand(categ_id=self.category.id, kind="goods")
        self._change(self.bar, categ_id=self.shelf.id)
        self.assertEqual(self._answers(self.bar, self.BEFORE, self.DAY), [False, True])

    def test_each_suspension_keeps_its_own_reason(self):
        """Requirement: MDQ-SUP-260"""
        for day, reason in (("2026-03-01", "Plating failed"), ("2026-06-01", "Late again")):
            with freeze_time(f"{day} 08:00:00"):
                self._suspend(self.scope, reason)
            with freeze_time(f"{day[:8]}20 08:00:00"):
                self.scope.with_user(self.sqe).lift(self.credential_of(self.sqe), "Fine again")
        self.assertIn("Plating failed", self._check(self.bar, date="2026-03-10")["reasons"][0])
        self.assertIn("Late again", self._check(self.bar, date="2026-06-10")["reasons"][0])

    def test_the_paper_rests_on_what_goods_were(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.bar, categ_id=self.shelf.id)
        question = self.env["mdq.supplier.check"].with_user(self.planner).create(
            {"partner_id": self.partner.id, "product_id": self.bar.id, "date": self.BEFORE})
        self.assertEqual([row["record"] for row in question._get_evidence()], [self.scope])
        question.date = self.DAY
        self.assertFalse(question._get_evidence())

    def test_a_past_day_costs_as_much_for_many_as_for_one(self):
        """Requirements: MDQ-SUP-260, MDQ-SUP-012"""
        products = self.env["product.product"].create([
            {"name": f"Part {number}", "is_storable": True, "tracking": "lot", "mdq_controlled": True, "categ_id": self.subcategory.id}
            for number in range(50)])
        for number in range(3):
            self._change(products.product_tmpl_id, day=f"2026-0{number + 5}-10", categ_id=(self.category, self.shelf)[number % 2].id)
        self._change(self.subcategory, parent_id=self.shelf.id)
        counts = [self._count(products[:1]), self._count(products[:1]), self._count(products)]
        self.assertLessEqual(counts[2], counts[1] + 1, counts)

    def _count(self, products):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answers = self.env["mdq.supplier.qualification"].check_many(
            [{"partner_id": self.partner.id, "product_id": product.id} for product in products], self.BEFORE)
        self.assertTrue(all(answer["allowed"] for answer in answers))
        return self.env.cr.sql_log_count - before

    def test_today_asks_nothing_of_the_past(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.bar, categ_id=self.shelf.id)
        with self.assertQueryCount(0):
            self.env["mdq.category.past"]._get_tree(self.env.company._mdq_today())

    @mute_logger("odoo.addons.base.models.ir_access", "odoo.addons.base.models.ir_model")
    def test_what_was_is_not_told_otherwise(self):
        """Requirement: MDQ-SUP-260"""
        self._change(self.bar, categ_id=self.shelf.id)
        self._change(self.subcategory, parent_id=self.shelf.id)
        for model, vals in (("mdq.product.past", {"is_controlled": False}), ("mdq.category.past", {"category_path": "1/"})):
            row = self.env[model].search([], limit=1)
            self.assertTrue(row)
            with self.assertRaises(UserError):
                row.write(vals)
            with self.assertRaises(UserError):
                row.unlink()
            for user in (self.sqe, self.quality_manager, self.admin):
                with self.assertRaises(UserError):
                    row.with_user(user).write(vals)
                with self.assertRaises(AccessError):
                    row.with_user(user).create(vals)

    def test_what_changes_nothing_leaves_nothing(self):
        """Requirement: MDQ-SUP-260"""
        before = self.env["mdq.product.past"].search_count([]), self.env["mdq.category.past"].search_count([])
        self._change(self.bar, categ_id=self.category.id, mdq_controlled=True, mdq_process_id=False)
        self._change(self.category, parent_id=False)
        self.assertEqual((self.env["mdq.product.past"].search_count([]), self.env["mdq.category.past"].search_count([])), before)

    def test_what_bars_when_audits_are_late_is_signed_with_the_scope(self):
        """Requirement: MDQ-SUP-260"""
        with self.refused("say how often it is audited", ValidationError):
            self._draft(product=self.bar, audit_bars_after=30)
        self._draft(product=self.bar, audit_bars_after=30, audit_months=12)
