from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from .common import MdqQualityCase


class TestPlan(MdqQualityCase):
    """Requirement: MDQ-QUA-020"""

    def _found(self, **case):
        case = {"point": "iqc", "product": self.bar, "company": self.company, **case}
        return self.env["mdq.inspection.plan"]._find_many([case])[0]

    def test_the_most_particular_plan_wins(self):
        category = self.env["product.category"].create({"name": "Metal", "parent_id": self.bar.categ_id.id})
        self.bar.categ_id = category
        process = self.env["mdq.process"].create({"code": "ANOD", "name": "Anodising"})
        general = self._plan(product_id=False)
        self.assertEqual(self._found(), general)
        by_category = self._plan(product_id=False, categ_id=category.parent_id.id)
        self.assertEqual(self._found(), by_category)
        self.assertEqual(self._found(product=self.screw), by_category if self.screw.categ_id == category.parent_id else general)
        by_supplier = self._plan(product_id=False, partner_id=self.supplier.id)
        self.assertEqual(self._found(partner=self.supplier), by_supplier)
        self.assertEqual(self._found(), by_category)
        by_process = self._plan(product_id=False, process_id=process.id)
        self.assertEqual(self._found(partner=self.supplier, process=process), by_process)
        by_product = self._plan()
        self.assertEqual(self._found(partner=self.supplier, process=process), by_product)
        self.assertFalse(self._found(point="oqc"))

    def test_only_an_effective_plan_counts(self):
        plan = self._plan(effective=False)
        self.assertFalse(self._found())
        plan.action_submit()
        self.assertFalse(self._found())
        with self.assertRaisesRegex(UserError, "not approved"):
            plan.action_make_effective()

    def test_the_form_offers_each_person_what_would_succeed(self):
        plan = self._plan(effective=False)
        plan.with_user(self.quality_engineer).action_submit()
        manager = plan.with_user(self.quality_manager)
        self.assertEqual((plan.can_make_effective, manager.is_mine_to_decide), (False, True))
        params = manager.action_approve()["params"]
        self.assertEqual((params["model"], params["method"]), ("mdq.approval.request", "approve"))
        with self.assertRaisesRegex(UserError, "does not wait for your decision"):
            plan.with_user(self.quality_engineer).action_approve()
        manager.approval_request_ids.approve(self.credential_of(self.quality_manager), "Agreed")
        plan.invalidate_recordset()
        self.assertTrue(plan.can_make_effective)
        self.assertFalse(manager.is_mine_to_decide)

    def test_an_effective_plan_is_locked_with_its_lines(self):
        plan = self._plan()
        for user in (self.quality_engineer, self.quality_manager, self.env.user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                plan.with_user(user).sample_size = 1
            with self.subTest(user=user.login), self.assertRaises(UserError):
                plan.with_user(user).line_ids[0].upper_limit = "9"
            with self.subTest(user=user.login), self.assertRaises(UserError):
                plan.with_user(user).line_ids[0].unlink()
            with self.subTest(user=user.login), self.assertRaises(UserError):
                plan.with_user(user).line_ids = [Command.create({"characteristic_id": self.surface.id})]

    def test_inspectors_do_not_write_plans(self):
        plan = self._plan(effective=False)
        with self.assertRaises(AccessError):
            plan.with_user(self.inspector).sample_size = 1

    def test_limits_are_numbers_in_order(self):
        for limits, word in (({"lower_limit": "7", "upper_limit": "6"}, "above"), ({"lower_limit": "six"}, "number"),
                             ({}, "give it"), ({"lower_limit": "NaN"}, "number")):
            with self.subTest(limits=limits), self.assertRaisesRegex(ValidationError, word):
                self._plan(effective=False, lines=[{"characteristic_id": self.diameter.id, **limits}])
        plan = self._plan(effective=False, lines=[{"characteristic_id": self.diameter.id, "lower_limit": 0}])
        self.assertEqual(plan.line_ids._get_limits()[0], 0)

    def test_a_plan_that_inspects_nothing_is_not_submitted(self):
        plan = self._plan(effective=False, lines=[{"characteristic_id": self.surface.id, "required": False}])
        with self.assertRaisesRegex(ValidationError, "inspects nothing"):
            plan.action_submit()

    def test_a_plan_that_would_accept_anything_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "below the sample size"):
            self._plan(effective=False, sample_size=2, acceptance_number=2)
