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
