import contextlib
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import mdq_signature_attempt
from .common import MdqCase


@tagged("post_install", "-at_install")
class TestSignature(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "宝鸡钛业", "is_company": True})
        cls.concessions = cls.env["mdq.concession"].with_user(cls.quality_engineer).create([
            {"gate": "purchase", "reason": f"Case {number}", "partner_id": cls.partner.id, "valid_to": "2099-01-01"}
            for number in range(3)
        ])
        cls.concession = cls.concessions[0]

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.registry_enter_test_mode()

    def _sign(self, user, records=None, credential=None, **kwargs):
        records = records or self.concession
        return self.env["mdq.signature"].with_user(user).sign(
            "mdq.concession", records.ids, "reviewed", credential or self.credential_of(user), **kwargs
        )

    def test_signature_states_person_meaning_time_reason_and_content(self):
        """Requirement: MDQ-BAS-010"""
        signature = self.env["mdq.signature"].browse(self._sign(self.quality_manager, reason="Read it all"))
        self.assertEqual(
            (signature.printed_name, signature.meaning, signature.reason, signature.method),
            ("Mdq Quality Manager", "reviewed", "Read it all", "password"),
        )
        self.assertIn('"reason":"Case 0"', signature.canonical_text)
        self.assertEqual(signature.state, "valid")

    def test_many_records_are_one_act_with_one_proof(self):
        """Requirement: MDQ-BAS-010"""
        signatures = self.env["mdq.signature"].browse(self._sign(self.quality_manager, self.concessions))
        self.assertEqual(len(signatures), 3)
        self.assertEqual(len(set(signatures.mapped("act"))), 1)

    def test_wrong_password_signs_nothing_and_is_recorded(self):
        """Requirement: MDQ-BAS-011"""
        with mute_logger("odoo.addons.base.models.res_users"), self.assertRaisesRegex(UserError, "wrong credential"):
            self._sign(self.quality_manager, credential={"type": "password", "password": "guess"})
        self.assertFalse(self.concession.signature_ids)
        attempts = self.env["mdq.signature.attempt"].search([("uid", "=", self.quality_manager.id)])
        self.assertEqual(attempts[0].result, "failed")

    def test_nobody_gives_himself_another_name_to_sign_with(self):
        """Requirement: MDQ-BAS-010"""
        engineer = self.quality_engineer.with_user(self.quality_engineer)
        name = engineer.name
        for record in (engineer, engineer.partner_id, engineer.partner_id.sudo()):
            with self.subTest(record), self.assertRaisesRegex(AccessError, "Ask an administrator"):
                record.write({"name": "Quality Manager"})
        engineer.write({"name": name, "tz": "Asia/Shanghai"})
        self.quality_engineer.with_user(self.env.ref("base.user_admin")).name = "Wang Lei"
        self.assertEqual(engineer.name, "Wang Lei")

    def test_one_try_of_a_person_at_a_time(self):
        """Whoever sends many at once is not let in by one count for all. Requirement: MDQ-BAS-011"""
        patched = patch.multiple(mdq_signature_attempt, PAUSES=2, PAUSE=0.01)
        with db_connect(self.cr.dbname).cursor() as other, patched:
            other.execute("SELECT pg_advisory_xact_lock(%s, %s)", [mdq_signature_attempt.LOCK, self.sqe.id])
            with self.assertRaisesRegex(UserError, "Another signature of yours"):
                self._sign(self.sqe)
            self.assertTrue(self._sign(self.quality_manager))
        self.assertTrue(self._sign(self.sqe))

    def test_five_wrong_ones_lock_until_another_manager_unlocks(self):
        """Requirement: MDQ-BAS-011"""
        wrong = {"type": "password", "password": "guess"}
        for _try in range(5):
            # Not assertRaises: its savepoint would take back the attempt, which outlives a real rollback.
            with mute_logger("odoo.addons.base.models.res_users"), contextlib.suppress(UserError):
                self._sign(self.sqe, credential=wrong)
        with self.assertRaisesRegex(UserError, "locked"):
            self._sign(self.sqe)
        attempts = self.env["mdq.signature.attempt"].search([("uid", "=", self.sqe.id)])
        alert = self.env["mdq.alert"].search([("code", "=", "signing_locked")], order="id desc", limit=1)
        self.assertEqual((alert.res_id, alert.severity), (self.sqe.partner_id.id, "critical"))
        credential = self.credential_of(self.quality_manager)
        with self.assertRaises(AccessError):
            attempts.with_user(self.auditor).unlock(self.credential_of(self.auditor), "Sure")
        with self.assertRaisesRegex(UserError, "Say why"):
            attempts.with_user(self.quality_manager).unlock(credential, " ")
        with self.assertRaisesRegex(UserError, "send your credential"):
            attempts.with_user(self.quality_manager).unlock(None, "It was him")
        attempts.with_user(self.quality_manager).unlock(credential, "It was him: caps lock")
        unlocked = attempts.search([("uid", "=", self.sqe.id)], limit=1)
        self.assertEqual((unlocked.result, unlocked.by_login, unlocked.reason),
                         ("unlocked", "mdq_quality_manager", "It was him: caps lock"))
        self.assertTrue(self._sign(self.sqe))

    def test_no_credential_or_an_unknown_kind_is_refused(self):
        """Requirement: MDQ-BAS-011"""
        for credential in (None, {}, "demo", {"type": "api_key", "key": "x"}, {"type": "access_token"}):
            with self.assertRaisesRegex(UserError, "send your credential"):
                self.env["mdq.signature"].with_user(self.sqe).sign(
                    "mdq.concession", self.concession.ids, "reviewed", credential)

    def test_api_key_alone_never_signs(self):
        """Requirement: MDQ-BAS-011"""
        self.quality_manager.group_ids += self.env.ref("base.group_system")
        key = self.env["res.users.apikeys"].with_user(self.quality_manager)._generate("rpc", "robot", None)
        with mute_logger("odoo.addons.base.models.res_users"), self.assertRaisesRegex(UserError, "wrong credential"):
            self._sign(self.quality_manager, credential={"type": "password", "password": key})

    def test_system_and_superuser_mode_never_sign(self):
        """Requirement: MDQ-BAS-011"""
        signature = self.env["mdq.signature"]
        for env in (self.env, self.env(user=self.sqe, su=True)):
            with self.assertRaisesRegex(AccessError, "never by the system"):
                signature.with_env(env).sign("mdq.concession", self.concession.ids, "reviewed",
                                             self.credential_of(self.sqe))

    def test_administrators_and_auditors_sign_nothing(self):
        """Requirement: MDQ-BAS-011"""
        self.quality_manager.group_ids += self.env.ref("mdq_base.group_admin")
        with self.assertRaisesRegex(AccessError, "sign nothing"):
            self._sign(self.quality_manager)

    def test_password_of_somebody_else_does_not_sign(self):
        """Requirement: MDQ-BAS-011"""
        with mute_logger("odoo.addons.base.models.res_users"), self.assertRaisesRegex(UserError, "wrong credential"):
            self._sign(self.sqe, credential=self.credential_of(self.quality_manager))

    def test_unreadable_or_unsignable_records_are_refused(self):
        """Requirement: MDQ-BAS-010"""
        portal = self.new_user("mdq_portal", "base.group_portal")
        for user in (portal, self.inspector):
            with self.assertRaises(AccessError):
                self._sign(user)
        with self.assertRaisesRegex(ValidationError, "not made to be signed"):
            self.env["mdq.signature"].with_user(self.sqe).sign(
                "res.partner", self.partner.ids, "reviewed", self.credential_of(self.sqe))

    def test_signed_content_is_frozen(self):
        """Requirement: MDQ-BAS-012"""
        self._sign(self.quality_manager)
        with self.assertRaisesRegex(UserError, "is signed: its content is frozen"):
            self.concession.with_user(self.quality_engineer).reason = "Something else"
        with self.assertRaisesRegex(UserError, "is signed"):
            self.concession.sudo().write({"max_uses": 99})

    def test_change_behind_orm_breaks_the_signature(self):
        """Requirement: MDQ-BAS-012"""
        signature = self.env["mdq.signature"].browse(self._sign(self.quality_manager))
        self.env.cr.execute("UPDATE mdq_concession SET max_uses = 99 WHERE id = %s", [self.concession.id])
        self.env.invalidate_all()
        self.assertEqual(self.concession.signature_state, "broken")
        answer = signature.with_user(self.auditor).verify()
        self.assertFalse(answer[0]["valid"])
        self.assertIn("changed after it was signed", answer[0]["why"])

    def test_signatures_are_written_by_no_role_and_never_changed(self):
        """Requirement: MDQ-BAS-013"""
        signature = self.env["mdq.signature"].browse(self._sign(self.quality_manager))
        vals = signature.copy_data()[0]
        for user in (self.quality_manager, self.admin, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                self.env["mdq.signature"].with_user(user).create(vals)
            with self.assertRaises(AccessError):
                signature.with_user(user).write({"meaning": "approved"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            signature.sudo().unlink()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "append-only"), self.cr.savepoint():
            self.env.cr.execute("UPDATE mdq_signature SET meaning = 'approved'")

    def test_old_signature_keeps_the_name_of_the_person(self):
        """Requirement: MDQ-BAS-010"""
        signature = self.env["mdq.signature"].browse(self._sign(self.quality_manager))
        self.quality_manager.sudo().write({"name": "Renamed", "active": False})
        self.assertEqual(signature.printed_name, "Mdq Quality Manager")

    def test_login_used_again_belongs_to_another_person(self):
        """Requirement: MDQ-BAS-010"""
        signature = self.env["mdq.signature"].browse(self._sign(self.quality_manager))
        self.quality_manager.sudo().write({"active": False, "login": "gone"})
        successor = self.new_user("mdq_quality_manager", "mdq_base.group_quality_manager", email="new@example.com")
        self.assertEqual((signature.printed_name, signature.user_id), ("Mdq Quality Manager", self.quality_manager))
        self.assertNotEqual(signature.user_id, successor)
        self.assertEqual(signature._get_block()[0]["name"], "Mdq Quality Manager")

    def test_credential_changed_by_somebody_else_is_told(self):
        """Requirement: MDQ-BAS-175"""
        administrator = self.env.ref("base.user_admin")
        for change in ({"password": "known to the administrator"}, {"totp_secret": False}):
            self.sqe.with_user(administrator).sudo().write(change)
        attempts = self.env["mdq.signature.attempt"].search([("uid", "=", self.sqe.id), ("result", "=", "reset")])
        self.assertEqual(attempts.mapped("by_login"), [administrator.login] * 2)
        alert = self.env["mdq.alert"].search([("code", "=", "credential_reset"), ("res_id", "=", self.sqe.partner_id.id)])
        self.assertEqual(alert.repeat_count, 2)
        self.assertIn("somebody could sign in your name", self.sqe.partner_id.message_ids[:1].body)
        self.assertEqual(self.sqe.partner_id.message_ids[:1].notified_partner_ids, self.sqe.partner_id)

    def test_a_new_password_or_a_lost_second_factor_ends_open_sessions(self):
        """Requirement: MDQ-BAS-017"""
        def session():
            self.env.invalidate_all()
            self.env.registry.clear_cache()
            return self.sqe.with_user(self.sqe)._compute_session_token("one open session")

        self.sqe.sudo().totp_secret = "ABCDEFGHIJKLMNOP"
        before = session()
        self.assertEqual(session(), before)
        self.sqe.with_user(self.env.ref("base.user_admin")).sudo().totp_secret = False
        without_factor = session()
        self.assertNotEqual(without_factor, before)
        self.sqe.with_user(self.env.ref("base.user_admin")).sudo().password = "another password"
        self.assertNotEqual(session(), without_factor)

    def test_own_change_of_credential_is_nobodys_business(self):
        """Requirement: MDQ-BAS-175"""
        self.sqe.with_user(self.sqe).sudo().write({"password": "my own new one"})
        self.assertFalse(self.env["mdq.signature.attempt"].search([("uid", "=", self.sqe.id), ("result", "=", "reset")]))
        self.assertFalse(self.env["mdq.alert"].search([("code", "=", "credential_reset")]))

    def test_reset_does_not_unlock_signing(self):
        """Requirement: MDQ-BAS-175"""
        for _try in range(5):
            with mute_logger("odoo.addons.base.models.res_users"), contextlib.suppress(UserError):
                self._sign(self.sqe, credential={"type": "password", "password": "guess"})
        self.sqe.with_user(self.env.ref("base.user_admin")).sudo().password = self.credential_of(self.sqe)["password"]
        with self.assertRaisesRegex(UserError, "locked"):
            self._sign(self.sqe)
