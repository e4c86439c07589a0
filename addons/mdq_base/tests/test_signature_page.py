"""What a signature shows: the block on screens and paper, and the page behind its QR code."""

import re

from odoo.addons.base.tests.common import HttpCase
from odoo.tests import tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestSignaturePage(MdqCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create({"name": "宝鸡钛业", "is_company": True})
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create(
            {"gate": "purchase", "reason": "Case", "partner_id": partner.id, "valid_to": "2099-01-01"}
        )
        cls.quality_manager.tz = "Asia/Shanghai"
        signatures = cls.env["mdq.signature"].with_user(cls.quality_manager)
        cls.signature = cls.env["mdq.signature"].browse(signatures.sign(
            "mdq.concession", cls.concession.ids, "reviewed", cls.credential_of(cls.quality_manager), reason="Read it all"
        ))

    def _page(self, token, user=None):
        self.authenticate(user and user.login, user and user.login.ljust(8, "x"))
        path = f"/mdq/signature/{self.signature.id}" + (f"/{token}" if token else "")
        return self.url_open(path)

    def test_block_shows_person_role_meaning_both_times_and_hash(self):
        """Requirement: MDQ-BAS-160"""
        html = str(self.env["ir.qweb"]._render("mdq_base.mdq_signature_block", {"signatures": self.signature}))
        for part in ("Mdq Quality Manager", "Quality Manager", "Reviewed", "Read it all", "(UTC+08:00)", " UTC",
                     self.signature.digest[:16], "data:image/png;base64,", "Signature valid"):
            self.assertIn(part, html)

    def test_block_says_when_a_signature_is_broken(self):
        """Requirement: MDQ-BAS-160"""
        self.env.cr.execute("UPDATE mdq_concession SET max_uses = 99 WHERE id = %s", [self.concession.id])
        self.env.invalidate_all()
        html = str(self.env["ir.qweb"]._render("mdq_base.mdq_signature_block", {"signatures": self.signature}))
        self.assertIn("Signature broken", html)

    def test_role_is_kept_as_it_was_and_named_in_the_readers_language(self):
        """Requirement: MDQ-BAS-160"""
        self.assertEqual(self.signature.role, "mdq_base.group_quality_manager")
        self.quality_manager.sudo().group_ids = self.env.ref("base.group_user")
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.ref("mdq_base.group_quality_manager").with_context(lang="zh_CN").name = "质量经理"
        self.assertEqual(self.signature.with_context(lang="zh_CN")._get_role(), "质量经理")

    def test_paper_shows_the_bare_facts_to_anybody(self):
        """Requirement: MDQ-BAS-161"""
        page = self._page(self.signature._get_token())
        self.assertEqual(page.status_code, 200)
        for part in ("Mdq Quality Manager", "Reviewed", self.concession.name, "Valid.", "Asia/Shanghai"):
            self.assertIn(part, page.text)
        for secret in ("Read it all", self.signature.digest, "宝鸡钛业"):
            self.assertNotIn(secret, page.text)

    def test_without_the_token_there_is_no_page(self):
        """Requirement: MDQ-BAS-161"""
        portal = self.new_user("mdq_stranger", "base.group_portal")
        token = self.signature._get_token()
        for guess in (None, "0" * 32, token[:-1], token.swapcase() + "x"):
            for user in (None, portal):
                page = self._page(guess, user)
                self.assertEqual(page.status_code, 404)
                self.assertIn("Nothing to show under this address", page.text)

    def test_who_may_read_the_record_sees_all(self):
        """Requirement: MDQ-BAS-161"""
        page = self._page(None, self.auditor)
        for part in ("Read it all", self.signature.digest, "Quality Manager"):
            self.assertIn(part, page.text)

    def test_token_cannot_be_guessed(self):
        """Requirement: MDQ-BAS-161"""
        token = self.signature._get_token()
        self.assertTrue(re.fullmatch("[0-9a-f]{32}", token))
        self.env["ir.config_parameter"].sudo().set_param("database.secret", "another database")
        self.assertNotEqual(self.signature._get_token(), token)
