from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestConcession(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner, cls.other = cls.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        cls.concession = cls._concession()

    @classmethod
    def _concession(cls, **vals):
        return cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "Urgent and safe", "partner_id": cls.partner.id,
            "valid_to": fields.Datetime.now() + timedelta(days=3), **vals,
        })

    def _activate(self, concession=None):
        concession = (concession or self.concession).with_user(self.quality_manager)
        return concession.activate(self.credential_of(self.quality_manager), "Checked")

    def _find(self, **kwargs):
        return self.env["mdq.concession"]._find("purchase", **{"partner": self.partner, **kwargs})

    def test_draft_opens_no_gate_and_a_signed_one_does(self):
        """Requirement: MDQ-BAS-020"""
        self.assertFalse(self._find())
        self._activate()
        self.assertEqual(self._find(), self.concession)

    def test_it_covers_only_what_it_names(self):
        """Requirement: MDQ-BAS-020"""
        self._activate()
        self.assertFalse(self._find(partner=self.other))
        self.assertFalse(self.env["mdq.concession"]._find("lot_use", partner=self.partner))

    def test_it_is_used_up(self):
        """Requirement: MDQ-BAS-020"""
        self._activate()
        self._find()._use(self.partner, 5.0)
        self.assertFalse(self._find())
        self.assertEqual(self.concession.used_quantity, 5.0)

    def test_quantity_limit_holds(self):
        """Requirement: MDQ-BAS-020"""
        concession = self._concession(max_uses=9, max_quantity=10)
        self._activate(concession)
        self._find(quantity=8)._use(self.partner, 8.0)
        self.assertFalse(self._find(quantity=3))
        self.assertTrue(self._find(quantity=2))

    def test_what_goes_back_leaves_no_more_to_use(self):
        """Requirement: MDQ-BAS-020"""
        concession = self._concession(max_uses=9, max_quantity=10)
        self._activate(concession)
        self._find(quantity=8)._use(self.partner, 8.0)
        self._find(quantity=-500)._use(self.partner, -500.0)
        self.assertEqual((concession.used_count, concession.used_quantity), (2, 8))

    def test_it_expires_by_itself(self):
        """Requirement: MDQ-BAS-020"""
        self._activate()
        self.assertFalse(self._find(date=fields.Datetime.now() + timedelta(days=4)))

    def test_writer_does_not_sign_it_even_as_manager(self):
        """Requirement: MDQ-BAS-021"""
        own = self.env["mdq.concession"].with_user(self.quality_manager).create({
            "gate": "purchase", "reason": "x", "partner_id": self.partner.id, "valid_to": "2099-01-01"})
        with self.assertRaisesRegex(AccessError, "Somebody else decides"):
            self._activate(own)

    def test_only_the_quality_manager_signs(self):
        """Requirement: MDQ-BAS-021"""
        for user in (self.quality_engineer, self.admin, self.releaser):
            with self.assertRaises(AccessError):
                self.concession.with_user(user).activate(self.credential_of(user))

    def test_signed_limits_cannot_be_widened(self):
        """Requirement: MDQ-BAS-021"""
        self._activate()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            self.concession.with_user(self.quality_manager).valid_to = "2199-01-01"

    def test_concession_for_nothing_is_refused(self):
        """Requirement: MDQ-BAS-020"""
        with self.assertRaisesRegex(ValidationError, "name at least"):
            self._concession(partner_id=False)

    def test_it_is_signed_along_its_route(self):
        """Requirement: MDQ-BAS-197"""
        self.effective_route(
            "mdq.concession", {"name": "Expert", "sequence": 1, "group_id": self.env.ref("mdq_base.group_sqe").id},
            {"name": "Quality", "sequence": 2, "group_id": self.env.ref("mdq_base.group_quality_manager").id})
        self.concession.action_submit()
        with self.assertRaisesRegex(AccessError, "for Supplier Quality Engineer"):
            self._activate()
        self.concession.with_user(self.sqe).activate(self.credential_of(self.sqe))
        self.assertFalse(self._find())
        self._activate()
        self.assertEqual(self._find(), self.concession)

    def test_what_is_used_up_is_not_used_again(self):
        """Two passings that found the same last use: the second is refused, or tried again by the database.

        Requirement: MDQ-BAS-197
        """
        self._activate()
        found = self._find()
        found._use(self.partner)
        with self.assertRaisesRegex(UserError, "used up or no longer in force"):
            found._use(self.partner)
        self.assertEqual(found.used_count, 1)

    def test_it_ends_early_signed_and_with_a_reason(self):
        """Requirement: MDQ-BAS-197"""
        self._activate()
        manager = self.concession.with_user(self.quality_manager)
        with self.assertRaisesRegex(UserError, "Say why"):
            manager.withdraw(self.credential_of(self.quality_manager), " ")
        with self.assertRaises(AccessError):
            self.concession.withdraw(self.credential_of(self.quality_engineer), "x")
        manager.withdraw(self.credential_of(self.quality_manager), "Supplier is approved")
        self.assertFalse(self._find())
        signature = self.concession.signature_ids[-1]
        self.assertEqual((signature.meaning, signature.reason), ("rejected", "Supplier is approved"))

    def test_a_withdrawn_draft_waits_for_nobody(self):
        """Requirement: MDQ-BAS-197"""
        self.concession.action_submit()
        self.concession.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "Not needed")
        self.assertEqual(self.concession.approval_request_ids.state, "superseded")

    def test_its_end_is_seen_coming(self):
        """Requirement: MDQ-BAS-197"""
        self._activate()
        later = self._concession(valid_to=fields.Datetime.now() + timedelta(days=30))
        self._activate(later)
        self.assertEqual((self.concession.is_expiring, later.is_expiring), (True, False))
        found = self.env["mdq.concession"].search([("is_expiring", "=", True)])
        self.assertEqual((self.concession in found, later in found), (True, False))
