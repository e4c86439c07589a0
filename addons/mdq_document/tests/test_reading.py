from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .training_common import MdqTrainingCommon


@tagged("post_install", "-at_install")
class TestReading(MdqTrainingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.employee"].create(
            {"name": "Releaser", "user_id": cls.releaser.id, "department_id": cls.department.id})
        cls.draft = cls._document(reader_ids=cls.inspector.ids, department_ids=cls.department.ids)

    def _mine(self, user):
        return self.env["mdq.document"].with_user(user).search([("is_mine_to_read", "=", True)])

    def test_readers_are_told_when_it_becomes_effective(self):
        """Requirement: MDQ-DOC-008"""
        self.assertFalse(self.draft.to_read_ids)
        document = self._effective(self.draft)
        people = self.inspector.partner_id | self.releaser.partner_id | self.worker.work_contact_id
        self.assertEqual(document.to_read_ids, people)
        self.assertEqual(document.assignment_ids.activity_ids.user_id, self.inspector | self.releaser)
        for user in (self.inspector, self.releaser):
            self.assertEqual(self._mine(user), document)
            self.assertTrue(document.with_user(user).is_mine_to_read)
        self.assertFalse(self._mine(self.planner))
        others = self.env["mdq.document"].with_user(self.inspector).search([("is_mine_to_read", "=", False)])
        self.assertNotIn(document, others)

    def test_reading_is_confirmed_by_signature(self):
        """Requirement: MDQ-DOC-008"""
        document = self._effective(self.draft)
        reading = self._of(self.inspector, document)
        reading._open_file(document.file_ids.id)
        signature = self.env["mdq.signature"].browse(reading.confirm(self.credential_of(self.inspector)))
        self.assertEqual((signature.meaning, signature.user_id, signature.res_id), ("understood", self.inspector, reading.id))
        self.assertIn(document.file_ids.sha256, signature.canonical_text)
        self.assertEqual((reading.state, reading.signature_state), ("done", "valid"))
        self.assertEqual(document.read_by_ids, self.inspector.partner_id)
        self.assertFalse(reading.activity_ids)
        self.assertFalse(self._mine(self.inspector))
        with self.refused("already confirmed"):
            document.with_user(self.inspector).confirm_read(self.credential_of(self.inspector))
        with self.refused("is Done, and cannot|From here it can become"):
            reading.confirm(self.credential_of(self.inspector))

    def test_the_effective_file_is_opened_before_it_is_signed(self):
        """Requirement: MDQ-DOC-142"""
        document = self._effective(self.draft)
        reading = self._of(self.inspector, document)
        self.assertEqual(reading.next_step, "read")
        with self.refused("this comes first:\n• Read: cleaning.txt"):
            reading.confirm(self.credential_of(self.inspector))
        self.assertEqual(reading.action_open_files()["url"], f"/mdq/training/{reading.id}/file/{document.file_ids.id}")
        reading._open_file(document.file_ids.id)
        reading.invalidate_recordset(["next_step"])
        self.assertEqual(reading.next_step, "sign")
        for vals in ({"opened_file_ids": [(5, 0, 0)]}, {"state": "done"}, {"confirmed_on": "2026-01-01 00:00:00"}):
            with self.refused("cannot be set directly"):
                reading.sudo().write(vals)

    def test_only_the_effective_revision_is_read(self):
        with self.refused("is not effective"):
            self.draft.with_user(self.quality_manager).confirm_read(self.credential_of(self.quality_manager))
        with self.refused("is not effective", ValidationError):
            self._assign(self.inspector, self.draft)

    def test_a_new_revision_is_read_anew(self):
        """Requirement: MDQ-DOC-022"""
        first = self._effective(self.draft)
        old = self._read(self.inspector, first)
        second = self._revise(first)
        self.assertEqual((old.state, old.signature_state), ("superseded", "valid"))
        new = self._of(self.inspector, second)
        self.assertEqual((new.replaces_id, new.status), (old, "stale"))
        self.assertFalse(first.assignment_ids.filtered(lambda reading: reading.state == "open"))
        self.assertEqual(self._of(self.releaser, second).status, "due")
        self.assertEqual(self._mine(self.inspector), second)

    def test_nobody_reads_for_another(self):
        """Requirement: MDQ-DOC-142"""
        document = self._effective(self.draft)
        reading = self._of(self.inspector, document)
        for user in (self.releaser, self.operator):
            with self.assertRaises(AccessError):
                reading.with_user(user).confirm(self.credential_of(user))
        with self.refused("Nobody signs or reads for another", AccessError):
            reading.with_user(self.quality_manager).confirm(self.credential_of(self.quality_manager))
        with self.refused("Nobody signs or reads for another", AccessError):
            reading.with_user(self.quality_manager)._open_file(document.file_ids.id)

    def test_a_stranger_does_not_confirm(self):
        document = self._effective(self.draft)
        with self.assertRaises(AccessError):
            document.with_user(self.operator).confirm_read(self.credential_of(self.operator))

    def test_who_was_not_asked_may_read_and_sign_too(self):
        document = self._effective(self.draft)
        action = document.with_user(self.planner).action_confirm_read()
        reading = self._of(self.planner, document)
        self.assertEqual(action["res_id"], reading.id)
        self._read(self.planner, document)
        self.assertIn(self.planner.partner_id, document.read_by_ids)

    def test_the_read_list_may_grow_while_effective(self):
        document = self._effective(self.draft)
        document.reader_ids |= self.planner
        self.assertIn(self.planner.partner_id, document.to_read_ids)
        self.assertEqual(document.signature_state, "valid")
        with self.assertRaises(AccessError):
            document.with_user(self.inspector).write({"reader_ids": [(5, 0, 0)]})

    def test_what_is_out_of_use_is_read_no_more(self):
        document = self._effective(self.draft)
        self._withdraw(document)
        self.assertEqual(set(document.assignment_ids.mapped("state")), {"cancelled"})

    def test_whoever_has_no_login_is_taught_by_a_trainer(self):
        """Requirement: MDQ-DOC-143"""
        document = self._effective(self.draft)
        reading = document.assignment_ids.filtered(lambda reading: reading.person_id == self.worker.work_contact_id)
        self.assertEqual(reading.with_user(self.quality_engineer).next_step, "practical")
        with self.refused("confirmed by a trainer: a quality engineer", AccessError):
            reading.with_user(self.inspector).sudo()._check_may_train()
        reading.with_user(self.quality_engineer).confirm_practical(self.credential_of(self.quality_engineer), "At the bath")
        self.assertEqual((reading.state, reading.trainer_id), ("done", self.quality_engineer))
        with_login = self._of(self.inspector, document)
        with self.refused("nothing of this kind"):
            with_login.with_user(self.quality_engineer).confirm_practical(self.credential_of(self.quality_engineer))

    def test_an_assignment_stays_with_its_person(self):
        document = self._effective(self.draft)
        reading = self._of(self.inspector, document).with_user(self.quality_engineer)
        with self.refused("stays with its person"):
            reading.person_id = self.planner.partner_id
        with self.assertRaises(AccessError):
            reading.with_user(self.inspector).write({"due_date": "2099-01-01"})
        with self.assertRaises(AccessError):
            reading.with_user(self.inspector).action_cancel()
        reading.due_date = "2099-01-01"
        reading.action_cancel()
        self.assertEqual(reading.state, "cancelled")
        with self.refused("never deleted"):
            reading.sudo().unlink()

    def test_train_first(self):
        """Requirement: MDQ-DOC-025"""
        self.draft.write({"is_training_first": True, "department_ids": [(5, 0, 0)]})
        self.draft.action_submit()
        self.assertFalse(self.draft.assignment_ids)
        self._approve(self.draft)
        self.assertEqual(self.draft.to_read_ids, self.inspector.partner_id)
        self.assertRegex(self.draft._mdq_training_gaps()[0], "Mdq Inspector has not read WI-")
        with self.refused("trained before this becomes effective"):
            self.draft.action_make_effective()
        self.draft.action_back_to_draft()
        self.assertEqual(self.draft.assignment_ids.state, "cancelled")
        self.draft.action_submit()
        self._approve(self.draft)
        self._read(self.inspector, self.draft)
        self.draft.action_make_effective()
        self.assertEqual((self.draft.state, self.draft.read_by_ids), ("effective", self.inspector.partner_id))
        with self.refused("can no longer be changed"):
            self.draft.is_training_first = False
