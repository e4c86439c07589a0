from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestCheck(MdqSupplierCommon):

    def test_nothing_decided_is_not_allowed(self):
        """Requirement: MDQ-SUP-010"""
        answer = self._check(self.bar)
        self.assertEqual((answer["allowed"], answer["qualification_id"]), (False, False))
        text = " ".join(answer["reasons"])
        for part in ("Titanium bar", "Lantian Surface", "No approved qualification", "quality manager"):
            self.assertIn(part, text)

    def test_an_approval_allows_and_is_named(self):
        """Requirement: MDQ-SUP-010"""
        record = self._qualify(product=self.bar)
        answer = self._check(self.bar)
        self.assertEqual((answer["allowed"], answer["qualification_id"]), (True, record.id))
        self.assertIn(record.name, answer["reasons"][0])
        self.assertFalse(self._check(self.screw)["allowed"])
        self.assertFalse(self._check(self.bar, partner=self.other_partner)["allowed"])

    def test_a_draft_allows_nothing(self):
        self._draft(product=self.bar)
        self.assertFalse(self._check(self.bar)["allowed"])

    def test_what_is_no_date_is_refused_in_words(self):
        with self.refused("Write dates as 2026-05-31", ValidationError):
            self._check(self.bar, date="31.05.2026")

    def test_uncontrolled_goods_need_no_qualification(self):
        answer = self._check(self.paper)
        self.assertTrue(answer["allowed"])
        self.assertIn("not controlled", answer["reasons"][0])
        self.assertFalse(self._check(self.paper, self.machining)["allowed"])

    def test_a_product_is_bought_with_its_process(self):
        """As on an order: nobody gets a yes for a service by leaving its process out."""
        self.assertFalse(self._check(self.service)["allowed"])
        record = self._qualify(process=self.anodising)
        self.assertEqual(self._check(self.service)["qualification_id"], record.id)

    def test_a_past_day_keeps_its_answer(self):
        """Requirement: MDQ-SUP-011"""
        with freeze_time("2026-01-10 08:00:00"):
            record = self._qualify(product=self.bar, valid_from="2026-01-01", valid_to="2026-12-31")
        with freeze_time("2026-05-10 08:00:00"):
            self._suspend(record)
        with freeze_time("2026-06-10 08:00:00"):
            record.with_user(self.sqe).lift(self.credential_of(self.sqe), "Re-audited")
        with freeze_time("2026-07-10 08:00:00"):
            self._withdraw(record)
        days = {"2026-01-09": False, "2026-01-10": True, "2026-05-09": True, "2026-05-10": False, "2026-06-09": False,
                "2026-06-10": True, "2026-07-09": True, "2026-07-10": False, "2027-02-01": False}
        for day, allowed in days.items():
            self.assertEqual(self._check(self.bar, date=day)["allowed"], allowed, day)
        self.assertIn("is suspended since", self._check(self.bar, date="2026-05-20")["reasons"][0])
        self.assertIn("Plating failed", self._check(self.bar, date="2026-05-20")["reasons"][0])
        self.assertIn("was withdrawn on", self._check(self.bar, date="2026-08-01")["reasons"][0])

    def test_a_suspension_says_who_lifts_it(self):
        record = self._qualify(product=self.bar)
        self._suspend(record)
        self.assertIn(f"lift the suspension of {record.name}", self._check(self.bar)["reasons"][1])

    def test_outside_its_dates_the_answer_says_which(self):
        with freeze_time("2026-01-10 08:00:00"):
            self._qualify(product=self.bar, valid_from="2026-02-01", valid_to="2026-12-31")
        self.assertIn("begins on", self._check(self.bar, date="2026-01-20")["reasons"][0])
        self.assertIn("ended on", self._check(self.bar, date="2027-01-20")["reasons"][0])

    def test_categories_reach_down(self):
        """Requirement: MDQ-SUP-004"""
        record = self._qualify(categ_id=self.category.id)
        self.assertEqual(self._check(self.screw)["qualification_id"], record.id)
        narrow = self._qualify(categ_id=self.subcategory.id)
        self.assertEqual(self._check(self.screw)["qualification_id"], narrow.id)
        self.assertEqual(self._check(self.bar)["qualification_id"], record.id)
        self._suspend(narrow)
        self.assertFalse(self._check(self.screw)["allowed"])
        self.assertTrue(self._check(self.bar)["allowed"])

    def test_sites(self):
        """Requirement: MDQ-SUP-003"""
        record = self._qualify(process=self.anodising, site_id=self.site.id)
        self.assertFalse(self._check(self.service, self.anodising)["allowed"])
        self.assertEqual(self._check(self.service, self.anodising, site_id=self.site.id)["qualification_id"], record.id)
        self.assertTrue(self._check(self.service, self.anodising, partner=self.site)["allowed"])
        self.assertTrue(self._check(self.service, self.anodising, partner=self.person)["allowed"])
        with self.refused("is not a site of", ValidationError):
            self._check(self.service, self.anodising, site_id=self.other_partner.id)

    def test_the_main_address_is_a_site_too(self):
        self._qualify(process=self.anodising, site_id=self.partner.id)
        self.assertTrue(self._check(self.service, self.anodising)["allowed"])
        answer = self._check(self.service, self.anodising, partner=self.site)
        self.assertFalse(answer["allowed"])
        self.assertIn("Plant 2", answer["reasons"][0])

    def test_another_company_decides_for_itself(self):
        """Requirement: MDQ-SUP-009"""
        self._qualify(product=self.bar)
        company = self.env["res.company"].create({"name": "Second maker"})
        self.planner.company_ids |= company
        check = self.env["mdq.supplier.qualification"].with_user(self.planner).with_company(company).check
        self.assertFalse(check(self.partner.id, self.bar.id)["allowed"])

    def test_answers_in_the_language_of_the_caller(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.planner.lang = "zh_CN"
        qualifications = self.env["mdq.supplier.qualification"].with_user(self.planner).with_context(lang="zh_CN")
        reasons = " ".join(qualifications.check(self.partner.id, self.bar.id)["reasons"])
        self.assertIn("供方资质", reasons)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_outsiders_do_not_ask(self):
        """Requirement: MDQ-SUP-010"""
        portal = new_test_user(self.env, "mdq_portal", groups="mdq_base.group_supplier_user")
        employee = new_test_user(self.env, "mdq_employee", groups="base.group_user")
        for user in (portal, employee):
            with self.assertRaises(AccessError):
                self.env["mdq.supplier.qualification"].with_user(user).check(self.partner.id, self.bar.id)

    def test_many_questions_cost_as_much_as_one(self):
        """Requirement: MDQ-SUP-012"""
        products = self.env["product.product"].create([
            {"name": f"Part {number}", "is_storable": True, "tracking": "lot", "mdq_controlled": True,
             "categ_id": self.subcategory.id} for number in range(50)
        ])
        self._qualify(categ_id=self.category.id)
        qualifications = self.env["mdq.supplier.qualification"]
        counts = []
        for asked in (products[:1], products):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answers = qualifications._check_many([(self.partner.id, product.id, False) for product in asked])
            counts.append(self.env.cr.sql_log_count - before)
            self.assertTrue(all(answer["allowed"] for answer in answers.values()))
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
        self.assertLess(counts[1], 25, counts)

    def test_many_questions_in_one_call(self):
        """Requirement: MDQ-SUP-075"""
        record = self._qualify(product=self.bar)
        self._qualify(process=self.anodising, site_id=self.site.id)
        qualifications = self.env["mdq.supplier.qualification"].with_user(self.planner)
        answers = qualifications.check_many([
            {"partner_id": self.partner.id, "product_id": self.bar.id},
            {"partner_id": self.other_partner.id, "product_id": self.bar.id, "process_id": None, "site_id": False},
            {"partner_id": self.partner.id, "product_id": self.service.id, "process_id": self.anodising.id, "site_id": self.site.id},
            {"partner_id": self.partner.id, "product_id": self.bar.id},
        ])
        self.assertEqual([answer["allowed"] for answer in answers], [True, False, True, True])
        self.assertEqual(answers[0], self._check(self.bar))
        self.assertEqual(answers[3]["qualification_id"], record.id)
        self.assertEqual(qualifications.check_many([]), [])
        past = qualifications.check_many([{"partner_id": self.partner.id, "product_id": self.bar.id}], date="2001-01-01")
        self.assertFalse(past[0]["allowed"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_case_that_says_too_little_is_named(self):
        """Requirement: MDQ-SUP-075"""
        qualifications = self.env["mdq.supplier.qualification"]
        good = {"partner_id": self.partner.id, "product_id": self.bar.id}
        for case in ({"partner_id": self.partner.id}, {}, [self.partner.id, self.bar.id]):
            with self.refused("Case 2", ValidationError):
                qualifications.check_many([good, case])
        with self.refused("is not a site of", ValidationError):
            qualifications.check_many([{**good, "site_id": self.other_partner.id}])
        employee = new_test_user(self.env, "mdq_employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            qualifications.with_user(employee).check_many([good])

    def test_a_thousand_questions_cost_as_many_queries_as_ten(self):
        """Requirement: MDQ-SUP-075"""
        partners = self.env["res.partner"].create([{"name": f"Supplier {number}", "is_company": True} for number in range(20)])
        products = self.env["product.product"].create([
            {"name": f"Part {number}", "is_storable": True, "tracking": "lot", "mdq_controlled": True, "categ_id": self.subcategory.id} for number in range(50)])
        kg = self.env.ref("uom.product_uom_kgm")
        for partner in partners[:4]:
            self._qualify(partner=partner, categ_id=self.category.id, limit_quantity=5, limit_uom_id=kg.id)
        counts = []
        for few in (partners[:1], partners):
            cases = [{"partner_id": partner.id, "product_id": product.id} for partner in few for product in products[:max(len(few) * 50 // 20, 10)]]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            answers = self.env["mdq.supplier.qualification"].check_many(cases)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual((len(answers), sum(answer["allowed"] for answer in answers)), (1000, 200))
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
        self.assertLess(counts[1], 25, counts)

    def test_the_screen_gives_the_same_answer(self):
        record = self._qualify(process=self.anodising)
        question = self.env["mdq.supplier.check"].with_user(self.auditor).new({
            "partner_id": self.partner.id, "product_id": self.service.id})
        question._onchange_product_id()
        self.assertEqual(question.process_id._origin, self.anodising)
        self.assertTrue(question.is_allowed)
        self.assertEqual(question.qualification_id, record)
        self.assertIn(record.name, question.reasons)
