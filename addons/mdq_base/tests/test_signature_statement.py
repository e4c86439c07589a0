"""Nobody signs before he has accepted what his signature means."""

import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MdqCase, accept_statement


@tagged("post_install", "-at_install")
class TestSignatureStatement(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.newcomer = cls.new_user("mdq_newcomer", "mdq_base.group_quality_manager", accepts=False)
        partner = cls.env["res.partner"].create({"name": "宝鸡钛业", "is_company": True})
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create(
            {"gate": "purchase", "reason": "Case", "partner_id": partner.id, "valid_to": "2099-01-01"}
        )
        cls.first = cls.env.ref("mdq_base.mdq_signature_statement_first")

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()

    def _sign(self, user, **credential):
        return self.env["mdq.signature"].with_user(user).sign(
            "mdq.concession", self.concession.ids, "reviewed", {**self.credential_of(user), **credential}
        )

    def _acceptances(self, user):
        return self.env["mdq.signature.acceptance"].search([("user_id", "=", user.id)])

    def _put_new_version_in_force(self):
        statement = self.first.with_user(self.admin).copy({"text": "Stricter than before"})
        statement.action_put_in_force()
        return statement

    def test_first_signature_is_refused_until_the_statement_is_accepted(self):
        """Requirement: MDQ-BAS-015 MDQ-BAS-163"""
        with self.assertRaisesRegex(UserError, "accept the statement “Accountability for electronic signatures, version 1”"):
            self._sign(self.newcomer)
        self.assertFalse(self.concession.signature_ids)
        accept_statement(self.newcomer)
        self.assertTrue(self._sign(self.newcomer))

    def test_acceptance_says_who_when_what_and_how_it_was_proved(self):
        """Requirement: MDQ-BAS-163"""
        accept_statement(self.newcomer)
        accepted = self._acceptances(self.newcomer)
        self.assertEqual((accepted.printed_name, accepted.login, accepted.version, accepted.method),
                         ("Mdq Newcomer", "mdq_newcomer", 1, "password"))
        self.assertEqual(accepted.text, self.first.text)
        self.assertEqual(accepted.digest, hashlib.sha256(self.first.text.encode()).hexdigest())

    def test_one_credential_accepts_and_signs_at_the_first_time(self):
        """Requirement: MDQ-BAS-163"""
        self.assertTrue(self._sign(self.newcomer, accepts=1))
        self.assertEqual(self._acceptances(self.newcomer).version, 1)

    def test_wrong_credential_accepts_nothing(self):
        """Requirement: MDQ-BAS-163"""
        wrong = {"type": "password", "password": "guess"}
        for call in (lambda: accept_statement(self.newcomer, wrong), lambda: self._sign(self.newcomer, accepts=1, **wrong)):
            with mute_logger("odoo.addons.base.models.res_users"), self.assertRaisesRegex(UserError, "wrong credential"):
                call()
        self.assertFalse(self._acceptances(self.newcomer))

    def test_another_version_than_the_one_in_force_is_not_accepted(self):
        """Requirement: MDQ-BAS-163"""
        statements = self.env["mdq.signature.statement"].with_user(self.newcomer)
        with self.assertRaisesRegex(UserError, "not in force"):
            statements.accept(self.credential_of(self.newcomer), version=7)
        with self.assertRaisesRegex(UserError, "accept the statement"):
            self._sign(self.newcomer, accepts=7)

    def test_changed_text_is_a_new_version_that_everybody_accepts_anew(self):
        """Requirement: MDQ-BAS-164"""
        second = self._put_new_version_in_force()
        self.assertEqual((second.version, self.first.state), (2, "superseded"))
        with self.assertRaisesRegex(UserError, "version 2"):
            self._sign(self.quality_manager)
        self._sign(self.quality_manager, accepts=2)
        self.assertEqual(self._acceptances(self.quality_manager).mapped("version"), [2, 1])
        self.assertEqual(self._acceptances(self.quality_manager)[1].text, self.first.text)

    def test_version_in_force_cannot_be_changed(self):
        """Requirement: MDQ-BAS-164"""
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self.first.with_user(self.admin).text = "Softer"
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self.first.with_user(self.admin).update_field_translations("text", {"en_US": "Softer"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            self.first.sudo().unlink()

    def test_only_the_administrator_writes_versions_and_nobody_acceptances(self):
        """Requirement: MDQ-BAS-164"""
        with self.assertRaises(AccessError):
            self.first.with_user(self.quality_manager).copy({"text": "Mine"})
        vals = self._acceptances(self.quality_manager).copy_data()[0]
        for user in (self.quality_manager, self.admin):
            with self.assertRaises(AccessError):
                self.env["mdq.signature.acceptance"].with_user(user).create({**vals, "user_id": self.newcomer.id})
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "append-only"), self.cr.savepoint():
            self.env.cr.execute("UPDATE mdq_signature_acceptance SET version = 9")

    def test_dialog_is_told_what_to_ask_for(self):
        """Requirement: MDQ-BAS-163"""
        signer = self.env["mdq.signature"].with_user(self.newcomer).get_signer()
        self.assertEqual((signer["name"], signer["needs_code"], signer["statement"]["version"]), ("Mdq Newcomer", False, 1))
        accept_statement(self.newcomer)
        self.assertFalse(self.env["mdq.signature"].with_user(self.newcomer).get_signer()["statement"])

    def test_system_accepts_nothing(self):
        """Requirement: MDQ-BAS-163"""
        with self.assertRaisesRegex(AccessError, "never by the system"):
            self.env["mdq.signature.statement"].accept(self.credential_of(self.newcomer))
