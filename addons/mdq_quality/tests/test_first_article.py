from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .common import MdqQualityCase


class FirstArticleCase(MdqQualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar.product_tmpl_id.mdq_first_article = "yes"
        cls.plan = cls._plan(sample_size=1)
        cls.second_engineer = cls.new_user("mdq_second_engineer", "mdq_base.group_quality_engineer")

    def _lot_in(self, name="A", **vals):
        return self._receive((self.bar, name, 5), **vals).move_line_ids.lot_id

    def _article(self, lot):
        return self.env["mdq.first.article"].search([("lot_ids", "in", lot.ids)], order="id desc", limit=1)

    def _submitted(self, lot, value="5.98"):
        inspection = self._inspections(lot)[:1].with_user(self.inspector)
        inspection.record([{"characteristic": "OD", "unit_no": 1, "value": value}, {"characteristic": "SURF", "unit_no": 1, "ok": True}])
        inspection.action_conclude()
        article = self._article(lot)
        article.with_user(self.inspector).action_submit()
        return article

    def _accepted(self, lot):
        article = self._submitted(lot)
        article.with_user(self.second_engineer).accept(self.credential_of(self.second_engineer))
        return article

    def _check(self, lot):
        checks = self.env["mdq.release"].with_user(self.releaser).evaluate(lot.ids)[0]["checks"]
        return next((check for check in checks if check["code"] == "first_article"), None)


class TestFirstArticle(FirstArticleCase):
    """Requirement: MDQ-QUA-312"""

    def test_the_first_delivery_opens_one_and_the_next_wait_for_it(self):
        first = self._lot_in()
        article = self._article(first)
        self.assertEqual((article.lot_id, article.partner_id, article.kind, article.cause, article.state),
                         (first, self.supplier, "full", "first", "open"))
        self.assertEqual(article.line_ids.mapped("conforms"), ["missing", "missing"])
        second = self._lot_in("B")
        self.assertEqual((self._article(second), article.lot_ids), (article, first | second))
        self._accepted(first)
        third = self._lot_in("C")
        self.assertFalse(self._article(third))
        self.assertTrue(self._check(third)["ok"])

    def test_every_lot_that_is_judged_in_one_waits_for_it(self):
        self._make_effective(self._plan(unit="batch", sample_size=1, effective=False))
        picking = self._receive((self.bar, "A", 1), (self.bar, "B", 1))
        lots = picking.move_line_ids.lot_id
        self.assertEqual(self._article(lots[0]).lot_ids, lots)
        later = self._lot(name="C")
        self.env["stock.move.line"].create({
            "picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": self.bar.id, "lot_id": later.id, "quantity": 1,
            "location_id": self.suppliers.id, "location_dest_id": self.stock.id})
        self.assertEqual(self._article(lots[0]).lot_ids, lots | later)

    def test_another_supplier_or_process_needs_its_own(self):
        self._accepted(self._lot_in())
        other = self.env["res.partner"].create({"name": "Other Metals"})
        self.assertEqual(self._article(self._lot_in("B", partner_id=other.id)).partner_id, other)
        self.bar.product_tmpl_id.mdq_process_id = self.env["mdq.process"].create({"code": "ANOD", "name": "Anodising"})
        article = self._article(self._lot_in("C"))
        self.assertEqual((article.process_id.code, article.item_ids.mapped("kind")), ("ANOD", ["process"]))

    def test_two_lots_in_one_receipt_share_one(self):
        lots = self._receive((self.bar, "A", 5), (self.bar, "B", 5)).move_line_ids.lot_id
        articles = self.env["mdq.first.article"].search([("lot_ids", "in", lots.ids)])
        self.assertEqual((len(articles), articles.lot_ids), (1, lots))

    def test_only_products_that_ask_need_one(self):
        self._plan(self.screw, sample_size=1)
        lot = self._receive((self.screw, "S", 5)).move_line_ids.lot_id
        self.assertFalse(self._article(lot))
        self.assertIsNone(self._check(lot))
        parent = self.env["product.category"].create({"name": "Implants", "mdq_first_article": "yes"})
        self.screw.categ_id = self.env["product.category"].create({"name": "Screws", "parent_id": parent.id})
        self.assertTrue(self.screw._mdq_asks_first_article())
        self.screw.product_tmpl_id.mdq_first_article = "no"
        self.assertFalse(self.screw._mdq_asks_first_article())

    def test_results_come_from_the_inspection(self):
        """Requirement: MDQ-QUA-313"""
        lot = self._lot_in()
        article = self._article(lot).with_user(self.inspector)
        with self.assertRaisesRegex(UserError, "Conclude INS"):
            article.action_submit()
        article = self._submitted(lot)
        line = article.line_ids[0]
        self.assertEqual((line.requirement, line.result, line.units, line.conforms), ("5.98 (5.95 – 6.00) mm", "5.98", 1, "yes"))
        self.assertEqual((article.line_ids[1].result, article.line_ids[1].conforms), ("✓", "yes"))  # no word of one language
        self.assertEqual((article.conforming_count, article.line_count), (2, 2))
        article.with_user(self.inspector).action_back()
        for vals in ({"result": "6.00"}, {"conforms": "yes"}):
            with self.assertRaisesRegex(UserError, "come from its inspection"):
                line.with_user(self.quality_engineer).write(vals)
        line.with_user(self.inspector).remarks = "Edge"
        for user in (self.inspector, self.quality_engineer):
            with self.assertRaises(AccessError):
                line.with_user(user).create({"article_id": article.id, "plan_line_id": line.plan_line_id.id})
            with self.assertRaises(UserError):
                line.with_user(user).unlink()

    def test_every_characteristic_is_proven_also_one_that_is_not_required(self):
        """Requirement: MDQ-QUA-313"""
        self._plan(self.screw, sample_size=1, lines=[
            {"characteristic_id": self.diameter.id, "lower_limit": "5"}, {"characteristic_id": self.surface.id, "required": False}])
        self.screw.product_tmpl_id.mdq_first_article = "yes"
        lot = self._receive((self.screw, "S", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot).with_user(self.inspector)
        inspection.record([{"characteristic": "OD", "unit_no": 1, "value": "6"}])
        inspection.action_conclude()
        with self.assertRaisesRegex(UserError, "no reading of: SURF"):
            self._article(lot).with_user(self.inspector).action_submit()

    def test_it_is_accepted_with_a_signature_by_somebody_else(self):
        """Requirement: MDQ-QUA-314"""
        article = self._submitted(self._lot_in())
        for user, why in ((self.inspector, "quality engineer|Quality Engineer"), (self.releaser, "."), (self.auditor, ".")):
            with self.subTest(user=user.login), self.assertRaisesRegex(UserError, why):
                article.with_user(user).accept(self.credential_of(user))
        both = self.new_user("mdq_both", "mdq_base.group_quality_engineer", "mdq_base.group_inspector")
        article.with_user(both).action_back()
        article.with_user(both).action_submit()
        with self.assertRaisesRegex(UserError, "You inspected or prepared"):
            article.with_user(both).accept(self.credential_of(both))
        with self.assertRaises(UserError):
            article.with_user(self.second_engineer).accept({"type": "password", "password": "wrong"})
        article.with_user(self.second_engineer).accept(self.credential_of(self.second_engineer), "All proven")
        self.assertEqual((article.state, article.signature_ids.mapped("meaning")), ("accepted", ["approved"]))
        with self.assertRaises(UserError):
            article.with_user(self.quality_manager).reason = "x"
        with self.assertRaises(UserError):
            article.line_ids.with_user(self.quality_manager).write({"remarks": "x"})

    def test_no_other_way_leads_to_accepted(self):
        """Requirement: MDQ-QUA-314"""
        article = self._article(self._lot_in())
        for user in (self.quality_engineer, self.quality_manager, self.env.user):
            with self.assertRaises(UserError):
                article.with_user(user).write({"state": "accepted"})
            with self.assertRaises(UserError):
                article.with_user(user).unlink()
            with self.assertRaises(UserError):
                article.with_user(user).write({"lot_ids": [Command.clear()]})
        with self.assertRaises(UserError):
            article._move_to("accepted")

    def test_what_does_not_conform_is_not_accepted_but_rejected_and_repeated(self):
        """Requirement: MDQ-QUA-315"""
        lot = self._lot_in()
        article = self._submitted(lot, "6.5").with_user(self.second_engineer)
        with self.assertRaisesRegex(UserError, "not proven are OD"):
            article.accept(self.credential_of(self.second_engineer))
        with self.assertRaisesRegex(UserError, "not proven"):
            article.sudo()._move_to("accepted")
        with self.assertRaisesRegex(UserError, "Say why"):
            article.reject(self.credential_of(self.second_engineer), " ")
        article.reject(self.credential_of(self.second_engineer), "Too thick")
        self.assertEqual(article.state, "rejected")
        self.assertIn("was rejected", self._check(lot)["why"])
        again = self._article(self._lot_in("B"))
        self.assertEqual((again.state, again.kind, again.cause, again.baseline_id), ("open", "partial", "rejected", article.sudo(False)))
        self.assertEqual(again.line_ids.mapped("characteristic_id.code"), ["OD"])

    def test_a_rejected_one_is_followed_by_the_next(self):
        """Requirement: MDQ-QUA-315"""
        lot, waiting = self._lot_in(), self._lot_in("B")
        self.env["mdq.first.article.item"].with_user(self.inspector).create([
            {"article_id": self._article(lot).id, "name": name, "is_proven": is_proven} for name, is_proven in [("Ti-6Al-4V", False), ("Marking", True)]])
        article = self._submitted(lot)
        with self.assertRaisesRegex(UserError, "is not rejected"):
            article.with_user(self.inspector).action_next()
        article.with_user(self.second_engineer).reject(self.credential_of(self.second_engineer), "No certificate")
        action = article.with_user(self.inspector).action_next()
        again = self.env["mdq.first.article"].browse(action["res_id"])
        self.assertNotEqual(again, article)
        self.assertEqual((again.state, again.kind, again.cause, again.baseline_id), ("open", "partial", "rejected", article))
        self.assertEqual(again.lot_ids, lot | waiting)
        self.assertEqual(again.item_ids.mapped("name"), ["Ti-6Al-4V"])
        self.assertEqual(article.with_user(self.inspector).action_next()["res_id"], again.id, "One follows, not two.")
        again.item_ids.is_proven = True
        again.with_user(self.inspector).action_submit()
        again.with_user(self.second_engineer).accept(self.credential_of(self.second_engineer))
        self.assertTrue(self._check(waiting)["ok"])

    def test_only_goods_that_were_made_or_come_in_have_one(self):
        arch = self.env["mdq.inspection"].with_user(self.inspector).get_view(view_type="form")["arch"]
        self.assertIn("point not in ('iqc', 'ipqc', 'fqc')", arch, "Nothing is proved by what leaves or is tested again.")

    def test_the_next_one_rests_on_the_newest_inspection_of_the_lot(self):
        """Requirement: MDQ-QUA-315"""
        lot = self._lot_in()
        article = self._submitted(lot, "6.5")
        article.with_user(self.second_engineer).reject(self.credential_of(self.second_engineer), "Too thick")
        newer = self.env["mdq.inspection"].browse(lot.with_user(self.inspector).action_mdq_inspect()["res_id"])
        again = self.env["mdq.first.article"].browse(article.with_user(self.inspector).action_next()["res_id"])
        self.assertEqual(again.inspection_id, newer)

    def test_an_unproven_material_is_not_accepted(self):
        """Requirement: MDQ-QUA-315"""
        lot = self._lot_in()
        item = self.env["mdq.first.article.item"].with_user(self.inspector).create({"article_id": self._article(lot).id, "name": "Ti-6Al-4V"})
        article = self._submitted(lot)
        with self.assertRaisesRegex(UserError, "not proven are Ti-6Al-4V"):
            article.with_user(self.second_engineer).accept(self.credential_of(self.second_engineer))
        article.with_user(self.inspector).action_back()
        item.is_proven = True
        article.with_user(self.inspector).action_submit()
        article.with_user(self.second_engineer).accept(self.credential_of(self.second_engineer))

    def test_a_receipt_costs_no_query_a_lot(self):
        counts = []
        for number in (2, 2, 30):
            lots = self.env["stock.lot"].create([{"name": f"Q{len(counts)}-{index}", "product_id": self.bar.id} for index in range(number)])
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"quantity": 1, "partner_id": self.supplier.id})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[2] - counts[1], 4, counts)


