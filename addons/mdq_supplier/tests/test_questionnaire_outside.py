import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .admission import PDF, AdmissionCommon

HOW = {"person": "Wang Lin, quality manager", "way": "mail", "received_on": "2026-01-05"}


class OutsideCommon(AdmissionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mute = cls.env["res.partner"].create({"name": "Gaoxin Heat Treatment", "is_company": True, "email": "info@gaoxin.example"})
        cls.second_sqe = cls.new_user("mdq_second_sqe", "mdq_base.group_sqe")

    @classmethod
    def _asked(cls):
        sheet = cls._sheet(cls.mute)
        sheet.with_user(cls.sqe).action_send_outside()
        return sheet

    def _form(self, record, user=None, **vals):
        """The form as the engineer fills it in."""
        action = record.with_user(user or self.sqe).action_record()
        form = self.env["mdq.supplier.record"].with_user(user or self.sqe).browse(action["res_id"])
        form.write({**HOW, "file": base64.b64encode(PDF), "file_name": "sheet.pdf", **vals})
        return form

    def _fill_form(self, form):
        option = {number: self.env.ref(f"mdq_supplier.option_{number}_1") for number in ("2_1", "4_1")}
        values = {"1_1": "yes", "1_2": "yes", "1_3": "8", "1_4": "yes", "2_1": option["2_1"], "2_2": "98.5", "2_3": "yes",
                  "2_4": "By AQL", "3_1": "yes", "3_2": "10", "3_3": "yes", "3_4": "no", "4_1": option["4_1"]}
        for number, value in values.items():
            question = self.env.ref(f"mdq_supplier.question_{number}")
            line = form.line_ids.filtered(lambda line, question=question: line.question_id == question)
            name = {"yes_no": "yes_no", "choice": "option_id", "number": "number", "text": "text"}[line.kind]
            line[name] = value
        first = form.line_ids.filtered(lambda line: line.question_id == self.env.ref("mdq_supplier.question_1_1"))
        first.write({"file": base64.b64encode(PDF + b"x"), "file_name": "iso.pdf"})


@tagged("post_install", "-at_install")
class TestQuestionnaireOutside(OutsideCommon):
    """A supplier without a login is asked on paper; one of us records the answers, another one reviews them."""

    def test_asked_and_printed(self):
        """Requirement: MDQ-SUP-255"""
        sheet = self._sheet(self.mute)
        self.assertFalse(sheet.has_login)
        with self.refused("Nobody at Gaoxin Heat Treatment can answer in the portal yet"):
            sheet.action_send()
        action = sheet.with_user(self.sqe).action_send_outside()
        self.assertEqual((sheet.state, action["report_name"]), ("sent", "mdq_supplier.mdq_supplier_questionnaire_report"))

    def test_recorded_sent_in_and_reviewed_by_another(self):
        """Requirement: MDQ-SUP-255"""
        sheet = self._asked()
        form = self._form(sheet)
        self._fill_form(form)
        form.action_send_in()
        self.assertEqual((sheet.state, sheet.submitted_by, sheet.has_score), ("submitted", self.sqe, True))
        receipt = sheet.receipt_ids
        self.assertEqual((receipt.person, receipt.way, receipt.recorded_by, receipt.file_ids.name),
                         ("Wang Lin, quality manager", "mail", self.sqe, "sheet.pdf"))
        self.assertTrue(all(sheet.line_ids.filtered("is_answered").mapped("is_recorded")))
        for attempt in (
            lambda: sheet.with_user(self.sqe).action_accept_answers(), lambda: sheet.with_user(self.sqe).action_accept(),
            lambda: self._line(sheet, "1_1").with_user(self.sqe).write({"review": "accepted"}),
        ):
            with self.refused("You recorded this answer for the supplier", AccessError):
                attempt()
        reviewer = sheet.with_user(self.second_sqe)
        reviewer.action_accept_answers()
        reviewer.action_accept()
        self.assertEqual(sheet.state, "accepted")

    def test_returned_and_recorded_again(self):
        """Requirement: MDQ-SUP-255"""
        sheet = self._asked()
        form = self._form(sheet)
        self._fill_form(form)
        form.action_send_in()
        reviewer = sheet.with_user(self.quality_engineer)
        self._line(sheet, "1_3").with_user(self.quality_engineer).write({"review": "returned", "review_comment": "How many in two shifts?"})
        reviewer.action_accept_answers()
        reviewer.action_return()
        again = self._form(sheet, user=self.second_sqe, person="Zhou Min", way="phone", file_name="call.pdf")
        self.assertEqual(again.line_ids.question_id, self.env.ref("mdq_supplier.question_1_3"))
        again.line_ids.number = "12"
        again.action_send_in()
        self.assertEqual((self._line(sheet, "1_3").number, self._line(sheet, "1_3").answered_by), (12.0, self.second_sqe))
        self.assertEqual(sheet.receipt_ids.sorted("id").mapped("person"), ["Wang Lin, quality manager", "Zhou Min"])

    def test_kept_first_and_sent_in_later(self):
        """Requirement: MDQ-SUP-255"""
        sheet = self._asked()
        form = self._form(sheet)
        form.line_ids.filtered(lambda line: line.question_id == self.env.ref("mdq_supplier.question_1_3")).number = "8"
        form.action_keep()
        self.assertEqual((sheet.state, sheet.answered_count), ("sent", 1))
        with self.refused("Before you send it in"):
            self._form(sheet).action_send_in()
        again = self._form(sheet)
        self.assertEqual(again.line_ids.filtered(lambda line: line.number).number, "8")

    def test_who_how_when_and_by_which_paper(self):
        """Requirement: MDQ-SUP-255"""
        sheet = self._asked()
        tomorrow = fields.Date.add(self.env.company._mdq_today(), days=1)
        for vals, sentence in (
            ({"person": " "}, "Missing: Answered By"), ({"way": False}, "Missing: How It Came"), ({"received_on": False}, "Missing: Received On"),
            ({"received_on": tomorrow}, "still ahead"), ({"file": False}, "Add the paper that shows the answer"),
            ({"file": base64.b64encode(b"MZ")}, "neither a PDF nor"),
        ):
            with self.refused(sentence):
                self._form(sheet, **vals).action_keep()
        with self.refused("Record first who of the supplier answered"):
            sheet.with_user(self.sqe)._submit_for_supplier()
        with self.refused("by e-mail, by letter"):
            self.env["mdq.supplier.receipt"].with_user(self.sqe)._record(sheet, {**HOW, "way": "dream"})
        form = self._form(sheet)
        form.line_ids.filtered(lambda line: line.kind == "number")[:1].number = "many"
        with self.refused("Write a number"):
            form.action_keep()
        self.assertFalse(sheet.receipt_ids.filtered(lambda receipt: not receipt.file_ids))

    def test_not_for_suppliers_who_answer_in_the_portal(self):
        """Requirement: MDQ-SUP-255"""
        sheet = self._sent()
        for attempt in (sheet.with_user(self.sqe).action_record, self._sheet().with_user(self.sqe).action_send_outside):
            with self.refused("can answer for Lantian Surface in the portal"):
                attempt()
        sheet = self._asked()
        form = self._form(sheet)
        self._portal_person("mdq_new_login", self.mute, "quality")
        with self.refused("can answer for Gaoxin"):
            form.action_keep()

    def test_only_supplier_quality_records(self):
        """Requirement: MDQ-SUP-255"""
        sheet = self._asked()
        for user in (self.planner, self.quality_engineer, self.auditor, self.inspector, self.qa_person):
            with self.assertRaises(AccessError):
                sheet.with_user(user).action_record()
            with self.assertRaises(AccessError):
                sheet.with_user(user)._record_for_supplier(HOW, [], [("a.pdf", PDF)])
        for user in (self.sqe, self.quality_manager):
            with self.assertRaises(AccessError):
                self.env["mdq.supplier.receipt"].with_user(user).create({"person": "x"})
        with self.assertRaises(AccessError):
            sheet.with_user(self.sqe).save_answer(self._line(sheet, "1_3").id, "8")
        draft = self._sheet(self.mute)
        with self.refused("is not at the supplier"):
            draft.with_user(self.sqe).action_record()

    def test_a_document_is_taken_in_for_him(self):
        """Requirement: MDQ-SUP-255"""
        case = self._case(self.mute)
        case.action_set_risk_class()
        document = case.document_ids[0]
        with self.refused("own people", AccessError):
            document.with_user(self.sqe)._receive("licence.pdf", PDF)
        self._form(document, file_name="licence.pdf").action_keep()
        self.assertEqual((document.state, document.file_ids.name, document.receipt_ids.person),
                         ("received", "licence.pdf", "Wang Lin, quality manager"))
        with self.refused("You recorded this answer", AccessError):
            document.with_user(self.sqe).action_accept()
        document.with_user(self.second_sqe).action_accept()
        with self.refused("is not asked for any more"):
            document.with_user(self.sqe).action_record()
        with self.assertRaises(UserError):
            self._form(case.document_ids[1], file=False).action_keep()


@tagged("post_install", "-at_install")
class TestQuestionnairePaper(OutsideCommon, HttpCase):
    """The sheet on paper: to be filled in, and filled in with scores and files."""

    def _html(self, sheet, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.sqe).sudo()  # who prints is checked by the page
        return reports._render_qweb_html("mdq_supplier.mdq_supplier_questionnaire_report", sheet.ids)[0].decode()

    def test_empty_it_can_be_filled_in_by_hand(self):
        """Requirement: MDQ-SUP-254"""
        page = self._html(self._asked())
        for shown in ("☐ Yes", "________", "Answered by (name, function)", "File enclosed"):
            self.assertIn(shown, page)
        self.assertNotIn("☑", page)
        self.assertNotIn("Worth × weight", page)

    def test_filled_in_it_shows_answers_scores_and_files(self):
        """Requirement: MDQ-SUP-254"""
        sheet = self._sent()
        self._fill(sheet)
        sheet.with_user(self.qa_person).submit()
        self._accept(sheet)
        page = self._html(sheet)
        for shown in ("☑ Yes", "98.5", "certificate.pdf", sheet.line_ids.file_ids.sha256, "Worth × weight", f"{sheet.score:.1f} %", "Accepted"):
            self.assertIn(shown, page)
        self.assertIn("No value was changed after its first entry", page, "a review is no correction")
        own = self._html(sheet, self.qa_person)
        self.assertIn("certificate.pdf", own)
        for hidden in ("Worth × weight", f"{sheet.score:.1f} %", self.quality_engineer.name):
            self.assertNotIn(hidden, own)

    def test_recorded_answers_are_marked(self):
        """Requirement: MDQ-SUP-254"""
        sheet = self._asked()
        form = self._form(sheet)
        self._fill_form(form)
        form.action_send_in()
        page = self._html(sheet)
        for shown in ("Answered outside the portal", "Wang Lin, quality manager", "E-mail", sheet.receipt_ids.file_ids.sha256):
            self.assertIn(shown, page)

    def test_both_languages_stand_side_by_side(self):
        """Requirement: MDQ-SUP-254"""
        self.env["res.lang"]._activate_lang("zh_CN")
        page = self._html(self._asked())
        self.assertIn("Yes 是", page)

    def test_a_supplier_prints_its_own(self):
        """Requirement: MDQ-SUP-254"""
        mine, theirs = self._sent(), self._sheet(self.other_partner)
        theirs.action_send()
        self.authenticate(self.reader.login, self.reader.login.ljust(8, "x"))
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/my/mdq/questionnaire/{mine.id}/pdf").status_code, 200)
            for number in (theirs.id, 999999999):
                self.assertEqual(self.url_open(f"/my/mdq/questionnaire/{number}/pdf").status_code, 404)
