"""A change is effective when people are trained, and the change says who is not."""

from odoo import fields
from odoo.addons.mdq_base.tests.common import accept_statement
from odoo.addons.mdq_capa.tests.common import PASSWORD
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CREDENTIAL, MdqChangeCommon


@tagged("post_install", "-at_install")
class TestChangeTraining(MdqChangeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Anodising works", "is_company": True})
        cls.operator = cls._operator("mdq_change_operator")
        cls.first = cls._effective_document(reader_ids=[Command.set(cls.planner.ids)])
        cls.rule = cls.env["mdq.training.rule"].with_user(cls.engineer).create({
            "name": "Anodisers", "document_ids": cls.first.ids, "supplier_ids": cls.supplier.ids})
        cls.second = cls._revise(cls.first)

    @classmethod
    def _operator(cls, login):
        user = new_test_user(cls.env, login, groups="mdq_base.group_supplier_user", password=PASSWORD)
        accept_statement(user, CREDENTIAL)
        user.partner_id.parent_id = cls.supplier
        return user

    def _read(self, user):
        reading = self.second.assignment_ids.filtered(lambda reading: reading.person_id == user.partner_id).with_user(user)
        reading._open_file(self.second.file_ids.id)
        reading.confirm(CREDENTIAL)

    def _trained_for(self, change, user):
        return {(line.person_id, line.state) for line in change.with_user(user).training_ids}

    def test_the_change_lists_who_is_not_trained_and_waits(self):
        """Requirement: MDQ-CHG-060"""
        change = self._at_board(self._approve_document(self.second))
        self.assertFalse(self.second.assignment_ids, "nobody learns what the board may refuse")
        self._approve(change)
        people = self.planner.partner_id | self.operator.partner_id
        for user in (self.planner, self.board, self.auditor, self.engineer):
            self.assertEqual(self._trained_for(change, user), {(person, "open") for person in people})
        self.assertEqual(change.training_open_count, 2)
        with self.assertRaisesRegex(UserError, r"(?s)has not read.*Anodising works.*My Training.*portal"):
            change.with_user(self.engineer).action_implement()
        self._read(self.operator)
        self._read(self.planner)
        change.invalidate_recordset()
        self.assertEqual(self._trained_for(change, self.planner), {(person, "done") for person in people})
        change.with_user(self.engineer).action_implement()
        self.assertEqual((self.second.state, self.rule.document_ids), ("effective", self.second))

    def test_no_route_goes_around_it(self):
        """Requirement: MDQ-CHG-060"""
        change = self._approved(self._approve_document(self.second))
        for actor in (change.sudo(), change.with_context(skip_training=True).with_user(self.engineer)):
            with self.assertRaisesRegex(UserError, "has not read"):
                actor._move_to("implemented")
        for actor in (self.second.with_user(self.engineer), self.second.sudo()):
            with self.assertRaises(UserError):
                actor.action_make_effective()
        self.env["mdq.document"]._cron_make_effective()
        self.assertEqual(self.second.state, "in_review")

    def test_who_joins_in_between_counts_too(self):
        """Requirement: MDQ-CHG-060"""
        change = self._approved(self._approve_document(self.second))
        self._read(self.operator)
        self._read(self.planner)
        late = self._operator("mdq_change_late")
        with self.assertRaisesRegex(UserError, "(?s)mdq_change_late.*not assigned yet"):
            change.with_user(self.engineer).action_implement()
        for user in (self.planner, self.inspector):
            with self.assertRaises(AccessError):
                change.with_user(user).action_assign_training()
        change.with_user(self.engineer).action_assign_training()
        self._read(late)
        change.with_user(self.engineer).action_implement()

    def test_training_may_follow_where_the_board_agrees(self):
        """Requirement: MDQ-CHG-060"""
        change = self._change(self._approve_document(self.second), is_training_first=False)
        change.action_assess()
        change = change.with_user(self.engineer)
        change.write({"description": "x", "assessment": "y"})
        change.impact_ids.decision = "no_action"
        with self.assertRaisesRegex(UserError, "before people are trained: say why"):
            change.action_submit()
        change.training_reason = "Only the letterhead changes"
        change.action_submit()
        self.assertIn("training_reason", change._get_signed_fields())
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            change.is_training_first = True
        self._approve(change)
        self.assertFalse(self.second.assignment_ids)
        change.action_implement()
        self.assertEqual(len(self.second.assignment_ids.filtered(lambda reading: reading.state == "open")), 2)

    def test_whoever_reads_the_change_opens_its_form(self):
        """The inspector reads neither documents before their day nor the training of others."""
        change = self._approved(self._approve_document(self.second)).with_user(self.inspector)
        self.env.invalidate_all()
        name = {"fields": {"display_name": {}}}
        read = change.web_read({
            "line_ids": {"fields": {"revision_ref": name, "revision_state": {}}},
            "training_ids": {"fields": {"document_id": name, "person_id": name, "state": {}}},
        })[0]
        self.assertEqual(read["line_ids"][0]["revision_state"], "In Review")
        self.assertEqual({line["document_id"]["display_name"] for line in read["training_ids"]}, {self.second.display_name})

    def test_nobody_learns_what_does_not_come(self):
        change = self._approved(self._approve_document(self.second))
        self.assertEqual(set(self.second.assignment_ids.mapped("state")), {"open"})
        change.with_user(self.engineer).action_cancel()
        self.assertEqual(set(self.second.assignment_ids.mapped("state")), {"cancelled"})
        self.assertFalse(change.training_ids)

    def test_other_companies_see_nothing(self):
        change = self._approved(self._approve_document(self.second))
        other = self.env["res.company"].create({"name": "Other maker"})
        self.engineer2.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        lines = self.env["mdq.change.training"]
        self.assertFalse(lines.with_user(self.engineer2).search([("change_id", "=", change.id)]))
        self.assertTrue(lines.with_user(self.auditor).search([("due_date", ">=", fields.Date.today())]))
        with self.assertRaises(AccessError):
            lines.with_user(self.operator).search([])
