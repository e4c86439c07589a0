import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .audit_common import ANSWER, AuditCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
PDF = b"%PDF-1.7 proof"
MODELS = ("mdq.supplier.audit", "mdq.supplier.audit.line", "mdq.supplier.audit.finding", "mdq.supplier.audit.file",
          "mdq.supplier.audit.checklist", "mdq.supplier.audit.checklist.line")


@tagged("post_install", "-at_install")
class TestAuditPortal(AuditCommon, HttpCase):
    """A supplier reads its own reports, answers its own findings, and reaches nobody else's by any route."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._issued()
        cls.finding = cls.mine.finding_ids
        cls.theirs = cls._issued(partner_id=cls.other_partner.id)
        cls.theirs.finding_ids._write_guarded({"review_note": "Secret reply"})
        cls.unissued = cls._answered("minor")

    def _as(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _get(self, path):
        with mute_logger(*QUIET):
            return self.url_open(path, allow_redirects=False)

    def _post(self, finding, files=(), **values):
        page = self.url_open(f"/my/mdq/findings/{finding.id}").text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        with mute_logger(*QUIET):
            return self.url_open(f"/my/mdq/findings/{finding.id}", data={"csrf_token": token, **values},
                                 files=[("files", (name, content)) for name, content in files] or {"files": ("", b"")})

    def test_pages_show_what_is_his(self):
        """Requirement: MDQ-SUP-044"""
        for user in (self.signatory, self.supplier_quality):
            self._as(user)
            page = self._get("/my/mdq/audits").text
            self.assertIn(self.mine.name, page)
            for hidden in (self.theirs.name, self.unissued.name):
                self.assertNotIn(hidden, page)
            page = self._get(f"/my/mdq/audits/{self.mine.id}").text
            self.assertIn(self.finding.name, page)
            self.assertEqual("mdq_base.portal_sign" in page, user == self.signatory)
            self.assertEqual(self._get(f"/my/mdq/audits/{self.mine.id}/pdf").status_code, 200)
            self.assertIn("Machine 3", self._get(f"/my/mdq/findings/{self.finding.id}").text)

    def test_he_answers_with_files(self):
        """Requirement: MDQ-SUP-120"""
        self._as(self.supplier_quality)
        answer = self._post(self.finding, [("proof.pdf", PDF)], **ANSWER)
        self.assertIn("Your answer was sent", answer.text)
        self.assertEqual((self.finding.state, self.finding.file_ids.name), ("answered", "proof.pdf"))
        file = self._get(f"/my/mdq/findings/{self.finding.id}/file/{self.finding.file_ids.id}")
        self.assertEqual(file.content, PDF)
        with self.assertRaises(UserError):
            self.finding.file_ids.sudo().name = "other.pdf"

    def test_what_is_refused_is_said_and_nothing_is_lost(self):
        """Requirement: MDQ-SUP-120"""
        self._as(self.supplier_quality)
        page = self._post(self.finding, **{**ANSWER, "action": ""}).text
        self.assertIn("Still missing: Corrective Action", page)
        self.assertIn(ANSWER["cause"], page)
        page = self._post(self.finding, [("proof.exe", b"MZ...")], **ANSWER).text
        self.assertIn("proof.exe is neither a PDF nor", page)
        self.assertIn(ANSWER["action"], page)
        page = self._post(self.finding, **{**ANSWER, "action_date": "soon"}).text
        self.assertIn("is not a date", page)
        self.assertEqual((self.finding.state, self.finding.cause), ("open", False))

    def test_two_hundred_megabytes_are_refused_in_words(self):
        """Requirement: MDQ-SUP-120"""
        self._as(self.supplier_quality)
        page = self._post(self.finding, [("scan.pdf", PDF + bytes(200 * 1024 * 1024))], **ANSWER).text
        self.assertIn("scan.pdf is larger than 10 MB", page)
        self.assertIn(ANSWER["cause"], page)

    def test_a_user_without_the_role_does_not_answer(self):
        user = self._portal_user("mdq_only_reads", self.partner, "user")
        self._as(user)
        page = self._get(f"/my/mdq/findings/{self.finding.id}").text
        self.assertNotIn("<textarea", page)
        self.assertIn("quality department answers", page)
        with self.assertRaises(AccessError):
            self.finding.with_user(user).answer(ANSWER)

    def test_the_signatory_acknowledges(self):
        """Requirement: MDQ-SUP-044"""
        for user in (self.supplier_quality, self.stranger, self.sqe):
            with self.assertRaises(AccessError):
                self.mine.with_user(user).acknowledge(self.credential_of(user))
        self.mine.with_user(self.signatory).acknowledge(self.credential_of(self.signatory))
        self.assertEqual(self.mine.acknowledged_by, self.signatory)
        self.assertEqual(self.mine.signature_ids.sorted("id").mapped("meaning"), ["performed", "received"])
        self._as(self.signatory)
        self.assertIn("Report acknowledged", self._get(f"/my/mdq/audits/{self.mine.id}").text)

    def test_what_is_not_his_is_not_there(self):
        """Requirement: MDQ-APP-005"""
        self._closed_finding(self.finding)
        paths = [f"/my/mdq/audits/{record}{end}" for record in (self.theirs.id, self.unissued.id, 999999999) for end in ("", "/pdf")]
        paths += [f"/my/mdq/findings/{record}" for record in (*self.theirs.finding_ids.ids, *self.unissued.finding_ids.ids, 999999999)]
        self._as(self.signatory)
        for path in paths:
            self.assertEqual(self._get(path).status_code, 404, path)
        self._as(self.new_user("mdq_customer", "base.group_portal"))
        for path in ("/my/mdq/audits", f"/my/mdq/audits/{self.mine.id}", f"/my/mdq/findings/{self.finding.id}", *paths):
            self.assertEqual(self._get(path).status_code, 404, path)

    @mute_logger(*QUIET)
    def test_nothing_by_rpc(self):
        """Requirement: MDQ-APP-005"""
        for user in (self.signatory, self.supplier_quality, self.stranger):
            for model in MODELS:
                for call in (lambda r: r.search([]), lambda r: r.name_search("S"), lambda r: r.search_read([]),
                             lambda r: r.formatted_read_group([], ["create_uid"]), lambda r: r.create({})):
                    with self.assertRaises(UserError):
                        call(self.env[model].with_user(user))
            for record in (self.mine, self.finding, self.theirs, self.theirs.finding_ids, self.theirs.line_ids[0]):
                for call in (lambda r: r.read(["display_name"]), lambda r: r.web_read({"display_name": {}}), lambda r: r.export_data(["id"]),
                             lambda r: r.write({})):
                    with self.assertRaises(UserError):
                        call(record.with_user(user))
        for finding in (self.theirs.finding_ids, self.unissued.finding_ids):
            with self.refused("no such finding"):
                finding.with_user(self.supplier_quality).answer(ANSWER)
        for audit in (self.theirs, self.unissued, self.theirs | self.mine):
            with self.refused("no such audit report"):
                audit.with_user(self.signatory).acknowledge(self.credential_of(self.signatory))
        for call in (lambda r: r.accept(), lambda r: r.send_back("x"), lambda r: r.verify({}), lambda r: r.action_record_answer()):
            with self.assertRaises(UserError):
                call(self.finding.with_user(self.supplier_quality))
        for call in (lambda r: r.issue({}), lambda r: r.close({}), lambda r: r.action_start(), lambda r: r.action_cancel()):
            with self.assertRaises(UserError):
                call(self.mine.with_user(self.signatory))

    def test_files_of_others_stay_closed(self):
        """Requirement: MDQ-APP-005"""
        photo = self.env["ir.attachment"].create({"name": "photo.png", "datas": base64.b64encode(b"Secret"), "res_model": self.unissued._name, "res_id": self.unissued.id})
        self._as(self.supplier_quality)
        for path in (f"/web/content/{photo.id}", f"/web/image/{photo.id}"):
            self.assertNotIn(b"Secret", self._get(path).content)
