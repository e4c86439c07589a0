import base64

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .verification_common import TEXTS, MdqVerificationCommon

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


@tagged("post_install", "-at_install")
class TestArrangement(MdqVerificationCommon):
    """What is verified at the supplier's premises is agreed on the order, and stays as it was confirmed.

    Requirement: MDQ-SUP-049
    """

    def test_both_or_none(self):
        for name in TEXTS:
            with self.refused("Say both what is verified"):
                self._arranged(**{name: "  "}, confirm=False)
        order = self._arranged(mdq_source_verification=False, mdq_source_release=False)
        self.assertFalse(order._mdq_is_verified_at_source())

    def test_written_until_confirmed_and_then_it_stays(self):
        order = self._arranged(confirm=False)
        order.mdq_source_release = "By mail"
        order.button_confirm()
        before = order.read([*TEXTS])
        for user in (self.planner, self.env.ref("base.user_root")):
            for texts in ({"mdq_source_release": "x"}, dict.fromkeys(TEXTS, False)):
                with self.refused("cancel the order and set it to draft again"):
                    order.with_user(user).write(texts)
        with self.refused("cancel the order and set it to draft again"):
            order.sudo().write(dict.fromkeys(TEXTS, False))
        order.write({"mdq_source_release": "By mail"})  # the same is no change
        self.assertEqual(order.read([*TEXTS]), before)
        later = self._arranged(**dict.fromkeys(TEXTS, False))
        with self.refused("cancel the order and set it to draft again"):
            later.write(TEXTS)

    def test_cancelled_and_reset_it_can_be_changed(self):
        order = self._arranged()
        order.button_cancel()
        with self.refused("cancel the order and set it to draft again"):
            order.write({"mdq_source_release": "x"})
        order.button_draft()
        order.write({"mdq_source_release": "By mail"})
        self.assertEqual(order.mdq_source_release, "By mail")

    def test_what_came_in_under_it_keeps_it(self):
        order = self._arranged()
        self._report(order)
        self._receive(order, 4)
        order.sudo().write({"state": "draft"})
        with self.refused("came in under what was agreed"):
            order.sudo().write(dict.fromkeys(TEXTS, False))

    def test_requests_that_differ_in_it_are_not_merged(self):
        one, other = self._arranged(confirm=False), self._order(self.box)
        with self.refused("these details must be same"):
            (one | other).action_merge()

    def test_it_is_in_the_ledger(self):
        self.assertLessEqual(set(TEXTS), set(self.env["purchase.order"]._mdq_get_ledger_columns()))

    def test_it_is_printed(self):
        order = self._arranged(confirm=False)
        for report in ("purchase.report_purchase_quotation", "purchase.action_report_purchase_order"):
            html = self.env["ir.actions.report"]._render_qweb_html(report, order.ids)[0].decode()
            for text in TEXTS.values():
                self.assertIn(text, html)
        plain = self._order(self.box)
        html = self.env["ir.actions.report"]._render_qweb_html("purchase.report_purchase_quotation", plain.ids)[0].decode()
        self.assertNotIn("mdq_source_verification", html)


