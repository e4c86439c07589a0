from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from .document_common import PDF, DocumentCase


class TestDocumentReview(DocumentCase):
    """A document counts when somebody who did not send it accepted it, with what is printed on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule()
        cls._receive((cls.bar, "A", 1), (cls.bar, "B", 1))
        cls.need_a, cls.need_b = cls.needs.search([("kind_id", "=", cls.mill.id)], order="id")

    def test_who_sent_it_does_not_accept_it(self):
        """Requirement: MDQ-QUA-706"""
        document = self._hand_in(self.need_a, user=self.sqe)
        with self.assertRaisesRegex(AccessError, "sent by you"):
            document.accept(self.credential_of(self.sqe))
        for user in (self.inspector, self.keeper, self.releaser, self.auditor):
            with self.assertRaises(AccessError):
                document.with_user(user).accept(self.credential_of(user))
        self._accept_document(document, self.quality_engineer)
        self.assertEqual((document.state, self.need_a.state, self.need_b.state), ("effective", "accepted", "missing"))
        self.assertEqual(document.signature_ids.user_id, self.quality_engineer)

    def test_what_is_printed_is_written_down_before(self):
        """Requirement: MDQ-QUA-706"""
        document = self._upload(self.need_a, number="", issuer="", issued_on="")
        for call in (document.action_accept, lambda: document.accept(self.credential_of(self.sqe))):
            with self.assertRaisesRegex(UserError, "Document No., Issued By, Issued On"), self.cr.savepoint():
                call()
        document.write({"number": "M 12", "issuer": "Mill", "issued_on": "2099-01-01"})
        with self.assertRaisesRegex(UserError, "still ahead"), self.cr.savepoint():
            document.accept(self.credential_of(self.sqe))
        document.issued_on = "2026-01-02"
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            document.partner_id = self.rival_company
        self._accept_document(document)
        with self.assertRaises(UserError):
            document.number = "M 13"

    def test_one_document_covers_several_lots(self):
        """Requirement: MDQ-QUA-706"""
        document = self._accept_document(self._upload(self.need_a | self.need_b))
        self.assertEqual((self.need_a | self.need_b).mapped("state"), ["accepted"] * 2)
        self.assertEqual(document.lot_names, "A, B")

    def test_an_accepted_one_covers_later_lots_by_signature(self):
        """Requirement: MDQ-QUA-706"""
        document = self._accept_document(self._upload(self.need_a))
        with self.assertRaises(AccessError):
            self.need_b.with_user(self.inspector).cover(document.id, self.credential_of(self.inspector))
        self.need_b.with_user(self.quality_engineer).cover(document.id, self.credential_of(self.quality_engineer), "Same melt")
        self.assertEqual((self.need_b.state, self.need_b.document_id.with_user(self.sqe), self.need_b.signature_state), ("accepted", document, "valid"))
        self.assertEqual(document.signature_state, "valid")
        self.assertEqual(document.need_ids.with_user(self.env.user), self.need_a)

    def test_only_what_fits_covers(self):
        """Requirement: MDQ-QUA-706"""
        waiting = self._upload(self.need_a)
        credential = self.credential_of(self.sqe)
        with self.assertRaisesRegex(UserError, "was not accepted"):
            self.need_b.with_user(self.sqe).cover(waiting.id, credential)
        self._accept_document(waiting)
        theirs = self.needs.create({"kind_id": self.mill.id, "lot_id": self._lot().id, "partner_id": self.rival_company.id})
        with self.assertRaisesRegex(UserError, "who owes it, is another one"):
            theirs.with_user(self.sqe).cover(waiting.id, credential)
        with self.assertRaisesRegex(UserError, "needs no other document"):
            self.need_a.with_user(self.sqe).cover(waiting.id, credential)

    def test_a_document_that_is_withdrawn_is_missing_again(self):
        """Requirement: MDQ-QUA-706"""
        document = self._accept_document(self._upload(self.need_a))
        with self.assertRaisesRegex(UserError, "Say why"):
            document.withdraw(self.credential_of(self.sqe), "")
        document.withdraw(self.credential_of(self.sqe), "The mill recalled it")
        self.assertEqual((self.need_a.state, bool(self.need_a.document_id), document.state), ("missing", False, "withdrawn"))
        self.assertEqual(document.need_ids.with_user(self.env.user), self.need_a)

    def test_files_are_told_by_their_bytes_and_stay(self):
        """Requirement: MDQ-QUA-706"""
        for file, refusal in ((self._scan(b"MZ", "a.pdf"), "neither a PDF"), (self._scan(PDF, "a.exe"), "does not fit"), (self._scan(b"", "a.pdf"), "is empty")):
            with self.assertRaisesRegex(UserError, refusal):
                self._hand_in(self.need_a, files=[file])
        with self.assertRaisesRegex(UserError, "Add the file"):
            self._hand_in(self.need_a, files=[])
        file = self._hand_in(self.need_a).file_ids
        for actor in (file.with_user(self.quality_manager), file.sudo()):
            for change in (lambda a=actor: a.write({"name": "x"}), lambda a=actor: a.unlink()):
                with self.assertRaises(UserError), self.cr.savepoint():
                    change()

    def test_rows_of_two_kinds_or_owners_are_two_documents(self):
        """Requirement: MDQ-QUA-706"""
        other = self.needs.create({"kind_id": self.coc.id, "lot_id": self.need_a.lot_id.id, "partner_id": self.supplier.id})
        with self.assertRaisesRegex(UserError, "of one kind and of one company"):
            self._hand_in(self.need_a | other)
        with self.assertRaisesRegex(UserError, "Say which lots"):
            self._hand_in(self.needs)
        self._hand_in(self.need_a)
        with self.assertRaisesRegex(UserError, "was handed in already"):
            self._hand_in(self.need_a)
        with self.assertRaises(AccessError):
            self._hand_in(self.need_b, user=self.auditor)

    def test_nobody_writes_documents_past_the_checks(self):
        """Requirement: MDQ-QUA-706"""
        document = self._hand_in(self.need_a)
        with self.assertRaises(AccessError):
            self.env["mdq.lot.document"].with_user(self.sqe).create({"kind_id": self.mill.id, "partner_id": self.supplier.id})
        for actor in (document, document.sudo()):
            with self.assertRaises(UserError), self.cr.savepoint():
                actor.write({"state": "effective"})
            with self.assertRaises(UserError), self.cr.savepoint():
                actor.unlink()

    def test_the_dialog_answers_rows_with_a_file_or_with_what_is_known(self):
        """Requirement: MDQ-QUA-706"""
        wizards = self.env["mdq.lot.document.hand.in"].with_user(self.sqe)
        wizard = wizards.browse(self.need_a.with_user(self.sqe).action_hand_in()["res_id"])
        with self.assertRaisesRegex(UserError, "Choose the file"):
            wizard.action_hand_in()
        wizard.write({"content": self._scan()["data"], "name": "mill.pdf", "number": "4711"})
        self.assertEqual((wizard.kind_id, wizard.partner_id), (self.mill, self.supplier))
        document = self.env["mdq.lot.document"].browse(wizard.action_hand_in()["res_id"])
        self.assertEqual((document.state, self.need_a.state), ("in_review", "in_review"))
        document.with_user(self.second_sqe).write({"issuer": "Mill", "issued_on": "2026-01-02"})
        self._accept_document(document, self.second_sqe)
        wizard = wizards.browse(self.need_b.with_user(self.sqe).action_hand_in()["res_id"])
        wizard.write({"way": "known", "document_id": document.id})
        action = wizard.action_hand_in()
        self.assertEqual((action["tag"], action["params"]["model"]), ("mdq_sign", "mdq.lot.document.need"))
        args = dict(action["params"]["args"])
        self.need_b.with_user(self.sqe).cover(args["document_id"], self.credential_of(self.sqe))
        self.assertEqual(self.need_b.state, "accepted")

    def test_numbers_on_lot_transfer_and_supplier(self):
        """Requirement: MDQ-QUA-702"""
        lot, picking = self.need_a.lot_id.with_user(self.keeper), self.need_a.picking_id.with_user(self.keeper)
        self.assertEqual((lot.mdq_document_count, lot.mdq_document_open_count), (1, 1))
        self.assertEqual((picking.mdq_document_count, picking.mdq_document_open_count), (2, 2))
        self.assertEqual(self.supplier.mdq_document_owed_count, 2)
        self._accept_document(self._upload(self.need_a))
        self.env.invalidate_all()
        self.assertEqual((lot.mdq_document_count, lot.mdq_document_open_count, picking.mdq_document_open_count), (1, 0, 1))
        self.assertEqual(self.supplier.mdq_document_owed_count, 1)
        for action in (lot.action_mdq_view_documents(), self.supplier.action_mdq_view_owed_documents()):
            self.assertTrue(self.needs.with_user(self.keeper).search(action["domain"]))


class TestDocumentRemind(DocumentCase):
    """Who owes documents is written to in his language: once when they are asked for, then weekly when they are late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.sender.lang = "zh_CN"
        cls.reader.active = False
        cls.sqe.email = "sqe@example.com"
        with freeze_time("2026-11-02 04:00:00"):
            cls._rule(responsible_id=cls.sqe.id, days=3)
            cls._receive((cls.bar, "A", 1), (cls.bar, "B", 1))

    def _run(self, day):
        known = self.env["mail.mail"].search([])
        with freeze_time(f"2026-11-{day:02} 04:00:00"):
            self.env.invalidate_all()
            self.needs._cron_remind()
        return self.env["mail.mail"].search([]) - known

    def test_once_when_asked_and_weekly_when_late(self):
        """Requirement: MDQ-QUA-707"""
        written = {day: len(self._run(day)) for day in (2, 3, 5, 6, 9, 10, 16)}
        self.assertEqual(written, {2: 1, 3: 0, 5: 0, 6: 0, 9: 2, 10: 0, 16: 2})

    def test_each_in_his_language_with_the_way_there(self):
        """Requirement: MDQ-QUA-707"""
        self._run(2)
        letters = {letter.recipient_ids: letter for letter in self._run(9)}
        self.assertEqual(set(letters), {self.sender.partner_id, self.sqe.partner_id})
        ours, theirs = letters[self.sqe.partner_id], letters[self.sender.partner_id]
        self.assertIn("overdue", ours.subject)
        self.assertNotIn("overdue", theirs.subject)
        self.assertIn("/my/mdq/lot-documents", theirs.body_html)
        self.assertIn("/odoo/mdq-owed-documents", ours.body_html)
        self.assertIn("A, B", theirs.body_html)

    def test_what_was_handed_in_is_not_asked_for(self):
        """Requirement: MDQ-QUA-707"""
        self._run(2)
        self._upload(self.needs.search([("kind_id", "=", self.mill.id)]))
        self.assertFalse(self._run(9))

    def test_overdue_is_found(self):
        """Requirement: MDQ-QUA-702"""
        with freeze_time("2026-11-05 04:00:00"):
            self.assertFalse(self.needs.search([("is_overdue", "=", True)]))
        with freeze_time("2026-11-06 04:00:00"):
            found = self.needs.search([("is_overdue", "=", True)])
            self.assertEqual((len(found), set(found.mapped("is_overdue"))), (2, {True}))
            self.assertFalse(self.needs.search([("is_overdue", "=", False)]) & found)
        self.assertEqual(fields.Date.to_string(found[0].due_date), "2026-11-05")
