from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestReading(MdqDocumentCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = cls.env["hr.department"].create({"name": "Shop floor"})
        cls.env["hr.employee"].create(
            {"name": "Releaser", "user_id": cls.releaser.id, "department_id": cls.department.id})
        cls.draft = cls._document(reader_ids=cls.inspector.ids, department_ids=cls.department.ids)

    def _mine(self, user):
        return self.env["mdq.document"].with_user(user).search([("is_mine_to_read", "=", True)])

    def test_readers_are_told_when_it_becomes_effective(self):
        """Requirement: MDQ-DOC-008"""
        self.assertFalse(self.draft.to_read_ids)
        document = self._effective(self.draft)
        self.assertEqual(document.to_read_ids, self.inspector | self.releaser)
        self.assertEqual(document.activity_ids.user_id, self.inspector | self.releaser)
        for user in (self.inspector, self.releaser):
            self.assertEqual(self._mine(user), document)
            self.assertTrue(document.with_user(user).is_mine_to_read)
        self.assertFalse(self._mine(self.planner))
        others = self.env["mdq.document"].with_user(self.inspector).search([("is_mine_to_read", "=", False)])
        self.assertNotIn(document, others)

    def test_reading_is_confirmed_by_signature(self):
        """Requirement: MDQ-DOC-008"""
        document = self._effective(self.draft)
        mine = document.with_user(self.inspector)
        signatures = mine.confirm_read(self.credential_of(self.inspector))
        signature = self.env["mdq.signature"].browse(signatures)
        self.assertEqual((signature.meaning, signature.user_id, signature.res_id), ("received", self.inspector, document.id))
        self.assertEqual((document.read_by_ids, document.to_read_ids), (self.inspector, self.releaser))
        self.assertEqual(document.activity_ids.user_id, self.releaser)
        self.assertFalse(self._mine(self.inspector))
        self.assertEqual(document.signature_state, "valid")
        with self.refused("already confirmed"):
            mine.confirm_read(self.credential_of(self.inspector))

    def test_only_the_effective_revision_is_read(self):
        with self.refused("is not effective"):
            self.draft.with_user(self.quality_manager).confirm_read(self.credential_of(self.quality_manager))

    def test_a_new_revision_is_read_anew(self):
        first = self._effective(self.draft)
        first.with_user(self.inspector).confirm_read(self.credential_of(self.inspector))
        second = self.env["mdq.document"].with_user(self.quality_engineer).browse(first.action_revise()["res_id"])
        self._effective(second)
        self.assertFalse(first.activity_ids)
        self.assertIn(self.inspector, second.to_read_ids)
        self.assertEqual(self._mine(self.inspector), second)

    def test_a_stranger_does_not_confirm(self):
        document = self._effective(self.draft)
        portal = self.new_user("mdq_read_portal", "mdq_base.group_supplier_user")
        with self.assertRaises(AccessError):
            document.with_user(portal).confirm_read(self.credential_of(portal))

    def test_the_read_list_may_grow_while_effective(self):
        document = self._effective(self.draft)
        document.reader_ids |= self.planner
        self.assertIn(self.planner, document.to_read_ids)
        self.assertEqual(document.signature_state, "valid")
        with self.assertRaises(AccessError):
            document.with_user(self.inspector).write({"reader_ids": [(5, 0, 0)]})

    def test_the_button_asks_for_the_signature(self):
        action = self._effective(self.draft).with_user(self.inspector).action_confirm_read()
        self.assertEqual((action["tag"], action["params"]["method"]), ("mdq_sign", "confirm_read"))