@tagged("post_install", "-at_install")
class TestVerificationReport(MdqVerificationCommon):
    """The report of a verification is signed, complete, and by those who may.

    Requirement: MDQ-SUP-049
    """

    def test_signed_with_lines_and_files(self):
        order = self._arranged()
        report = self._report(order, files=[{"name": "report.pdf", "data": base64.b64encode(PDF).decode()}])
        self.assertEqual((report.order_id, report.partner_id, report.result), (order, self.partner, "accepted"))
        self.assertEqual(report.arrangement, TEXTS["mdq_source_verification"])
        self.assertEqual((report.line_ids.quantity, report.line_ids.lots), (10, "L1"))
        self.assertTrue(report.file_ids.is_intact)
        self.assertEqual(report.signature_ids.mapped("meaning"), ["verified"])
        self.assertEqual(report.signature_state, "valid")
        self.assertEqual(report.recorded_by, self.sqe)

    def test_nobody_writes_or_deletes_one(self):
        report = self._report(self._arranged())
        for user in (self.sqe, self.quality_engineer, self.planner, self.admin):
            for record in (report, report.line_ids):
                with self.assertRaises(UserError):  # AccessError is one
                    record.with_user(user).write({"company_id": False})
                with self.assertRaises(UserError):
                    record.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.env["mdq.supplier.verification"].with_user(self.sqe).create({"name": "x"})
        with self.assertRaises(UserError):
            report.sudo().write({"result": "refused"})
        with self.assertRaises(UserError):
            report.line_ids.sudo().write({"quantity": 99})

    def test_by_supplier_quality_and_quality_engineers(self):
        order = self._arranged()
        self._report(order, user=self.quality_engineer)
        for user in (self.planner, self.inspector, self.auditor, self.storeman):
            with self.assertRaises(AccessError):
                self._report(order, user=user)
            with self.assertRaises(AccessError):
                order.with_user(user).action_mdq_verify()

    def test_with_the_own_password(self):
        order = self._arranged()
        with self.assertRaises(UserError):
            self.env["mdq.supplier.verification"].with_user(self.sqe).record(order.id, {
                "day": "2026-01-05", "present": "x", "result": "accepted",
                "lines": [{"line_id": order.order_line.id, "quantity": 1}]}, {"type": "password", "password": "wrong"})

    def test_what_is_missing_is_said(self):
        order, other = self._arranged(), self._arranged(self.tray)
        line = order.order_line
        for values, words in (
            ({"day": False}, "on which day"), ({"present": " "}, "who was there"), ({"day": "2099-01-01"}, "still ahead"),
            ({"result": "maybe"}, "accepted or refused"), ({"result": "refused", "remarks": " "}, "why the goods were refused"),
            ({"lines": []}, "Name what was verified"), ({"lines": [{"line_id": other.order_line.id, "quantity": 1}]}, "Name what"),
            ({"lines": [{"line_id": line.id, "quantity": 1}] * 2}, "each once"),
            ({"lines": [{"line_id": line.id, "quantity": 0}]}, "more than 0"),
        ):
            with self.subTest(words), self.refused(words):
                self._report(order, **values)
        for wrong in (self._arranged(confirm=False), self._order(self.box)):
            with self.refused("Reports are for confirmed orders"):
                self._report(wrong)

    def test_not_from_another_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        order = self._arranged()
        report = self._report(order)
        stranger = self.new_user("mdq_sqe_other", "mdq_base.group_sqe", company_id=company.id, company_ids=[Command.set(company.ids)])
        with self.assertRaises(AccessError):
            self._report(order, user=stranger)
        for records in (report, report.line_ids):
            self.assertFalse(self.env[records._name].with_user(stranger).search([("id", "in", records.ids)]))

    def test_on_the_form(self):
        order = self._arranged()
        order.order_line.flush_recordset()
        action = order.with_user(self.sqe).action_mdq_verify()
        form = Form(self.env[action["res_model"]].with_user(self.sqe).with_context(**action["context"]))
        self.assertEqual(form.line_ids.edit(0).quantity, 10)
        form.present, form.result = "Our Zhao", "accepted"
        with form.line_ids.edit(0) as line:
            line.quantity, line.lots = 6, "L7"
        params = form.save().action_sign()["params"]
        self.assertEqual((params["method"], params["meaning"]), ("record", "verified"))
        self.assertIn(f"{order.name}: Accepted", params["records"])
        self.env[params["model"]].with_user(self.sqe).record(**params["args"], credential=self.credential_of(self.sqe))
        self.assertEqual(order.mdq_verification_ids.line_ids.quantity, 6)
        self.assertEqual((order.mdq_verification_count, order.mdq_verification_result), (1, "accepted"))
        again = order.with_user(self.sqe).action_mdq_verify()
        form = Form(self.env[again["res_model"]].with_user(self.sqe).with_context(**again["context"]))
        self.assertEqual(form.line_ids.edit(0).quantity, 4)

    def test_from_the_receipt(self):
        receiver = self.new_user("mdq_receiver", "stock.group_stock_user", "mdq_base.group_quality_engineer")
        order = self._arranged()
        picking = self._take(order, user=receiver)
        self.assertEqual(picking.action_mdq_verify()["context"]["default_order_id"], order.id)
        with self.assertRaises(AccessError):
            picking.with_user(self.storeman).action_mdq_verify()
