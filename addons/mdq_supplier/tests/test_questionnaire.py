from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .admission import PDF, AdmissionCommon


@tagged("post_install", "-at_install")
class TestQuestionnaire(AdmissionCommon):

    def test_it_is_answered_submitted_and_scored(self):
        """Requirement: MDQ-SUP-090"""
        sheet = self._sent()
        self._fill(sheet)
        sheet.with_user(self.qa_person).submit()
        self.assertEqual((sheet.state, sheet.submitted_by), ("submitted", self.qa_person))
        # 24 of weight; persons 8/10, lots (98.5-90)/9.5; by hand: (3+2+.8+2+3+3*8.5/9.5+2+1+3+1+3+2)/26
        self.assertAlmostEqual(sheet.score, round(100 * (22.8 + 3 * 8.5 / 9.5) / 26, 1), 1)
        self.assertFalse(sheet.knock_outs)
        self._accept(sheet)
        self.assertEqual(sheet.state, "accepted")

    def test_what_is_typed_is_kept(self):
        """Requirement: MDQ-SUP-090"""
        sheet = self._sent()
        result = self._answer(sheet, "1_3", "0")
        self.assertEqual((result["answered"], result["answered_count"]), (True, 1))  # 0 persons is an answer
        self.assertEqual(self._line(sheet, "1_3").shown, "0 persons")
        self.assertFalse(self._answer(sheet, "1_3", "")["answered"])

    def test_not_answered_is_not_zero(self):
        """Requirement: MDQ-SUP-091"""
        sheet = self._sent()
        self._fill(sheet)
        sheet.with_user(self.qa_person).submit()
        self.assertIn("1 not answered", sheet.score_note)  # the optional 8D report does not pull the score down
        empty = self._sheet()
        empty._reckon()
        self.assertFalse(empty.has_score)

    def test_what_is_missing_is_said(self):
        """Requirement: MDQ-SUP-090"""
        sheet = self._sent()
        with self.refused("Before you send it in:\n• Is a quality management system.*not answered"):
            sheet.with_user(self.qa_person).submit()
        for number, value in (("1_1", "yes"),):
            self._answer(sheet, number, value)
        with self.refused("a file is needed"):
            sheet.with_user(self.qa_person).submit()

    def test_bad_answers_are_refused_in_words(self):
        """Requirement: MDQ-SUP-090"""
        sheet = self._sent()
        for number, value, sentence in (
            ("1_1", "maybe", "Answer yes or no"), ("1_3", "many", "Write a number in persons"), ("1_3", "inf", "Write a number"),
            ("1_3", "nan", "Write a number"), ("1_3", "1e308", "Write a number"),
            ("2_1", "999999", "Choose one of the answers offered"), ("2_4", "x" * 4001, "at most 4000"),
            ("4_2", "text", "not answered by typing"),
        ):
            with self.refused(sentence):
                self._answer(sheet, number, value)
        with self.refused("not part of the questionnaire"):
            sheet.with_user(self.qa_person).save_answer(self._line(self._sent(), "1_1").id, "yes")

    def test_knock_out_bars_acceptance(self):
        """Requirement: MDQ-SUP-091"""
        sheet = self._sent()
        worst = self.env.ref("mdq_supplier.option_2_1_4").id
        self._fill(sheet, **{"3_1": "no", "2_1": worst})
        sheet.with_user(self.qa_person).submit()
        self.assertEqual(sheet.knock_outs.count("•"), 2)
        sheet.with_user(self.quality_engineer).action_accept_answers()
        with self.refused("is knocked out"):
            sheet.with_user(self.quality_engineer).action_accept()
        with self.refused("Say in the note"):
            sheet.with_user(self.quality_engineer).action_reject()
        sheet.with_user(self.quality_engineer).review_note = "No traceability"
        sheet.with_user(self.quality_engineer).action_reject()
        self.assertEqual(sheet.state, "rejected")

    def test_a_rejected_questionnaire_bars_until_it_is_sent_again(self):
        """Requirement: MDQ-SUP-040"""
        self._only_stages("questionnaire", "approval")
        case = self._case()
        other = self.env["mdq.supplier.questionnaire"].create({
            "code": "TST-SQ", "name": "Plating", "question_ids": [Command.create({"name": "Own bath?", "kind": "yes_no"})]})
        other._write_guarded({"state": "effective"})
        rejected, accepted = self._sheet(case_id=case.id), self._sheet(case_id=case.id, questionnaire_id=other.id)
        rejected._write_guarded({"state": "rejected"})
        accepted._write_guarded({"state": "accepted"})
        with self.refused("rejected"):
            self._sign(case, self.sqe)
        case.action_send_questionnaire()
        again = case.answer_ids - rejected - accepted
        self.assertEqual(again.questionnaire_id, self.questionnaire)
        again._write_guarded({"state": "accepted"})
        self._sign(case, self.sqe)

    def test_too_low_a_score_is_not_accepted(self):
        """Requirement: MDQ-SUP-091"""
        sheet = self._sent()
        self._fill(sheet, **{"1_1": "no", "1_4": "no", "2_2": "90", "3_2": "1", "1_3": "0",
                             "2_1": self.env.ref("mdq_supplier.option_2_1_3").id})
        sheet.with_user(self.qa_person).submit()
        sheet.with_user(self.quality_engineer).action_accept_answers()
        with self.refused("does not reach the score to pass"):
            sheet.with_user(self.quality_engineer).action_accept()

    def test_answers_are_returned_one_by_one(self):
        """Requirement: MDQ-SUP-092"""
        sheet = self._sent()
        self._fill(sheet)
        sheet.with_user(self.qa_person).submit()
        reviewer = sheet.with_user(self.quality_engineer)
        with self.refused("Return at least one answer"):
            reviewer.action_return()
        line = self._line(reviewer, "2_4")
        line.review = "returned"
        with self.refused("Say what is missing"):
            reviewer.action_return()
        line.review_comment = "Name the sampling standard"
        reviewer.action_accept_answers()
        with self.refused("Answers not accepted yet: 1"):
            reviewer.action_accept()
        reviewer.action_return()
        with self.refused("accepted already"):
            self._answer(sheet, "1_3", "9")
        with self.refused("correct it. Name the sampling standard"):
            sheet.with_user(self.qa_person).submit()
        self._answer(sheet, "2_4", "GB/T 2828.1, level II")
        sheet.with_user(self.qa_person).submit()
        line.review = "accepted"
        reviewer.action_accept()
        self.assertEqual((sheet.state, sheet.reviewed_by), ("accepted", self.quality_engineer))

    def test_a_sheet_keeps_its_revision(self):
        """Requirement: MDQ-SUP-092"""
        sheet = self._sent()
        new = self.env["mdq.supplier.questionnaire"].browse(self.questionnaire.with_user(self.sqe).action_revise()["res_id"])
        self.assertEqual(len(new.question_ids), len(self.questionnaire.question_ids))
        self.assertEqual(len(new.question_ids.option_ids), len(self.questionnaire.question_ids.option_ids))
        new.question_ids[1].with_user(self.sqe).name = "Another question"
        self.env["mdq.approval.request"].browse(new.with_user(self.sqe).action_submit()).with_user(self.quality_manager).approve(
            self.credential_of(self.quality_manager), "ok")
        new.with_user(self.sqe).action_make_effective()
        self.assertEqual(sheet.questionnaire_id, self.questionnaire)
        self.assertNotIn("Another question", sheet.line_ids.question_id.mapped("name"))
        with self.refused("is not in force"):
            self._sheet()

    def test_a_questionnaire_in_force_is_not_changed(self):
        """Requirement: MDQ-SUP-092"""
        question = self.questionnaire.question_ids.filtered(lambda line: line.kind == "choice")[0].with_user(self.sqe)
        for change in (
            lambda: question.write({"weight": 0}), lambda: question.option_ids[0].write({"worth": 0}),
            lambda: question.option_ids[0].unlink(), lambda: question.write({"option_ids": [Command.create({"name": "x"})]}),
        ):
            with self.refused("Effective|never deleted|frozen", UserError):
                change()

    def test_a_questionnaire_that_cannot_be_scored_is_not_submitted(self):
        """Requirement: MDQ-SUP-092"""
        drafts = self.env["mdq.supplier.questionnaire"].with_user(self.sqe)
        draft = drafts.create({"name": "Q"})
        with self.refused("asks nothing yet"):
            draft.action_submit()
        draft.question_ids = [Command.create({"name": "How many?", "kind": "number", "weight": 0})]
        with self.refused("no question has a weight"):
            draft.action_submit()
        draft.question_ids.weight = 1
        with self.refused("say in which unit"):
            draft.action_submit()
        draft.question_ids.unit = "%"
        with self.refused("worth nothing"):
            draft.action_submit()
        draft.question_ids.target = 100
        draft.action_submit()

    # ------------------------------------------------------------------------------ who may do what

    def test_only_the_supplier_answers(self):
        """Requirement: MDQ-SUP-093"""
        sheet = self._sent()
        for user, pattern in ((self.stranger, "."), (self.reader, "Quality"), (self.sqe, "the supplier's own people")):
            with self.refused(pattern, AccessError):
                self._answer(sheet, "1_1", "yes", user)
            with self.refused(pattern, AccessError):
                sheet.with_user(user).submit()
        with self.refused("cannot be set directly"):
            self._line(sheet, "1_1").with_user(self.sqe).yes_no = "yes"
        for values in ({"yes_no": "yes"}, {"review": "accepted"}):
            with self.assertRaises(UserError):
                self._line(sheet, "1_1").with_user(self.qa_person).write(values)

    def test_submitted_answers_are_no_longer_changed(self):
        """Requirement: MDQ-SUP-093"""
        sheet = self._sent()
        self._fill(sheet)
        sheet.with_user(self.qa_person).submit()
        with self.refused("sent in already"):
            self._answer(sheet, "1_3", "9")
        with self.refused("sent in already"):
            sheet.with_user(self.qa_person)._add_files(self._line(sheet, "1_1").id, [("a.pdf", PDF)])

    def test_the_supplier_does_not_see_how_he_is_scored(self):
        """Requirement: MDQ-SUP-093"""
        sheet = self._sent()
        seen = sheet.with_user(self.qa_person)
        self.assertTrue(seen.name)
        for name in ("score", "knock_outs", "score_note", "has_score"):
            with self.assertRaises(AccessError):
                seen.read([name])
        for model in ("questionnaire", "questionnaire.question", "questionnaire.option", "case", "case.document", "file"):
            with self.assertRaises(AccessError):
                self.env[f"mdq.supplier.{model}"].with_user(self.qa_person).search_read([], limit=1)

    def test_files_are_told_by_their_bytes(self):
        """Requirement: MDQ-SUP-093"""
        sheet = self._sent().with_user(self.qa_person)
        line = self._line(sheet, "1_1")
        for name, content, sentence in (
            ("page.pdf", b"<html><script>alert(1)</script></html>", "neither a PDF nor"), ("a.pdf", b"", "is empty"),
            ("big.pdf", PDF + b"0" * (10 * 1024 * 1024), "larger than 10 MB"),
        ):
            with self.refused(sentence):
                sheet._add_files(line.id, [(name, content)])
        sheet._add_files(line.id, [("licence.pdf", PDF)])
        file = line.sudo().file_ids
        with self.refused("never changed"):
            file.write({"name": "other.pdf"})
        with self.assertRaises(AccessError):
            file.with_user(self.stranger).read(["content"])

    def test_a_supplier_without_people_is_not_written_to(self):
        with self.refused("Nobody at Hongda"):
            self.stranger.active = False
            self._sheet(partner=self.other_partner).action_send()

    def test_reminders_go_out_once_a_week_in_the_reader_s_language(self):
        """Requirement: MDQ-SUP-094"""
        sheet = self._sent(due_date="2020-01-01")
        self.assertTrue(sheet.is_overdue)
        self.assertIn(sheet, self.answers.with_user(self.sqe).search([("is_overdue", "=", True)]))
        before = self.env["mail.mail"].search_count([]) + self.env["mail.message"].search_count([("partner_ids", "in", self.qa_person.partner_id.id)])
        self.cases._cron_remind()
        self.cases._cron_remind()
        after = self.env["mail.mail"].search_count([]) + self.env["mail.message"].search_count([("partner_ids", "in", self.qa_person.partner_id.id)])
        self.assertGreater(after, before)
        self.assertTrue(sheet.reminded_on)
