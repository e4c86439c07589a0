from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 04:00:00")
class TestSubtier(MdqCertificateCommon):
    """Suppliers declare who works for them; we accept it and say which company it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._qualify(process=cls.anodising)

    def _declared(self, user=None, **vals):
        rows = self.env["mdq.supplier.subtier"].with_user(user or self.sender)
        return rows.browse(rows.declare({
            "name": "Hua Chemicals", "does": "Sulphuric acid", "since": "2026-01-01", "process_id": self.anodising.id, **vals,
        })).with_user(self.sqe)

    def test_declared_reviewed_accepted(self):
        """Requirement: MDQ-SUP-190"""
        row = self._declared()
        self.assertEqual((row.state, row.partner_id, row.process_id), ("in_review", self.partner, self.anodising))
        row.subpartner_id = self.other_partner
        row.accept(self.credential_of(self.sqe))
        self.assertEqual((row.state, row.is_current, row.signature_state), ("effective", True, "valid"))
        row.product_ids = self.bar
        self.assertEqual(row.signature_state, "valid")
        with self.assertRaises(UserError):
            row.does = "Something else"

    def test_the_supplier_names_only_what_is_his(self):
        """Requirement: MDQ-SUP-184"""
        for vals in ({"process_id": self.machining.id}, {"site_id": self.other_partner.id}):
            with self.refused("not there any more"):
                self._declared(**vals)
        with self.refused("Unknown words"):
            self._declared(subpartner_id=self.other_partner.id)
        for user in (self.reader, self.sqe, self.planner):
            with self.assertRaises(AccessError):
                self._declared(user=user)

    def test_its_end_is_reported_and_somebody_hears_of_it(self):
        """Requirement: MDQ-SUP-190"""
        row = self._declared()
        with self.refused("not in use any more, or was not accepted"):
            row.with_user(self.sender).declare_end("2026-07-01", "Closed")
        row.accept(self.credential_of(self.sqe))
        for until, reason, sentence in (("2025-12-31", "Closed", "not before the first"), (False, "x", "last day"), ("2026-07-01", " ", "Say why")):
            with self.refused(sentence):
                row.with_user(self.sender).declare_end(until, reason)
        row.with_user(self.sender).declare_end("2026-07-01", "Closed; from then on Li Chemicals.")
        self.assertEqual((str(row.until), row.is_current), ("2026-07-01", True))
        self.assertIn("Hua Chemicals", row.activity_ids.mapped("summary")[-1])
        with freeze_time("2026-07-02 04:00:00"):
            self.env.invalidate_all()
            self.assertFalse(row.is_current)
            self.assertNotIn(row, self.env["mdq.supplier.subtier"].search([("is_current", "=", True)]))

    def test_nobody_else_ends_it(self):
        """Requirement: MDQ-SUP-184"""
        row = self._declared()
        row.accept(self.credential_of(self.sqe))
        for user in (self.rival, self.reader, self.sqe):
            with self.assertRaises(AccessError):
                row.with_user(user).declare_end("2026-07-01", "Mine now")


@tagged("post_install", "-at_install")
class TestSubtierPortal(MdqCertificateCommon, HttpCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = cls.env["mdq.supplier.subtier"]
        cls.mine, cls.theirs = (
            rows.browse(rows.with_user(user).declare({"name": name, "does": "x", "since": "2026-01-01"})).with_user(cls.sqe)
            for user, name in ((cls.sender, "Hua Chemicals"), (cls.rival, "SECRET Ltd")))
        cls.mine.accept(cls.credential_of(cls.sqe))

    def _get(self, address):
        return self.url_open(address, allow_redirects=False)

    def test_pages(self):
        """Requirement: MDQ-SUP-190"""
        self.authenticate(self.sender.login, self.sender.login.ljust(8, "x"))
        page = self._get("/my/mdq/subtiers").text
        self.assertIn("Hua Chemicals", page)
        self.assertNotIn("SECRET", page)
        for address in ("new", f"{self.mine.id}/end"):
            self.assertEqual(self._get(f"/my/mdq/subtiers/{address}").status_code, 200)
        self.assertIn('name="reason"', self._get(f"/my/mdq/subtiers/{self.mine.id}/end").text)
        for address in (f"{self.theirs.id}/end", f"{self.theirs.id}/again", "999999999/end"):
            self.assertEqual(self._get(f"/my/mdq/subtiers/{address}").status_code, 404)

    def test_declared_and_ended_on_the_phone(self):
        """Requirement: MDQ-SUP-190"""
        self.authenticate(self.sender.login, self.sender.login.ljust(8, "x"))
        post = {"csrf_token": http.Request.csrf_token(self), "name": "Li Chemicals", "does": "Acid", "since": "2026-02-01"}
        self.assertEqual(self.url_open("/my/mdq/subtiers/new", data=post, allow_redirects=False).status_code, 303)
        self.assertTrue(self.env["mdq.supplier.subtier"].search([("name", "=", "Li Chemicals"), ("state", "=", "in_review")]))
        page = self.url_open("/my/mdq/subtiers/new", data={**post, "since": "soon"}, allow_redirects=False)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Li Chemicals", page.text)
        post = {"csrf_token": http.Request.csrf_token(self), "until": "2026-12-31", "reason": "Closed"}
        self.assertEqual(self.url_open(f"/my/mdq/subtiers/{self.mine.id}/end", data=post, allow_redirects=False).status_code, 303)
        self.assertEqual(str(self.mine.until), "2026-12-31")

    def test_who_only_reads_declares_nothing(self):
        self.authenticate(self.reader.login, self.reader.login.ljust(8, "x"))
        self.assertNotIn("Declare a sub-supplier", self._get("/my/mdq/subtiers").text)
        self.assertEqual(self._get("/my/mdq/subtiers/new").status_code, 404)
