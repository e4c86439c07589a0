from odoo.exceptions import UserError
from odoo.tests import tagged

from .admission import AdmissionCommon


@tagged("post_install", "-at_install")
class TestCaseEnd(AdmissionCommon):
    """An admission that ends without an approval leaves nothing behind that lets orders pass.

    Requirement: MDQ-SUP-095
    """

    def _proposed(self):
        self._only_stages("application", "approval")
        case = self._case()
        case.action_set_risk_class()
        self._sign(case, self.sqe)
        case.line_ids.decision = "approve"
        case.action_propose()
        return case

    def _approve(self, scope):
        scope.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "ok")

    def _refuse(self, case):
        case.with_user(self.manager_2).refuse(self.credential_of(self.manager_2), "No licence")

    def test_what_was_proposed_is_not_approved_afterwards(self):
        for end in (self._refuse, lambda case: case.cancel(self.credential_of(self.sqe), "No demand")):
            case = self._proposed()
            scope = case.line_ids.qualification_id
            end(case)
            self.assertEqual(scope.state, "withdrawn")
            with self.assertRaises(UserError):
                self._approve(scope)
            self.assertFalse(self._check(self.screw, self.anodising)["allowed"])

    def test_what_is_approved_is_withdrawn_first(self):
        case = self._proposed()
        scope = case.line_ids.qualification_id
        self._approve(scope)
        for end in (self._refuse, lambda case: case.cancel(self.credential_of(self.sqe), "No demand")):
            with self.refused(f"led to what is approved: {scope.name}"):
                end(case)
        case.line_ids.decision = "refuse"
        with self.refused(f"it is to be refused, and {scope.name} was proposed"):
            self._sign(case, self.manager_2)
        self._withdraw(scope)
        self._sign(case, self.manager_2)
        self.assertEqual(case.state, "refused")

    def test_taken_up_again_it_is_proposed_anew(self):
        case = self._proposed()
        first = case.line_ids.qualification_id
        self._refuse(case)
        case.reopen(self.credential_of(self.sqe), "The licence came")
        case.action_propose()
        self.assertEqual((case.line_ids.qualification_id.state, first.state), ("draft", "withdrawn"))
