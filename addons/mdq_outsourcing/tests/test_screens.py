from odoo.tests import Form, tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestScreens(MdqOutsourcingCase):
    def test_every_role_opens_the_screens(self):
        order, lot = self._machined_order()
        order.step_ids[1].with_user(self.planner).action_send()
        for user in (self.planner, self.inspector, self.quality_engineer, self.releaser, self.sqe, self.auditor):
            for record in (order, order.step_ids[1], self.template):
                with self.subTest(user=user.login, model=record._name):
                    views = record.with_user(user).get_views([(False, "form"), (False, "list"), (False, "search")])
                    names = [name for name, info in views["models"][record._name]["fields"].items() if info]
                    record.with_user(user).read(names)
            self.assertEqual(lot.with_user(user).mdq_step_count, 2)

    def test_planner_makes_an_order_by_hand(self):
        with Form(self.env["mdq.outsourcing.order"].with_user(self.planner)) as form:
            form.template_id = self.template
            form.product_id = self.machined
            form.quantity = 5
        order = form.save()
        self.assertEqual(len(order.step_ids), 2)
        with Form(order) as form, form.step_ids.edit(0) as step:
            step.partner_id = self.anke
        self.assertEqual(order.step_ids[0].partner_id, self.anke)

    def test_buttons_lead_to_the_records(self):
        order, lot = self._machined_order()
        step = order.step_ids[1].with_user(self.planner)
        step.action_send()
        self.assertEqual(self.env["stock.picking"].search(step.action_view_pickings()["domain"]), step.picking_out_id)
        self.assertEqual(step.action_view_purchase()["res_id"], step.purchase_order_id.id)
        self.assertEqual(self.env["mdq.batch.step"].search(lot.action_view_mdq_batch_steps()["domain"]), order.step_ids)
        self.assertEqual(step.purchase_order_id.mdq_batch_step_count, 1)
        self.assertEqual(step.picking_out_id.action_view_mdq_batch_step()["res_id"], step.id)
        self.assertEqual(self.env["stock.lot"].search(order.action_view_lots()["domain"]), lot)
        self.assertEqual(self.env["mdq.outsourcing.order"].search(self.template.action_view_orders()["domain"]), order)
        self.assertEqual(order.current_step_id, order.step_ids[1])
        self.assertEqual(order.progress, 50)

    def test_searches_by_lot_work(self):
        order, lot = self._machined_order()
        self.assertEqual(self.env["mdq.outsourcing.order"].search([("lot_ids", "=", lot.id)]), order)
        self.assertEqual(self.env["mdq.batch.step"].search([("lot_ids.name", "=", lot.name)]), order.step_ids)