class TestFirstArticleGate(FirstArticleCase):
    """Requirement: MDQ-QUA-316"""

    def test_a_lot_is_not_released_before(self):
        lot = self._lot_in()
        article = self._submitted(lot)
        self.assertFalse(self._check(lot)["ok"])
        self.assertIn("waits for a quality engineer", self._check(lot)["why"])
        with self.assertRaisesRegex(UserError, "First article FAI"):
            self._release(lot)
        article.with_user(self.second_engineer).accept(self.credential_of(self.second_engineer))
        self._release(lot)
        self.assertEqual(lot.mdq_status, "released")

    def test_lots_from_before_the_setting_are_told_too(self):
        self.bar.product_tmpl_id.mdq_first_article = "no"
        lot = self._lot_in()
        self._accept(self._inspections(lot))
        self.bar.product_tmpl_id.mdq_first_article = "yes"
        self.assertIn("there is none", self._check(lot)["why"])
        with self.assertRaisesRegex(UserError, "asks for a first article"):
            self._release(lot)

    def test_no_route_moves_a_released_lot_that_waits(self):
        self.bar.product_tmpl_id.mdq_first_article = "no"
        lot = self._lot_in()
        self._accept(self._inspections(lot))
        self._release(lot)
        action = self._inspections(lot).with_user(self.quality_engineer).action_first_article()
        article = self.env["mdq.first.article"].browse(action["res_id"])
        self.assertEqual((article.cause, article.lot_ids), ("manual", lot))
        for picking in (self._picking("out", [(self.bar, lot, 1)]), self._picking("out", [(self.bar, lot, 1)], destination=self.outside)):
            with self.assertRaisesRegex(UserError, "First article FAI.*not inspected to the end"):
                picking.sudo()._action_done()
            with self.assertRaisesRegex(UserError, "First article"):
                picking.with_user(self.keeper).with_context(skip_sanity_check=True).button_validate()
        with self.assertRaisesRegex(UserError, "First article"):
            self._order(lot, 1).button_mark_done()
        self._picking("internal", [(self.bar, lot, 1)]).button_validate()
        article.with_user(self.quality_manager).action_cancel()
        self._picking("out", [(self.bar, lot, 1)]).button_validate()

    def test_the_checks_ask_as_often_for_many_lots(self):
        counts = []
        for number in (2, 2, 20):
            lots = self.env["stock.lot"].union(*(self._lot() for _index in range(number)))
            self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"partner_id": self.supplier.id})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            lots._mdq_release_checks()
            lots._mdq_move_blockers("ship")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_only_quality_sets_what_asks(self):
        category = self.env["product.category"].create({"name": "Metal"})
        for user in (self.planner, self.head_keeper):
            with self.assertRaises(AccessError):
                self.bar.product_tmpl_id.with_user(user).mdq_first_article = "no"
            with self.assertRaises(AccessError):
                category.with_user(user).mdq_first_article = "no"


