from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestScreens(MdqSupplierCommon):

    def test_the_order_says_beforehand_why_not(self):
        """Requirement: MDQ-SUP-025"""
        self._qualify(partner=self.other_partner, product=self.bar)
        order = self._order(self.bar, self.paper)
        self.assertIn("No approved qualification", order.mdq_why_not)
        self.assertIn("Hongda Precision", order.mdq_vendor_hint)
        self.assertEqual(order.order_line.mapped("mdq_is_refused"), [True, False])
        order.partner_id = self.other_partner
        self.assertFalse(order.mdq_why_not)
        self.assertFalse(order.mdq_vendor_hint)
        order.button_confirm()

    def test_no_supplier_at_all_is_said_so(self):
        self.assertIn("No supplier is qualified", self._order(self.bar).mdq_vendor_hint)

    def test_the_warning_follows_the_form(self):
        """Requirement: MDQ-SUP-025"""
        self._qualify(process=self.anodising)
        with Form(self.env["purchase.order"].with_user(self.planner)) as form:
            form.partner_id = self.partner
            with form.order_line.new() as line:
                line.product_id = self.service
                self.assertEqual(line.mdq_process_id, self.anodising)
            self.assertFalse(form.mdq_why_not)
            with form.order_line.new() as line:
                line.product_id = self.bar
            self.assertIn("Titanium bar", form.mdq_why_not)

    def test_an_auditor_reads_orders_and_their_history_and_writes_nothing(self):
        order = self._order(self.paper)
        order.sudo().partner_ref = "Their 4711"
        self.env.flush_all()
        history = self.env["mdq.ledger"].with_user(self.auditor).history("purchase.order", order.id)
        self.assertIn("Their 4711", [change["new"] for change in history])
        seen = order.with_user(self.auditor)
        self.assertEqual((seen.partner_ref, seen.order_line.product_id), ("Their 4711", self.paper))
        for act in (lambda: seen.write({"partner_ref": "x"}), lambda: seen.order_line.write({"price_unit": 1}), seen.copy, seen.button_cancel):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            self.env["account.move"].with_user(self.auditor).search([])

    def test_the_process_comes_from_the_product_and_stays(self):
        order = self._order(self.service)
        self.assertEqual(order.order_line.mdq_process_id, self.anodising)
        self.service.sudo().with_user(self.new_user("mdq_e", "mdq_base.group_sqe")).sudo().mdq_process_id = self.machining
        self.assertEqual(order.order_line.mdq_process_id, self.anodising)

    def test_partner_status(self):
        """Requirement: MDQ-SUP-026"""
        partner = self.partner.with_user(self.planner)
        self.assertEqual(partner.mdq_purchasing_status, "none")
        with freeze_time("2026-05-01 08:00:00"):
            record = self._qualify(product=self.bar, valid_to="2026-12-31")
            self._assert_status("approved")
            self.assertEqual(self.site.mdq_purchasing_status, "approved")
            self._suspend(record)
            self._assert_status("suspended")
            self._qualify(product=self.screw, conditions="Small lots", valid_to="2026-12-31")
            self._assert_status("conditional")
        with freeze_time("2027-05-01 08:00:00"):
            self._assert_status("suspended")
            self._withdraw(record)
            self._assert_status("expired")

    def _assert_status(self, status):
        self.env.invalidate_all()
        self.assertEqual(self.partner.mdq_purchasing_status, status)
        partners = self.env["res.partner"]
        self.assertIn(self.partner, partners.search([("mdq_purchasing_status", "=", status)]))
        self.assertNotIn(self.partner, partners.search([("mdq_purchasing_status", "!=", status)]))
        self.assertIn(self.other_partner, partners.search([("mdq_purchasing_status", "=", "none")]))

    def test_partner_button_opens_its_qualifications(self):
        record = self._qualify()
        self.assertEqual(self.person.mdq_qualification_count, 1)
        action = self.person.with_user(self.planner).action_open_mdq_qualifications()
        self.assertEqual(self.env["mdq.supplier.qualification"].search(action["domain"]), record)

    def test_a_supplier_learns_nothing_of_others_from_his_order(self):
        """Requirement: MDQ-SUP-027"""
        self._qualify(partner=self.other_partner, product=self.bar)
        order = self._order(self.bar)
        portal = new_test_user(self.env, "mdq_vendor", groups="mdq_base.group_supplier_quality")
        portal.partner_id.parent_id = self.partner
        order.message_subscribe(self.partner.ids)
        self.assertTrue(order.with_user(portal).read(["name"]))
        for record, names in ((order, ["mdq_why_not", "mdq_vendor_hint"]),
                              (self.partner, ["mdq_purchasing_status", "mdq_qualification_count", "mdq_qualification_ids"])):
            for name in names:
                with self.assertRaises(AccessError):
                    record.with_user(portal).read([name])
        for model in ("mdq.supplier.qualification", "mdq.supplier.qualification.decision", "mdq.process",
                      "mdq.supplier.check"):
            self.assertFalse(self.env[model].with_user(portal).has_access("read"), model)

    def test_an_ordinary_employee_still_opens_partners_and_products(self):
        """Requirement: MDQ-SUP-026"""
        employee = new_test_user(self.env, "mdq_plain_employee", groups="base.group_user")
        for record in (self.partner, self.service.product_tmpl_id, self.service):
            views = record.with_user(employee).get_views([(False, "form"), (False, "list")])
            names = set(views["models"][record._name]["fields"])
            record.with_user(employee).web_read({name: {} for name in names if name.startswith("mdq_")})

    def test_forms_open_for_every_role(self):
        record = self._qualify(process=self.anodising)
        for role in ("inspector", "quality_engineer", "quality_manager", "sqe", "planner", "change_board", "auditor"):
            user = getattr(self, role)
            views = record.with_user(user).get_views([(False, kind) for kind in ("form", "list", "kanban", "search")])
            names = views["models"]["mdq.supplier.qualification"]["fields"]
            self.assertTrue(record.with_user(user).web_read({name: {} for name in names}), role)

    def test_a_qualification_is_written_on_the_form(self):
        with Form(self.env["mdq.supplier.qualification"].with_user(self.sqe)) as form:
            form.partner_id = self.partner
            form.process_id = self.anodising
        record = form.record
        self.assertTrue(record.name.startswith("SQ/"))
        self.assertEqual(record.validity, "open")
        self.assertIn("Lantian Surface", record.display_name)

    def test_lists_can_be_looked_at_by_company(self):
        """Who works for several companies tells their records apart."""
        self.sqe.group_ids += self.env.ref("base.group_multi_company")
        for name in ("mdq.quality.agreement", "mdq.supplier.audit", "mdq.supplier.audit.finding", "mdq.supplier.case",
                     "mdq.supplier.certificate", "mdq.supplier.qualification", "mdq.supplier.questionnaire.answer",
                     "mdq.supplier.registration", "mdq.supplier.scorecard", "mdq.supplier.scorecard.contest",
                     "mdq.supplier.scorecard.proposal", "mdq.supplier.subtier", "mdq.supplier.verification"):
            model = self.env[name]
            with self.subTest(name):
                self.assertIn("group_by_company", model.with_user(self.sqe).get_view(view_type="search")["arch"])
                self.assertTrue(model._fields["company_id"].store)

    def test_an_empty_menu_says_what_belongs_there(self):
        menus = self.env["ir.model.data"].search([("module", "=", "mdq_supplier"), ("model", "=", "ir.ui.menu")])
        actions = [menu.action for menu in self.env["ir.ui.menu"].browse(menus.mapped("res_id"))]
        lists = [action for action in actions if action and action._name == "ir.actions.act_window" and "list" in action.view_mode]
        self.assertTrue(lists)
        self.assertEqual([action.res_model for action in lists if not action.help], [])
