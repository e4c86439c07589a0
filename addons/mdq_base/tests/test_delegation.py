from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestDelegation(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "A"})
        cls.record = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": cls.partner.id, "valid_to": "2099-01-01"})
        cls.second_manager = cls.new_user("mdq_second_manager", "mdq_base.group_quality_manager")

    def _delegation(self, absent=None, delegate=None, by=None, **vals):
        absent = absent or self.quality_manager
        now = fields.Datetime.now()
        return self.env["mdq.delegation"].with_user(by or absent).create({
            "user_id": absent.id, "delegate_id": (delegate or self.sqe).id, "reason": "Leave",
            "date_from": now - timedelta(days=1), "date_to": now + timedelta(days=1), **vals,
        })

    def _request(self):
        return self.record.with_user(self.quality_engineer)._mdq_request_approval()

    def _approve(self, request, user):
        return request.with_user(user).approve(self.credential_of(user), "Fine")

    def test_a_delegate_decides_in_his_own_name_on_behalf_of_the_absent(self):
        """Requirement: MDQ-BAS-192, MDQ-BAS-033"""
        request = self._request()
        with self.assertRaisesRegex(AccessError, "This step is for Quality Manager"):
            self._approve(request, self.sqe)
        self._delegation()
        self.assertTrue(request.with_user(self.sqe).is_delegated)
        self.assertIn(request, request.with_user(self.sqe).search([("is_delegated", "=", True)]))
        self._approve(request, self.sqe)
        decision = request.decision_ids
        self.assertEqual((decision.user_id, decision.on_behalf_of_id), (self.sqe, self.quality_manager))
        self.assertEqual(decision.signature_id.user_id, self.sqe)
        self.assertEqual(decision.signature_id.reason, "On behalf of Mdq Quality Manager: Fine")
        self.assertEqual(request.state, "approved")

    def test_a_delegation_that_is_over_counts_for_nothing(self):
        """Requirement: MDQ-BAS-192"""
        now = fields.Datetime.now()
        self._delegation(date_from=now - timedelta(days=9), date_to=now - timedelta(days=2))
        with self.assertRaisesRegex(AccessError, "delegation of Mdq Quality Manager to you is not in force"):
            self._approve(self._request(), self.sqe)

    def test_a_revoked_delegation_counts_for_nothing(self):
        """Requirement: MDQ-BAS-192"""
        delegation = self._delegation()
        with self.assertRaisesRegex(AccessError, "for the role Quality Manager"):
            delegation.with_user(self.sqe).action_revoke()
        delegation.with_user(self.quality_manager).action_revoke()
        with self.assertRaisesRegex(AccessError, "not in force"):
            self._approve(self._request(), self.sqe)

    def test_a_delegation_is_not_passed_on(self):
        """Requirement: MDQ-BAS-192"""
        self._delegation()
        self._delegation(absent=self.sqe, delegate=self.releaser)
        with self.assertRaises(AccessError):
            self._approve(self._request(), self.releaser)

    def test_who_is_excluded_gains_nothing_by_a_delegation(self):
        """Requirement: MDQ-BAS-192"""
        self._delegation(delegate=self.quality_engineer)
        with self.assertRaisesRegex(AccessError, "Somebody else decides"):
            self._approve(self._request(), self.quality_engineer)

    def test_nobody_decides_for_an_author(self):
        """Requirement: MDQ-BAS-192"""
        self.record.with_user(self.quality_manager).reason = "My words"
        self._delegation()
        with self.assertRaises(AccessError):
            self._approve(self._request(), self.sqe)

    def test_one_person_does_not_count_twice(self):
        """Requirement: MDQ-BAS-192"""
        self.effective_route("mdq.concession", {
            "name": "Two", "quorum": 2, "group_id": self.env.ref("mdq_base.group_quality_manager").id})
        self._delegation()
        request = self._request()
        self._approve(request, self.sqe)
        self._delegation(absent=self.second_manager)
        for user, why in ((self.sqe, "already decided"), (self.quality_manager, "delegate has already decided")):
            with self.assertRaisesRegex(AccessError, why):
                self._approve(request, user)
        self._approve(request, self.second_manager)
        self.assertEqual(request.state, "approved")

    def test_limits_to_kinds_of_records_and_roles_hold(self):
        """Requirement: MDQ-BAS-192"""
        self._delegation(model_ids=[self.env["ir.model"]._get_id("mdq.approval.route")])
        with self.assertRaises(AccessError):
            self._approve(self._request(), self.sqe)
        self._delegation(group_ids=[self.env.ref("mdq_base.group_change_board").id])
        with self.assertRaises(AccessError):
            self._approve(self._request(), self.sqe)

    def test_who_may_enter_one(self):
        """Requirement: MDQ-BAS-192"""
        self._delegation(absent=self.change_board, delegate=self.sqe, by=self.quality_manager)
        with self.assertRaisesRegex(AccessError, "who stands in for you"):
            self._delegation(absent=self.quality_manager, delegate=self.sqe, by=self.sqe)
        with self.assertRaisesRegex(AccessError, "cannot make yourself"):
            self._delegation(absent=self.change_board, delegate=self.quality_manager, by=self.quality_manager)
        for unfit in (self.admin, self.auditor):
            with self.assertRaisesRegex(ValidationError, "signs nothing"):
                self._delegation(delegate=unfit)

    def test_it_is_not_changed_nor_deleted(self):
        """Requirement: MDQ-BAS-192"""
        delegation = self._delegation()
        with self.assertRaises(UserError):
            delegation.date_to = "2099-01-01"
        with self.assertRaises(UserError):
            delegation.unlink()