class TestPartialFirstArticle(FirstArticleCase):
    """Requirement: MDQ-QUA-317"""

    def _revise(self, **vals):
        draft = self.plan.browse(self.plan.with_user(self.quality_engineer).action_revise()["res_id"])
        draft.with_user(self.quality_engineer).line_ids[0].write_with_reason(vals, "Tighter")
        self._make_effective(draft)
        return draft

    def test_a_changed_plan_asks_for_what_changed(self):
        article = self._accepted(self._lot_in())
        plan = self._revise(upper_limit="5.99")
        self.assertEqual(article.state, "outdated")
        lot = self._lot_in("B")
        partial = self._article(lot)
        self.assertEqual((partial.kind, partial.cause, partial.baseline_id, partial.plan_id), ("partial", "plan", article, plan))
        self.assertEqual(partial.line_ids.mapped("characteristic_id.code"), ["OD"])
        self._submitted(lot)
        partial.with_user(self.second_engineer).accept(self.credential_of(self.second_engineer))
        self.assertFalse(self._article(self._lot_in("C")))
        self.assertEqual(len(partial._get_proven()), 3)

    def test_a_plan_that_asks_nothing_new_outdates_nothing(self):
        article = self._accepted(self._lot_in())
        self._revise(instruction="Look twice")
        self.assertEqual(article.state, "accepted")

    def test_a_new_revision_of_the_drawing_asks_again(self):
        article = self._accepted(self._lot_in())
        drawing = self.env["mdq.document"].create({
            "name": "Bar", "type_id": self.env.ref("mdq_document.mdq_document_type_drawing").id, "product_ids": self.bar.ids})
        drawing._write_guarded({"state": "effective"})
        again = self._article(self._lot_in("B"))
        self.assertEqual((again.cause, again.baseline_id, again.drawing_ids, len(again.line_ids)), ("drawing", article, drawing, 2))

    def test_a_baseline_is_of_the_same_goods(self):
        article = self._accepted(self._lot_in())
        other = self.env["res.partner"].create({"name": "Other Metals"})
        again = self._article(self._lot_in("B", partner_id=other.id)).with_user(self.quality_engineer)
        with self.assertRaisesRegex(ValidationError, "name the earlier"):
            again.kind = "partial"
        with self.assertRaisesRegex(ValidationError, "another supplier"):
            again.write({"kind": "partial", "baseline_id": article.id})

    def test_a_first_article_keeps_its_inspection_and_has_one(self):
        article = self._article(self._lot_in())
        with self.assertRaisesRegex(UserError, "keeps its inspection"):
            article.with_user(self.quality_engineer).inspection_id = self._inspections(self._lot_in("B"))
        action = article.inspection_id.with_user(self.inspector).action_first_article()
        self.assertEqual(action["res_id"], article.id)
        form = Form(article.with_user(self.quality_engineer))
        form.drawing_reference = "DWG-100 rev. C"
        form.save()

    def test_companies_are_separate(self):
        article = self._article(self._lot_in())
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=other.id, company_ids=[Command.set(other.ids)])
        self.assertFalse(article.with_user(stranger).search([("id", "=", article.id)]))
        with self.assertRaises(AccessError):
            article.with_user(stranger).accept(self.credential_of(stranger))

    def test_the_report_has_the_three_forms_in_both_languages(self):
        """Requirement: MDQ-QUA-318"""
        article = self._accepted(self._lot_in())
        report = self.env["ir.actions.report"].with_user(self.auditor)
        html = report._render_qweb_html("mdq_quality.mdq_first_article_report_action", article.ids)[0].decode()
        for words in ("Form 1: Part", "表 1：零件信息", "Form 2", "Form 3: Characteristics", "5.98 (5.95 – 6.00) mm", article.name,
                      "nothing is rounded before it is judged", "Mdq Second Engineer"):
            self.assertIn(words, html)
