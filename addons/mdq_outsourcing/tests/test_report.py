import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PDF, MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestReport(MdqOutsourcingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.lot = cls._machined_order()
        cls.step = cls.order.step_ids[1]
        cls.step.with_user(cls.planner).action_send()

    def _report(self, user=None, **values):
        return self.step.with_user(user or self.other_uploader).report(values)

    def test_supplier_reports_lot_quantities_parameters_and_certificate(self):
        """Requirement: MDQ-OUT-023"""
        answer = self._report_anodising(self.step, quantity=9, scrap=1)
        self.assertEqual(answer["state"], "reported")
        self.assertEqual((answer["out_of_limits"], answer["missing"], answer["lot_id"]), ([], [], self.lot.id))
        self.assertRecordValues(self.step.report_ids, [
            {"lot_name": "SM-1", "quantity": 9, "scrap": 1, "reported_by": self.other_uploader.id, "is_counted": True},
        ])
        self.assertEqual(self.step.result_ids.mapped(lambda result: (result.code, result.value, result.passed)),
                         [("V", "25", True), ("T", "11", True)])
        self.assertRecordValues(self.step.file_ids, [
            {"name": "coc.pdf", "mimetype": "application/pdf", "is_intact": True, "uploaded_by": self.other_uploader.id},
        ])
        self.assertEqual(self.step.evidence, "complete")

    def test_a_step_that_asks_for_a_competence_refuses_who_has_it_not(self):
        """Requirement: MDQ-DOC-146"""
        competence = self.env["mdq.competence"].create({"code": "ANO", "name": "Anodising", "needs_practical": True})
        self.env["mdq.competence.requirement"].create({
            "name": "Reporting anodising", "competence_id": competence.id, "act": "report",
            "model_id": self.env["ir.model"]._get_id("mdq.batch.step"), "domain": f"[('process_id', '=', {self.anodising.id})]"})
        with self.assertRaisesRegex(UserError, "“ANO Anodising” is missing"):
            self._report(quantity=9, scrap=1)
        course = self.env["mdq.training.assignment"].create(
            {"person_id": self.other_uploader.partner_id.id, "competence_id": competence.id})
        course.with_user(self.other_uploader).confirm(self.credential_of(self.other_uploader))
        course.with_user(self.sqe).confirm_practical(self.credential_of(self.sqe), "At his bath")
        self.assertEqual(self._report(quantity=9, scrap=1)["state"], "reported")

    def test_out_of_limits_is_kept_and_flagged(self):
        """Requirement: MDQ-OUT-025"""
        answer = self._report(quantity=10, parameters=[{"code": "V", "value": "26.01"}, {"name": "Time", "value": 11}])
        self.assertEqual(answer["out_of_limits"], ["V"])
        self.assertEqual(self.step.evidence, "failed")
        self.assertRecordValues(self.step.result_ids, [
            {"code": "V", "passed": False, "upper_limit": "26", "value": "26.01"},
            {"code": "T", "passed": True, "upper_limit": "12", "value": "11"},
        ])

    def test_nothing_is_not_zero(self):
        """Requirement: MDQ-OUT-025"""
        answer = self._report(parameters=[{"code": "V", "value": "25"}])
        self.assertEqual(answer["missing"], ["T"])
        self.assertFalse(self.step.report_ids.is_counted)
        self.assertEqual(self.step.state, "at_supplier")
        for empty in ("", None, False):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._report(parameters=[{"code": "T", "value": empty}])

    def test_correction_is_a_new_row_with_its_reason(self):
        """Requirement: MDQ-OUT-026"""
        self._report_anodising(self.step)
        for wrong in ({"quantity": 9}, {"parameters": [{"code": "V", "value": "24.5"}]}):
            with self.assertRaisesRegex(UserError, "Say why it is corrected"), self.cr.savepoint():
                self._report(**wrong)
        self._report(quantity=9, scrap=1, parameters=[{"code": "V", "value": "24.5"}], reason="Read from the wrong chart")
        self.assertEqual(len(self.step.report_ids), 2)
        self.assertEqual(self.step._get_current_report(self.lot).quantity, 9)
        values = self.step.result_ids.filtered(lambda result: result.code == "V")
        self.assertEqual(values.mapped(lambda value: (value.value, value.is_current)), [("25", False), ("24.5", True)])
        self.assertEqual(values[1].reason, "Read from the wrong chart")

    def test_same_sending_twice_is_one_report(self):
        """Requirement: MDQ-OUT-027"""
        first = self._report_anodising(self.step, token="a1")
        second = self._report_anodising(self.step, token="a1")
        self.assertEqual(first, second)
        self.assertEqual((len(self.step.report_ids), len(self.step.result_ids), len(self.step.file_ids)), (1, 2, 1))

    def test_same_values_again_change_nothing(self):
        self._report_anodising(self.step)
        self._report_anodising(self.step)
        self.assertEqual(len(self.step.report_ids.filtered("is_counted")), 1)
        self.assertEqual((len(self.step.result_ids), len(self.step.file_ids)), (2, 1))

    def test_what_cannot_be_right_is_refused_in_words(self):
        cases = [
            ({"quantity": 11}, "10.0 .*were sent"), ({"quantity": -1}, "not a quantity"), ({"quantity": "ten"}, "not a quantity"),
            ({"quantity": "nan"}, "not a quantity"), ({"quantity": "inf"}, "not a quantity"),
            ({"lot": "OTHER", "quantity": 1}, "is not in step"), ({"parameters": [{"code": "X", "value": 1}]}, "no parameter X"),
            ({"parameters": [{"code": "V", "value": "hot"}]}, "is not a number"), ({}, "Nothing is reported"),
            ({"state": "done", "quantity": 1}, "Not understood in a report: state"),
            ({"parameters": ["V"]}, "A report has named values"), ({"parameters": {"V": 1}}, "A report has named values"),
            ({"certificate": "x"}, "A report has named values"), ({"lot": "x" * 65, "quantity": 1}, "at most 64"),
            ({"lot": "a\nb", "quantity": 1}, "at most 64"),
        ]
        for values, sentence in cases:
            with self.subTest(values=values), self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
                self._report(**values)

    def test_files_are_looked_at(self):
        """Requirement: MDQ-OUT-028"""
        def encode(content):
            return base64.b64encode(content).decode()
        cases = [
            ({"name": "a.pdf", "data": encode(b"MZ")}, "neither a PDF"), ({"name": "a.exe", "data": PDF}, "does not fit"),
            ({"name": "a.pdf", "data": ""}, "is empty"), ({"name": "a.pdf", "data": "***"}, "could not be read"),
            ({"name": "a.pdf", "data": encode(b"%PDF-" + b"x" * 10 * 1024 * 1024)}, "larger than 10 MB"),
        ]
        for certificate, sentence in cases:
            with self.subTest(name=certificate["name"]), self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
                self._report(certificate=certificate)
        self._report(certificate={"name": "../../etc/coc.pdf", "data": PDF})
        self.assertEqual(self.step.file_ids.name, "coc.pdf")

    def test_certificates_are_never_changed_or_removed(self):
        """Requirement: MDQ-OUT-028"""
        self._report_anodising(self.step)
        file = self.step.file_ids
        attachment = self.env["ir.attachment"].sudo().search([("res_model", "=", file._name), ("res_field", "=", "content")])
        changes = [
            lambda: file.sudo().write({"content": PDF}), lambda: file.sudo().unlink(),
            lambda: attachment.write({"raw": b"%PDF-other"}), lambda: attachment.write({"res_id": 0}),
            lambda: attachment.unlink(), lambda: attachment.copy(),
            lambda: self.env["ir.attachment"].create({"name": "x", "raw": b"x", "res_model": file._name, "res_id": file.id,
                                                      "res_field": "content"}),
        ]
        for change in changes:
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        self.assertTrue(file.is_intact)

    def test_reports_and_values_are_never_changed_or_removed(self):
        """Requirement: MDQ-OUT-026"""
        self._report_anodising(self.step)
        for record in (self.step.report_ids, self.step.result_ids[0]):
            with self.assertRaises(UserError):
                record.sudo().write({"reason": "x"})
            with self.assertRaises(UserError):
                record.sudo().unlink()
        for user in (self.planner, self.inspector, self.quality_manager, self.admin, self.other_uploader):
            for model in ("mdq.batch.report", "mdq.batch.result", "mdq.batch.file"):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.env[model].with_user(user).create({"step_id": self.step.id})

    def test_only_people_of_the_supplier_report(self):
        """Requirement: MDQ-OUT-029"""
        for user in (self.reporter, self.uploader):
            with self.assertRaises(AccessError):
                self._report(user, quantity=1)
        for user in (self.auditor, self.releaser, self.admin):
            with self.assertRaises(AccessError):
                self._report(user, quantity=1)
        bare = self._person(self.lantian, "lantian_bare", "base.group_portal")
        with self.assertRaises(AccessError):
            self._report(bare, quantity=1)
        for user in (self.planner, self.inspector, self.quality_engineer):
            self._report(user, quantity=10)

    def test_only_quality_of_the_supplier_uploads(self):
        """Requirement: MDQ-OUT-029"""
        user = self._person(self.lantian, "lantian_user", "mdq_base.group_supplier_user")
        self._report(user, quantity=10)
        with self.assertRaises(AccessError):
            self._report(user, certificate={"name": "a.pdf", "data": PDF})

    def test_quantities_are_settled_when_the_goods_are_in(self):
        self._report(quantity=10)
        self.step.with_user(self.planner).action_receive()
        with self.assertRaisesRegex(UserError, "settled"):
            self._report(quantity=9, reason="Miscounted")
        answer = self._report(parameters=[{"code": "V", "value": 25}, {"code": "T", "value": 11}],
                              certificate={"name": "coc.pdf", "data": PDF})
        self.assertEqual(answer["missing"], [])

    def test_after_release_the_supplier_corrects_nothing_by_himself(self):
        self._report_anodising(self.step)
        self.step.with_user(self.planner).action_receive()
        self.lot._mdq_set_status("released", "Test")
        with self.assertRaisesRegex(UserError, "its lot released"):
            self._report(parameters=[{"code": "V", "value": 24}], reason="Typing error")

    def test_steps_not_ordered_yet_are_not_reported(self):
        step = self._outsourcing_order().step_ids[0]
        with self.assertRaisesRegex(UserError, "nothing to report of it now"):
            step.with_user(self.inspector).report({"lot": "X", "quantity": 1})
        with self.assertRaises(AccessError):
            step.with_user(self.reporter).report({"lot": "X", "quantity": 1})
