from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestOrder(MdqOutsourcingCase):
    def test_template_makes_the_order_with_its_steps(self):
        """Requirement: MDQ-OUT-001"""
        order = self._outsourcing_order(confirm=False)
        self.assertRecordValues(order.step_ids, [
            {"sequence": 10, "kind": "transform", "partner_id": self.hongda.id, "state": "waiting"},
            {"sequence": 20, "kind": "on_lot", "partner_id": self.lantian.id, "state": "waiting"},
        ])
        self.assertEqual(order.name[:3], "OO/")
        self.assertEqual(order.template_id, self.template)

    def test_suppliers_are_assigned_by_number_or_code(self):
        """Requirement: MDQ-OUT-001"""
        order = self._outsourcing_order(confirm=False, **{"10": self.anke.id, "T-ANOD": self.anke.id})
        self.assertEqual(order.step_ids.partner_id, self.anke)

    def test_unknown_steps_are_refused_with_their_names(self):
        with self.assertRaisesRegex(UserError, "No step of .* is called 99.*10 T-MACH"):
            self._outsourcing_order(**{"99": self.anke.id})

    def test_only_the_effective_revision_takes_new_work(self):
        """Requirement: MDQ-OUT-002"""
        draft = self._template(effective=False)
        with self.assertRaisesRegex(UserError, "is not effective"):
            self._outsourcing_order(draft)

    def test_work_in_progress_keeps_its_revision(self):
        """Requirement: MDQ-OUT-002"""
        order = self._outsourcing_order()
        self.template.action_revise()
        newer = self.template.search([("code", "=", self.template.code), ("revision", "=", 2)])
        newer.step_ids[1].requires_certificate = False
        self._put_in_force(newer)
        self.assertEqual(self.template.state, "superseded")
        self.assertEqual(order.template_id, self.template)
        self.assertTrue(order.step_ids[1].requires_certificate)
        self.assertEqual(newer.step_ids.parameter_ids.mapped("code"), ["V", "T"])

    def test_template_in_force_is_locked_down_to_its_limits(self):
        """Requirement: MDQ-OUT-003"""
        parameter = self.template.step_ids[1].parameter_ids[0]
        for record, vals in ((parameter, {"upper_limit": "99"}), (self.template.step_ids[0], {"required": False}),
                             (self.template, {"name": "x"})):
            for user in (self.quality_engineer, self.env.user):
                with self.assertRaises(UserError):
                    record.with_user(user).write(vals)
        with self.assertRaises(UserError):
            self.env["mdq.process.parameter"].create({**parameter.copy_data()[0], "code": "N", "step_id": parameter.step_id.id})
        with self.assertRaises(UserError):
            parameter.sudo().unlink()

    def test_limits_are_numbers_in_order(self):
        step = self._template(effective=False).step_ids[1]
        for vals in ({"lower_limit": "a"}, {"lower_limit": "27"}, {"lower_limit": False, "upper_limit": False}):
            with self.assertRaises(UserError), self.cr.savepoint():
                step.parameter_ids[0].write(vals)

    def test_product_must_be_one_of_the_template(self):
        with self.assertRaisesRegex(UserError, "is not for"):
            self._outsourcing_order(product=self.bar)

    def test_only_planners_make_orders(self):
        for user in (self.inspector, self.auditor, self.quality_manager, self.reporter):
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.template.with_user(user).instantiate(self.machined.id, {})
            with self.assertRaises(AccessError), self.cr.savepoint():
                self.env["mdq.outsourcing.order"].with_user(user).create(
                    {"template_id": self.template.id, "product_id": self.machined.id}
                )

    def test_states_are_not_written(self):
        """Requirement: MDQ-OUT-004"""
        order = self._outsourcing_order(confirm=False)
        for record, state in ((order, "done"), (order.step_ids[0], "done")):
            for writer in (record, record.sudo()):
                with self.assertRaises(UserError):
                    writer.write({"state": state})
        with self.assertRaises(UserError):
            order.copy({"state": "done"})

    def test_what_a_step_is_cannot_be_changed(self):
        """Requirement: MDQ-OUT-004"""
        step = self._outsourcing_order().step_ids[1]
        for vals in ({"required": False}, {"requires_certificate": False}, {"process_id": self.packing.id},
                     {"sequence": 1}, {"kind": "in_house"}, {"date_done": "2026-01-01"}, {"purchase_line_id": False}):
            with self.assertRaises(UserError):
                step.with_user(self.planner).sudo().write(vals)
        with self.assertRaises(AccessError):
            step.with_user(self.planner).copy()
        with self.assertRaises(UserError):
            step.sudo().unlink()

    def test_steps_become_ready_in_their_order(self):
        """Requirement: MDQ-OUT-005"""
        order = self._outsourcing_order()
        self.assertEqual(order.step_ids.mapped("state"), ["ready", "waiting"])
        self.assertTrue(order.step_ids[0].date_planned)
        with self.assertRaisesRegex(UserError, "Waiting"):
            order.step_ids[1].action_send()

    def test_required_steps_are_not_left_out(self):
        """Requirement: MDQ-OUT-005"""
        order = self._outsourcing_order()
        with self.assertRaisesRegex(UserError, "is required"):
            order.step_ids[0].action_cancel()

    def test_optional_steps_may_be_left_out(self):
        steps = self._template_steps()
        steps[0]["required"] = False
        order = self._outsourcing_order(self._template(steps=steps))
        order.step_ids[0].action_cancel()
        self.assertEqual(order.step_ids.mapped("state"), ["cancelled", "ready"])

    def test_settled_facts_of_an_order_stay(self):
        order = self._outsourcing_order()
        for vals in ({"quantity": 5}, {"product_id": self.packed.id}, {"template_id": self._template().id}):
            with self.assertRaisesRegex(UserError, "settled"):
                order.write(vals)

    def test_supplier_is_needed_before_confirming(self):
        steps = self._template_steps()
        steps[0]["partner_id"] = False
        with self.assertRaisesRegex(UserError, "Name the supplier"):
            self._outsourcing_order(self._template(steps=steps))

    def test_order_under_way_is_not_cancelled(self):
        order = self._outsourcing_order()
        self._supply_bars()
        self._buy(order.step_ids[0])
        with self.assertRaisesRegex(UserError, "under way"):
            order.action_cancel()

    def test_other_companies_see_nothing(self):
        """Requirement: MDQ-OUT-006"""
        order = self._outsourcing_order()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.new_user("elsewhere_planner", "mdq_base.group_planner", company_id=company.id,
                                 company_ids=[(6, 0, company.ids)])
        for record in (order, order.step_ids, self.template, self.template.step_ids):
            self.assertFalse(record.with_user(stranger).search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["company_id"])

    def test_an_order_starts_along_a_route_where_one_fits(self):
        """Requirement: MDQ-OUT-113"""
        group = self.env.ref("mdq_base.group_quality_manager")
        self.effective_route("mdq.outsourcing.order", {"name": "Release of the order", "group_id": group.id},
                             domain="[('quantity', '>', 100)]")
        small, large = self._outsourcing_order(), self._outsourcing_order(quantity=200)
        self.assertEqual((small.state, large.state), ("confirmed", "draft"))
        with self.assertRaisesRegex(UserError, "not approved yet"):
            large.sudo()._move_to("confirmed")
        self.assertEqual(set(large.step_ids.mapped("state")), {"waiting"})
        request = large._mdq_get_requests("pending")
        request.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Capacity is there")
        self.assertEqual((large.state, large.step_ids[0].state, large.signature_state), ("confirmed", "ready", "valid"))

    def test_a_changed_supplier_asks_the_route_anew(self):
        """Requirement: MDQ-OUT-113"""
        group = self.env.ref("mdq_base.group_quality_manager")
        self.effective_route("mdq.outsourcing.order", {"name": "Release of the order", "group_id": group.id})
        order = self._outsourcing_order()
        request = order._mdq_get_requests("pending")
        order.step_ids[1].partner_id = self.anke
        with self.assertRaises(UserError):
            request.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))
        order.with_user(self.planner).action_confirm()
        newer = order._mdq_get_requests("pending")
        self.assertNotEqual(newer, request)
        newer.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))
        self.assertEqual(order.state, "confirmed")
