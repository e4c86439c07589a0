"""The screen of a role locks after idle time; signatures and calls with a key do not depend on it."""

import time
from datetime import timedelta

import odoo.http
from odoo import fields
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .common import ROLES, MdqCase

PORTAL_ROLES = ("supplier_user", "supplier_quality", "supplier_signatory")
QUIET = ("odoo.http",)


@tagged("post_install", "-at_install")
class TestIdleLock(MdqCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.groups"]._mdq_set_idle_lock()
        cls.partner = cls.env["res.partner"].create({"name": "A"})

    def _login(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _go_away(self):
        """What the browser tells when nobody moved for the time of the role."""
        self.session["identity-check-next"] = time.time() - 1
        odoo.http.root.session_store.save(self.session)

    def _call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.make_jsonrpc_request("/web/dataset/call_kw", params)

    def test_every_role_locks(self):
        """Requirement: MDQ-BAS-270"""
        for role in ROLES:
            self.assertTrue(getattr(self, role)._get_lock_timeout_inactivity(), role)
        for role in PORTAL_ROLES:
            self.assertTrue(self.new_user(f"mdq_{role}", f"mdq_base.group_{role}")._get_lock_timeout_inactivity(), role)

    def test_administrators_choose_how_soon(self):
        """Requirement: MDQ-BAS-270"""
        group = self.env.ref("mdq_base.group_planner")
        group.lock_timeout_inactivity = 5
        self.env["res.groups"]._mdq_set_idle_lock()
        self.assertEqual(self.planner._get_lock_timeout_inactivity(), 300)
        self.env.flush_all()
        images = self.env["mdq.ledger"].search([("table_name", "=", "res_groups"), ("res_id", "=", group.id)], limit=1).mapped("image")
        self.assertEqual(images[0]["lock_timeout_inactivity"], 5)

    @mute_logger(*QUIET)
    def test_an_idle_screen_is_locked_and_opened_by_its_owner(self):
        """Requirement: MDQ-BAS-270"""
        self._login(self.planner)
        self.assertTrue(self._call("res.users", "search_count", []))
        self._go_away()
        with self.assertRaises(JsonRpcException) as refusal:
            self._call("res.users", "search_count", [])
        self.assertIn("CheckIdentity", str(refusal.exception))
        credential = {"type": "password", "password": "mdq_planner"}
        self.make_jsonrpc_request("/auth-timeout/session/check-identity", credential)
        self.assertTrue(self._call("res.users", "search_count", []))

    @mute_logger(*QUIET)
    def test_the_portal_locks_too(self):
        """Requirement: MDQ-BAS-270"""
        signatory = self.new_user("mdq_signatory", "mdq_base.group_supplier_signatory")
        self._login(signatory)
        self.assertEqual(self.url_open("/my/approvals", allow_redirects=False).status_code, 200)
        self._go_away()
        answer = self.url_open("/my/approvals", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/auth-timeout/check-identity", answer.headers["Location"])

    @mute_logger(*QUIET)
    def test_who_opened_the_screen_still_proves_each_signature(self):
        """Requirement: MDQ-BAS-270"""
        concession = self.env["mdq.concession"].with_user(self.quality_engineer).create(
            {"gate": "purchase", "reason": "Safe", "partner_id": self.partner.id, "valid_to": "2099-01-01"})
        self.env.flush_all()
        credential = self.credential_of(self.quality_manager)
        self._login(self.quality_manager)
        self._go_away()
        with self.assertRaises(JsonRpcException):
            self._call("mdq.concession", "activate", concession.ids, credential)
        self.assertEqual(concession.state, "draft")
        self.make_jsonrpc_request("/auth-timeout/session/check-identity", credential)
        with self.assertRaises(JsonRpcException):
            self._call("mdq.concession", "activate", concession.ids, {"type": "session"})
        self._call("mdq.concession", "activate", concession.ids, credential)
        self.env.invalidate_all()
        self.assertEqual(concession.state, "active")

    def test_calls_with_a_key_go_on(self):
        """Requirement: MDQ-BAS-270"""
        keys = self.env["res.users.apikeys"].with_user(self.planner)
        key = keys._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        self._login(self.planner)
        self._go_away()
        self.opener.cookies.clear()
        answer = self.url_open("/json/2/res.users/search_count", json={"domain": []}, headers={"Authorization": f"Bearer {key}"})
        self.assertEqual(answer.status_code, 200, answer.text[:300])
        self.assertTrue(answer.json())
