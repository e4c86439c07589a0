from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from .agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreementGate(AgreementCommon):
    """Where an agreement is needed, orders stand or fall with it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-01-01 08:00:00"):
            cls.anodising.mdq_needs_agreement = True
            cls._qualify(process=cls.anodising, valid_to="2029-12-31")
            cls._qualify(valid_to="2029-12-31")

    def _allowed(self, product, process=None, **vals):
        return self._check(product, process, **vals)["allowed"]

    def test_an_order_without_agreement_is_refused_and_says_the_way_out(self):
        """Requirement: MDQ-SUP-048"""
        order = self._order(self.service)
        self.assertIn("A quality agreement is needed", order.mdq_why_not)
        with self.refused("A quality agreement is needed for it, and none in force covers it"):
            order.button_confirm()
        with self.refused("signatory of the supplier sign it"):
            order.sudo().write({"state": "purchase"})
        agreement = self._sent(process_ids=self.anodising.ids)
        with self.refused():
            order.button_confirm()
        self._sign(agreement, self.signatory)
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_it_ends_and_is_renewed(self):
        """Requirement: MDQ-SUP-048"""
        with freeze_time("2026-02-01 08:00:00"):
            agreement = self._signed(process_ids=self.anodising.ids, valid_to="2026-12-31", review_months=0)
            self.assertTrue(self._allowed(self.service, self.anodising))
        with freeze_time("2027-01-01 08:00:00"):
            answer = self._check(self.service, self.anodising)
            self.assertFalse(answer["allowed"])
            self.assertIn(f"{agreement.code} rev. 1 expired on", answer["reasons"][0])
            draft = self.env["mdq.quality.agreement"].browse(agreement.action_revise()["res_id"]).with_user(self.sqe)
            draft.write({"valid_from": "2027-01-01", "valid_to": "2027-12-31"})
            self._signed(draft)
            self.assertTrue(self._allowed(self.service, self.anodising))
            for day, allowed in (("2026-01-15", False), ("2026-02-01", True), ("2026-12-31", True), ("2027-01-01", True)):
                self.assertEqual(self._allowed(self.service, self.anodising, date=day), allowed, day)

    def test_terminated_bars_from_that_day_on(self):
        """Requirement: MDQ-SUP-048"""
        with freeze_time("2026-02-01 08:00:00"):
            agreement = self._signed()
        with freeze_time("2026-03-01 08:00:00"):
            agreement.with_user(self.quality_manager).terminate(self.credential_of(self.quality_manager), "Plant closed.")
            answer = self._check(self.service, self.anodising)
            self.assertIn("ended on 03/01/2026: Plant closed.", answer["reasons"][0])
            self.assertTrue(self._allowed(self.service, self.anodising, date="2026-02-28"))

    def test_a_review_that_is_not_done_bars_after_the_grace(self):
        """Requirement: MDQ-APP-067"""
        with freeze_time("2026-02-01 08:00:00"):
            agreement = self._signed(valid_to="2029-01-01")
        with freeze_time("2027-03-03 08:00:00"):
            self.assertTrue(self._allowed(self.service, self.anodising))
        with freeze_time("2027-03-04 08:00:00"):
            self.assertEqual(agreement.validity, "overdue")
            self.assertIn("was due on 02/01/2027", self._check(self.service, self.anodising)["reasons"][0])
            self._review(agreement)
            self.assertTrue(self._allowed(self.service, self.anodising))
            self.assertTrue(self._allowed(self.service, self.anodising, date="2027-03-03"))

    def test_only_what_it_is_for_is_covered(self):
        """Requirement: MDQ-SUP-048"""
        self._signed(process_ids=self.anodising.ids, product_ids=self.screw.ids)
        self.assertTrue(self._allowed(self.screw, self.anodising))
        self.assertFalse(self._allowed(self.bar, self.anodising))
        self._signed(process_ids=self.machining.ids)
        self.assertFalse(self._allowed(self.bar, self.anodising))
        self._signed(process_ids=self.anodising.ids, site_ids=self.site.ids)
        self.assertFalse(self._allowed(self.bar, self.anodising))
        self.assertTrue(self._allowed(self.bar, self.anodising, site_id=self.site.id))

    def test_material_of_grade_a_is_bought_under_an_agreement(self):
        """Requirement: MDQ-APP-066"""
        with freeze_time("2026-01-01 08:00:00"):
            self.assertTrue(self._allowed(self.bar))
            self.bar.mdq_grade = "A"
            self.env.flush_all()
        self.assertTrue(self.bar.mdq_needs_agreement)
        self.assertFalse(self._allowed(self.bar))
        self.assertTrue(self._allowed(self.screw))
        self._signed(kind="processing")
        self.assertFalse(self._allowed(self.bar), "an agreement about processing is none about goods")
        self._signed(kind="purchase", categ_ids=self.category.ids)
        self.assertTrue(self._allowed(self.bar))
        self.assertFalse(self._allowed(self.bar, date="2026-01-02"), "an earlier day is answered as it was")

    def test_a_category_asks_for_all_below_it(self):
        """Requirement: MDQ-APP-066"""
        self.category.mdq_needs_agreement = True
        self.assertFalse(self._allowed(self.screw))
        self._signed(kind="purchase")
        self.assertTrue(self._allowed(self.screw))

    def test_only_quality_lets_go_of_the_demand(self):
        """Requirement: MDQ-APP-066"""
        self.bar.mdq_grade = "A"
        self.category.mdq_needs_agreement = True
        keeper = new_test_user(self.env, "mdq_stock_keeper", groups="stock.group_stock_manager,base.group_user")
        for record, vals in ((self.bar, {"mdq_needs_agreement": False}), (self.bar, {"mdq_grade": "C"}),
                             (self.bar.product_tmpl_id, {"mdq_needs_agreement": False}), (self.category, {"mdq_needs_agreement": False}),
                             (self.bar, {"mdq_needs_agreement_since": "2099-01-01"}),
                             (self.category, {"mdq_needs_agreement_since": "2099-01-01"})):
            with self.assertRaises(AccessError):
                record.with_user(keeper).write(vals)

    def _keeper(self):
        """Somebody of quality who keeps products."""
        groups = "stock.group_stock_manager,product.group_product_manager,mdq_base.group_quality_engineer"
        known = self.env["res.users"].search([("login", "=", "mdq_quality_keeper")])
        return known or new_test_user(self.env, "mdq_quality_keeper", groups=groups)

    def test_past_days_keep_their_answer_when_the_mark_is_taken_off(self):
        """Requirement: MDQ-SUP-256"""
        with freeze_time("2026-02-01 08:00:00"):
            self.bar.mdq_needs_agreement = True
            self.category.mdq_needs_agreement = True
            self.env.flush_all()  # as a request does at its end
        with freeze_time("2026-03-01 08:00:00"):
            for record in (self.anodising, self.bar.product_tmpl_id, self.category):
                record.with_user(self._keeper()).mdq_needs_agreement = False
            self.assertTrue(self._allowed(self.service, self.anodising))
            self.assertTrue(self._allowed(self.bar) and self._allowed(self.screw))
        with freeze_time("2026-05-01 08:00:00"):
            self.category.mdq_needs_agreement = True
            self.env.flush_all()
        with freeze_time("2026-06-01 08:00:00"):
            self.env.invalidate_all()
            for day, by_process, by_goods in (
                ("2026-01-31", False, True), ("2026-02-01", False, False), ("2026-02-28", False, False), ("2026-03-01", True, True),
                ("2026-04-30", True, True), ("2026-05-01", True, False), ("2026-06-01", True, False),
            ):
                self.assertEqual(self._allowed(self.service, self.anodising, date=day), by_process, day)
                self.assertEqual((self._allowed(self.bar, date=day), self._allowed(self.screw, date=day)), (by_goods, by_goods), day)

    def test_set_and_taken_off_within_a_day_it_never_stood(self):
        """Requirement: MDQ-SUP-256"""
        self.bar.mdq_needs_agreement = True
        self.bar.with_user(self._keeper()).mdq_needs_agreement = False
        self.assertFalse(self.bar.mdq_agreement_past)
        self.assertTrue(self._allowed(self.bar))

    def test_what_was_asked_is_not_told_otherwise(self):
        """Requirement: MDQ-SUP-256"""
        for record in (self.anodising, self.bar, self.category):
            with self.refused("kept by itself", ValidationError):
                record.write({"mdq_agreement_past": "2020-01-01/2026-01-01"})
        for day in ("2099-01-01", "2020-01-01", False):
            with self.refused("stays as it was", ValidationError):
                self.anodising.with_user(self.admin).mdq_needs_agreement_since = day

    def test_implants_of_a_contract_maker_need_our_representative(self):
        """Requirements: MDQ-APP-067, MDQ-SUP-122"""
        plate = self._product("Bone plate", mdq_controlled=True, mdq_is_implant=True)
        self._signed(kind="manufacturing", review_months=0)
        answer = self._check(plate)
        self.assertFalse(answer["allowed"])
        self.assertIn("is an implant, and no representative of ours is stationed", answer["reasons"][0])
        self.assertTrue(self._allowed(self.bar))
        stay = self.env["mdq.supplier.representative"].with_user(self.sqe).create({
            "partner_id": self.partner.id, "user_id": self.inspector.id, "duties": "Watches line clearance"})
        self.assertTrue(self._allowed(plate))
        self.assertFalse(self._allowed(plate, date="2026-01-02"))
        stay.site_id = self.site
        self.assertFalse(self._allowed(plate))
        with self.refused("is too long ago", Exception):
            stay.date_from = "2020-01-01"

    def test_past_days_of_a_stay_stay_as_they_were(self):
        """Requirement: MDQ-SUP-122"""
        stays = self.env["mdq.supplier.representative"].with_user(self.sqe)
        with freeze_time("2026-05-01 04:00:00"):
            stay = stays.create({
                "partner_id": self.partner.id, "site_id": self.site.id, "user_id": self.inspector.id, "duties": "Watches line clearance"})
            stay.site_id = False
        with freeze_time("2026-05-10 04:00:00"):
            for vals in ({"site_id": self.site.id}, {"partner_id": self.other_partner.id}, {"date_from": "2026-04-20"}):
                with self.refused("was stationed there on past days", ValidationError):
                    stay.write(vals)
            stay.write({"date_from": "2026-05-01", "site_id": False, "date_to": "2026-05-12"})
        with freeze_time("2026-05-20 04:00:00"):
            for day in (False, "2026-12-31"):
                with self.refused("enter another one", ValidationError):
                    stay.date_to = day

    def test_a_concession_passes_it(self):
        self._concession()
        self._order(self.service).button_confirm()

    def test_companies_decide_apart(self):
        """Requirement: MDQ-SUP-048"""
        other = self.env["res.company"].create({"name": "Other house"})
        self._signed()
        facts = self.env["mdq.supplier.qualification"]._get_agreements(self.partner, other)
        self.assertFalse(facts)
        self.assertTrue(self.env["mdq.supplier.qualification"]._get_agreements(self.partner, self.env.company))

    def test_the_number_of_queries_does_not_grow(self):
        """Requirement: MDQ-SUP-012"""
        self._signed(kind="processing")
        products = self.env["product.product"].create([
            {"name": f"Screw {number}", "type": "service", "mdq_process_id": self.anodising.id} for number in range(50)])
        self._count(products)  # what is read once and kept
        few, many = self._count(products[:2]), self._count(products)
        self.assertEqual(few, many)
        self.anodising.mdq_needs_agreement = False
        self.assertLessEqual(many - self._count(products), 3)

    def _count(self, products):
        triples = [(self.partner.id, product.id, self.anodising.id) for product in products]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["mdq.supplier.qualification"]._judge_many(triples, self.env.company._mdq_today(), self.env.company)
        return self.env.cr.sql_log_count - before

    def test_lines_added_later_pass_the_same_gate(self):
        """Requirement: MDQ-SUP-048"""
        order = self._order(self.paper)
        order.button_confirm()
        with self.refused("A quality agreement is needed"):
            order.sudo().write({"order_line": [Command.create({"product_id": self.service.id, "product_qty": 1, "price_unit": 1})]})
