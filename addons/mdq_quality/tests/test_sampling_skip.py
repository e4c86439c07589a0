from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from ..core import skip_lot
from .test_sampling_series import SamplingCase


class SkipCase(SamplingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard_plan(skip_lot=True)
        model = type(cls.env["mdq.sampling.skip"])
        # Admission and risk of the supplier are told apart below; here they hold.
        for name in ("_add_scope_reasons", "_add_risk_reasons", "_add_grade_reasons"):
            cls.startClassPatcher(patch.object(model, name, lambda self, reasons, company: None))

    def _skip(self):
        return self.env["mdq.sampling.skip"].search([("product_id", "=", self.bar.id)])

    def _sign(self, method, user=None, reason="Looked at the last lots"):
        user = user or self.second_engineer
        return getattr(self._skip().with_user(user), method)(self.credential_of(user), reason)

    def _qualify(self, lots=10):
        """Ten lots of 2000, inspected and accepted without a defect."""
        self._lots(*[0] * lots)
        return self._skip()

    def _draw(self, inspected):
        """Let the draw say so, whatever the seed."""
        return patch("odoo.addons.mdq_quality.core.skip_lot.is_inspected", lambda seed, number, frequency: inspected)


class TestSkip(SkipCase):
    """Requirement: MDQ-QUA-201, MDQ-QUA-039"""

    def test_it_is_earned_and_nothing_is_skipped_before_it_is_signed(self):
        skip = self._qualify(9)
        self.assertEqual((skip.status, skip.score, skip.earned), ("qualifying", 45, False))
        with self.assertRaisesRegex(UserError, "has not qualified"):
            self._sign("approve")
        self._lots(0)
        self.assertEqual((skip.score, skip.earned, skip.earned_in, skip.event_ids.why), (50, True, 10, "earned"))
        with self._draw(False):
            self.assertEqual(self._open("unsigned").state, "open")

    def test_a_signature_of_somebody_who_did_not_inspect_approves(self):
        skip = self._qualify()
        both = self.new_user("mdq_skip_both", "mdq_base.group_quality_engineer", "mdq_base.group_inspector")
        self._conclude(self._open("by both").with_user(both))
        for user in (self.inspector, both, self.releaser, self.sqe, self.auditor, self.admin):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._sign("approve", user)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._sign("approve", reason=" ")
        with self.assertRaises(UserError):
            skip.with_user(self.second_engineer).approve({"type": "password", "password": "wrong"}, "why")
        self._sign("approve")
        event = skip.event_ids[0]
        self.assertEqual((skip.status, skip.frequency, event.why, event.signature_state), ("skipping", 4, "approved", "valid"))
        self.assertIn("Every Lot Inspected → one lot of 4 inspected", event.sentence)

    def test_a_skipped_lot_says_so_and_counts_for_release_once_its_identity_is_checked(self):
        self._qualify()
        self._sign("approve")
        with self._draw(False):
            inspection = self._open("skipped")
        lot = inspection.lot_id
        self.assertEqual((inspection.state, inspection.skip_no, lot.mdq_status), ("skipped", 1, "quarantine"))
        self.assertIn("one lot of 4 inspected: lot no. 1 was not drawn", inspection.skip_why)
        checks = {check["code"]: check for check in lot._mdq_release_checks()[lot.id]}
        self.assertTrue(checks["accepted"]["ok"] and "not drawn" in checks["accepted"]["why"])
        self.assertFalse(checks["identity"]["ok"])
        with self.assertRaisesRegex(UserError, "compares its label"):
            self._release(lot)
        with self.assertRaises(AccessError):
            inspection.with_user(self.releaser).action_confirm_identity()
        inspection.action_confirm_identity()
        with self.assertRaisesRegex(UserError, "not to be checked"):
            inspection.action_confirm_identity()
        self.assertIn(self.inspector, inspection._get_inspectors())
        self._release(lot)
        self.assertEqual(lot.mdq_status, "released")

    def test_a_drawn_lot_is_inspected_and_the_draw_can_be_reckoned_again(self):
        skip = self._qualify()
        self._sign("approve")
        for number in range(1, 9):
            inspection = self._open(f"drawn {number}")
            inspected = skip_lot.is_inspected(skip.seed, number, skip.frequency)
            self.assertEqual((inspection.skip_no, inspection.state), (number, "open" if inspected else "skipped"))
            self.assertIn("was drawn" if inspected else "was not drawn", inspection.skip_why)
        self.assertFalse("seed" in self.env["mdq.sampling.skip"].with_user(self.planner).fields_get(), "who orders does not foresee the draw")

    def test_a_bad_lot_interrupts_and_good_ones_requalify(self):
        skip = self._qualify()
        self._sign("approve")
        with self._draw(True):
            self._lots(4)
        self.assertEqual((skip.status, skip.frequency, skip.event_ids[0].why), ("interrupted", 3, "not_accepted"))
        with self._draw(False):
            self.assertEqual(self._open("interrupted").state, "open")
        self._lots(0, 0, 0, 0)
        self.assertEqual((skip.status, skip.frequency, skip.event_ids[0].why), ("skipping", 3, "requalified"))

    def test_a_second_bad_lot_disqualifies(self):
        skip = self._qualify()
        self._sign("approve")
        with self._draw(True):
            self._lots(4)
        self._lots(4)
        self.assertEqual((skip.status, skip.score, skip.earned), ("qualifying", 0, False))

    def test_an_accepted_lot_that_is_worse_than_the_next_aql_interrupts(self):
        """2000 pieces at AQL 1.0: 125 units, Ac 3; at 0.65 it would be 2."""
        skip = self._qualify()
        self._sign("approve")
        with self._draw(True):
            inspection = self._lots(3)
        self.assertEqual((inspection.state, skip.status, skip.event_ids[0].why), ("accepted", "interrupted", "tighter"))

    def test_a_condition_that_does_not_hold_has_the_lot_inspected_and_is_noted_once(self):
        skip = self._qualify()
        self._sign("approve")
        broken = patch.object(type(skip), "_get_skip_conditions", lambda self: {each.id: ["A change is open."] for each in self})
        with self._draw(False), broken:
            for name in "AB":
                inspection = self._open(name)
                self.assertEqual((inspection.state, inspection.skip_no), ("open", 0))
                self.assertIn("A change is open.", inspection.skip_why)
        self.assertEqual((skip.status, skip.barrier, skip.event_ids.mapped("why").count("barrier")), ("skipping", "A change is open.", 1))
        with self._draw(False):
            self.assertEqual(self._open("C").state, "skipped")
        self.assertEqual((skip.barrier, skip.event_ids[0].why), (False, "cleared"))

    def test_it_is_not_approved_while_a_condition_does_not_hold(self):
        skip = self._qualify()
        with patch.object(type(skip), "_get_skip_conditions", lambda self: {each.id: ["A change is open."] for each in self}), \
                self.assertRaisesRegex(UserError, "A change is open"):  # fmt: skip
            self._sign("approve")

    def test_without_lots_for_long_the_product_qualifies_anew(self):
        skip = self._qualify()
        self._sign("approve")
        with freeze_time("2099-01-01"), self._draw(False):
            self.assertEqual(self._open("late").state, "open")
        self.assertEqual((skip.status, skip.event_ids[0].why), ("qualifying", "idle"))

    def test_persons_interrupt_and_withdraw(self):
        skip = self._qualify()
        self._sign("approve")
        self._sign("interrupt")
        self.assertEqual((skip.status, skip.event_ids[0].why), ("interrupted", "ordered"))
        with self.assertRaisesRegex(UserError, "is not skipped"):
            self._sign("interrupt")
        self._sign("disqualify")
        self.assertEqual(skip.status, "qualifying")
        with self.assertRaisesRegex(UserError, "is not qualified"):
            self._sign("disqualify")

    def test_nobody_skips_by_hand(self):
        inspection = self._open("A")
        for user in (self.inspector, self.quality_engineer, self.quality_manager, self.admin):
            with self.subTest(user.login), self.assertRaises(UserError):
                inspection.with_user(user).write({"state": "skipped"})
            with self.assertRaises(UserError):
                inspection.with_user(user).write({"skip_no": 1})
        with self.assertRaisesRegex(UserError, "not skipped by the draw"):
            inspection._move_to("skipped")
        skip = self._qualify(1)
        for user in (self.inspector, self.quality_engineer, self.quality_manager, self.admin):
            for record, vals in ((skip, {"status": "skipping"}), (skip, {"earned": True})):
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).write(vals)

    def test_what_is_opened_by_hand_or_comes_back_is_inspected(self):
        self._qualify()
        self._sign("approve")
        with self._draw(True):
            drawn = self._lots(0)
        with self._draw(False):
            by_hand = self.env["mdq.inspection"]._create_for_lots(self._lot(), "iqc", {"quantity": 2000, "partner_id": self.supplier.id})
            self._receive((self.bar, drawn.lot_id, 2000))
            again = self._inspections(drawn.lot_id) - drawn
            skipped = self._open("skipped")
        self.assertEqual((by_hand.state, again.state, skipped.state), ("open", "open", "skipped"))
        instead = self.env["mdq.inspection"].browse(skipped.action_inspect_instead()["res_id"])
        self.assertEqual((instead.state, instead.lot_id), ("open", skipped.lot_id))
        checks = {check["code"]: check["ok"] for check in skipped.lot_id._mdq_release_checks()[skipped.lot_id.id]}
        self.assertFalse(checks["inspected"], "what was asked for is done first")

    def test_a_lot_among_others_that_was_decided_on_is_no_first_offer(self):
        decided, new = self._lots(0), self._lot()
        together = self.env["mdq.inspection"].create({
            "lot_id": new.id, "lot_ids": [Command.set((new | decided.lot_id).ids)], "quantity": 4000, "partner_id": self.supplier.id})
        alone = self.env["mdq.inspection"]._create_for_lots(new, "iqc", {"quantity": 2000})
        self.assertEqual((together | alone)._filter_first_offers(), alone)

    def test_other_suppliers_and_other_companies_are_apart(self):
        self._qualify()
        self._sign("approve")
        other = self.env["res.partner"].create({"name": "Another Mill", "is_company": True})
        with self._draw(False):
            lot = self._receive((self.bar, "other", 2000), partner_id=other.id).move_line_ids.lot_id
        self.assertEqual(self._inspections(lot).state, "open")
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_skip_stranger", "mdq_base.group_quality_engineer", company_id=company.id, company_ids=[(6, 0, company.ids)])
        self.assertFalse(self.env["mdq.sampling.skip"].with_user(stranger).search([]))
        self.assertFalse(self.env["mdq.sampling.skip.event"].with_user(stranger).search([]))

    def test_plans_that_do_not_go_with_it_are_refused(self):
        for vals in ({"level": "S-3"}, {"standard": "Squeglia c=0"}, {"sampling": "fixed"}, {"standard": "MIL-STD-105E", "plan_type": "double"}):
            with self.subTest(vals), self.assertRaisesRegex(ValidationError, "general level"):
                self._standard_plan(effective=False, **{"skip_lot": True, **vals})
        plan = self._standard_plan([{"characteristic_id": self.crack.id}], effective=False, skip_lot=True)
        with self.assertRaisesRegex(ValidationError, "critical defects"):
            plan.with_user(self.quality_engineer).action_submit()

    def test_the_screens_open(self):
        skip = self._qualify()
        Form(skip.with_user(self.quality_engineer))
        self.assertEqual(skip.action_view_inspections()["res_model"], "mdq.inspection")
        self.assertEqual(skip.action_approve()["tag"], "mdq_sign")

    def test_queries_do_not_grow_with_lots(self):
        """Requirement: MDQ-QUA-034"""
        self._qualify()
        self._sign("approve")
        counts = []
        for number in (2, 30):
            picking = self._picking("in", [(self.bar, f"Q{number}-{i}", 500) for i in range(number)])
            picking.action_confirm()
            self.env.flush_all()
            lots = self.env["stock.lot"].create([{"name": f"S{number}-{i}", "product_id": self.bar.id} for i in range(number)])
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["mdq.inspection"]._create_for_lots(lots, "iqc", {"quantity": 500, "partner_id": self.supplier.id, "picking_id": picking.id})
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 12, counts)


