from odoo.addons.mdq_capa.tests.common import CREDENTIAL
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqChangeCommon


@tagged("post_install", "-at_install")
class TestRevisionGate(MdqChangeCommon):
    def test_a_linked_revision_waits_for_its_change(self):
        """Requirement: MDQ-CHG-007"""
        draft = self._document()
        change = self._change(draft)
        self._approve_document(draft)
        self._refused(draft, change.name)
        self.assertFalse(draft.can_make_effective)

    def test_not_even_an_approved_change_opens_the_direct_way(self):
        """Requirement: MDQ-CHG-007"""
        draft = self._document()
        change = self._approved(draft)
        self._approve_document(draft)
        self._refused(draft, change.name)
        change.with_user(self.engineer).action_implement()
        self.assertEqual(draft.state, "effective")

    def test_under_change_control_every_further_revision_needs_a_change(self):
        """Requirement: MDQ-CHG-008"""
        first = self._effective_document()
        first.with_user(self.engineer).action_control_change()
        draft = self._revise(first)
        self.assertTrue(draft.change_controlled)
        self._approve_document(draft)
        self._refused(draft, "under change control")
        change = self._approved(draft)
        change.with_user(self.engineer).action_implement()
        self.assertEqual((draft.state, first.state), ("effective", "superseded"))

    def test_a_change_waits_for_the_people_to_be_trained(self):
        """Requirement: MDQ-DOC-025"""
        draft = self._document(is_training_first=True, reader_ids=[Command.set(self.planner.ids)])
        change = self._approved(draft)
        self._approve_document(draft)
        with self.assertRaisesRegex(UserError, "(?s)Before the change is implemented.*has not read"):
            change.with_user(self.engineer).action_implement()
        reading = draft.assignment_ids.with_user(self.planner)
        reading._open_file(draft.file_ids.id)
        reading.confirm(CREDENTIAL)
        change.with_user(self.engineer).action_implement()
        self.assertEqual((draft.state, draft.read_by_ids), ("effective", self.planner.partner_id))

    def test_control_reaches_a_draft_that_was_there_before(self):
        first = self._effective_document()
        draft = self._revise(first)
        first.with_user(self.engineer).action_control_change()
        self._approve_document(draft)
        self._refused(draft, "under change control")

    def test_a_first_issue_needs_no_change(self):
        draft = self._document()
        draft.with_user(self.engineer).action_control_change()
        self._approve_document(draft)
        self.assertTrue(draft.can_make_effective)
        draft.with_user(self.engineer).action_make_effective()
        self.assertEqual(draft.state, "effective")

    def test_what_nobody_controls_goes_on_as_before(self):
        first = self._effective_document()
        draft = self._approve_document(self._revise(first))
        draft.with_user(self.engineer).action_make_effective()
        self.assertEqual(draft.state, "effective")

    def test_the_flag_is_set_by_its_action_for_good(self):
        draft = self._document()
        for actor in (draft.with_user(self.manager), draft.sudo()):
            with self.assertRaisesRegex(UserError, "cannot be set directly"):
                actor.change_controlled = True
        with self.assertRaises(AccessError):
            draft.with_user(self.planner).action_control_change()
        draft.with_user(self.engineer).action_control_change()
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            draft.sudo().change_controlled = False
        self.assertFalse(draft.with_user(self.engineer).copy().change_controlled)

    def test_putting_under_control_breaks_no_signature(self):
        document = self._effective_document()
        self.assertEqual(document.signature_state, "valid")
        document.with_user(self.engineer).action_control_change()
        document.invalidate_recordset()
        self.assertEqual(document.signature_state, "valid")

    def test_an_effective_revision_is_not_linked(self):
        with self.assertRaisesRegex(ValidationError, "already in force"):
            self._change(self._effective_document())

    def test_a_revision_has_one_change(self):
        draft = self._document()
        first = self._change(draft)
        with self.assertRaisesRegex(ValidationError, first.name):
            self._change(draft)

    def test_a_revision_of_another_company_is_not_linked(self):
        other = self.env["res.company"].create({"name": "Other maker"})
        draft = self._document(product_ids=[Command.clear()])
        foreign = self.env["mdq.document"].create({"name": "Foreign", "company_id": other.id})
        with self.assertRaisesRegex(ValidationError, "another company"):
            self._change(draft, foreign, user=self.env.user)

    def test_every_revision_model_can_be_linked(self):
        names = [name for name, _label in self.env["mdq.change.line"]._selection_revision_model()]
        self.assertIn("mdq.document", names)
        self.assertIn("mdq.inspection.plan", names)
        self.assertNotIn("mdq.revision.mixin", names)

    def test_an_inspection_plan_goes_through_its_change(self):
        """Requirement: MDQ-CHG-007"""
        characteristic = self.env["mdq.characteristic"].create({"name": "Surface", "code": "CHG-SURF", "kind": "attribute"})
        plan = (
            self.env["mdq.inspection.plan"]
            .with_user(self.engineer)
            .create(
                {
                    "name": "Incoming inspection",
                    "product_id": self.product.id,
                    "point": "iqc",
                    "line_ids": [Command.create({"characteristic_id": characteristic.id})],
                }
            )
        )
        change = self._approved(plan, change_type="plan")
        self._approve_document(plan)
        self._refused(plan, change.name)
        change.with_user(self.engineer).action_implement()
        self.assertEqual(plan.state, "effective")

    def test_a_change_on_its_way_keeps_the_document_in_force(self):
        first = self._effective_document()
        change = self._change(self._revise(first))
        uses = {use["title"]: use for use in first.with_user(self.engineer)._mdq_get_where_used()}
        self.assertEqual(uses["Changes not yet implemented"]["records"], change)
        withdrawal = self.env["mdq.document.withdrawal"].with_user(self.engineer).create(
            {"document_id": first.id, "reason": "No longer done"})
        with self.assertRaisesRegex(UserError, f"still needed. First clear: .*{change.name}"):
            withdrawal.action_submit()

    def test_the_button_leads_to_the_change(self):
        draft = self._document()
        action = draft.with_user(self.engineer).action_raise_change()
        self.assertFalse(action["res_id"])
        change = self.env["mdq.change"].with_user(self.engineer).with_context(action["context"]).create({"reason": "x"})
        self.assertEqual(change.line_ids.revision_ref, draft)
        draft.invalidate_recordset()
        self.assertEqual(draft.with_user(self.engineer).action_raise_change()["res_id"], change.id)

    def _refused(self, draft, sentence):
        for actor in (draft.with_user(self.engineer), draft.with_user(self.manager), draft.sudo()):
            with self.assertRaisesRegex(UserError, sentence):
                actor.action_make_effective()
            with self.assertRaisesRegex(UserError, sentence):
                actor.with_context(skip_change=True, mdq_change=True)._move_to("effective")
            with self.assertRaisesRegex(UserError, "cannot be set directly|no longer be changed"):
                actor.write({"state": "effective"})
        self.assertEqual(draft.state, "in_review")