class TestSkipConditions(SamplingCase):
    """What the supplier and the plan say today. Requirement: MDQ-QUA-204"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._standard_plan(skip_lot=True)

    def _conditions(self):
        self._lots(0)
        skip = self.env["mdq.sampling.skip"].search([("product_id", "=", self.bar.id)])
        return "\n".join(skip._get_skip_conditions()[skip.id])

    def _card(self, grade, month):
        self.env["mdq.supplier.scorecard"]._create_guarded({
            "partner_id": self.supplier.id, "company_id": self.company.id, "date_from": f"2026-0{month}-01", "date_to": f"2026-0{month}-28",
            "scheme_id": self.env["mdq.supplier.scorecard.scheme"].search([], limit=1).id, "computed_by_id": self.env.uid,
            "computed_on": "2026-07-01", "grade": grade, "state": "current",
        })

    def test_a_supplier_without_admission_is_not_skipped(self):
        self.assertIn(self.supplier.name, self._conditions())

    def test_tightened_inspection_is_not_skipped(self):
        self.assertNotIn("tightened", self._conditions())
        self._lots(4, 4)
        self.assertIn("is inspected tightened", self._conditions())

    def test_a_plan_that_no_longer_allows_it_is_not_skipped(self):
        self.assertNotIn("allows skip-lot", self._conditions())
        revised = self.plan.browse(self.plan.with_user(self.quality_engineer).action_revise()["res_id"])
        revised.with_user(self.quality_engineer).skip_lot = False
        self._make_effective(revised)
        skip = self.env["mdq.sampling.skip"].search([("product_id", "=", self.bar.id)])
        self.assertIn("No effective revision", "\n".join(skip._get_skip_conditions()[skip.id]))

    def test_a_supplier_with_a_poor_scorecard_is_not_skipped(self):
        self.assertNotIn("is graded", self._conditions())
        for grade, barred in (("D", True), ("A", False)):
            self._card(grade, 1 if barred else 2)
            skip = self.env["mdq.sampling.skip"].search([("product_id", "=", self.bar.id)])
            self.assertEqual("is graded" in "\n".join(skip._get_skip_conditions()[skip.id]), barred, grade)

    def test_a_supply_of_the_strictest_level_is_not_skipped(self):
        table = self.env["mdq.supplier.risk.rule"]._get_in_force(self.company)
        self.env.cr.execute("UPDATE mdq_supplier_risk_rule_class SET inspection_level = 'III' WHERE rule_id = %s", (table.id,))
        table.class_ids.invalidate_recordset()
        self.env["mdq.supplier.risk.class"].invalidate_model()
        self.assertIn("asks for level III", self._conditions())
