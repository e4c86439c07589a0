import hashlib

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestReleaseCertificate(HttpCase, MdqQualityCase):
    """The certificate of a release is made once and stays as it was issued."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot(cls.bar, status="released")
        cls.release = cls.env["mdq.release"].sudo().create({
            "name": "REL/1", "lot_id": cls.lot.id, "product_id": cls.lot.product_id.id, "quantity": 10, "released_by": cls.releaser.id,
            "released_on": "2026-11-01 08:00:00", "reason": "For the first order",
            "evidence": '{"checks": [{"code": "inspection", "ok": true, "why": "Inspected and accepted"}]}',
        }).sudo(False)
        cls.url = f"/mdq/certificate/mdq.release/{cls.release.id}"

    def _get(self, url=None, user=None):
        user = user or self.releaser
        self.authenticate(user.login, user.login.ljust(8, "x"))
        with mute_logger("odoo.http"):
            return self.url_open(url or self.url)

    def test_the_same_bytes_are_handed_out_again(self):
        """Requirement: MDQ-BAS-224"""
        first = self._get()
        self.assertEqual((first.status_code, first.content[:5]), (200, b"%PDF-"))
        paper = self.release.issued_paper_ids
        self.assertEqual(paper.sha256, hashlib.sha256(first.content).hexdigest())
        self.assertIn(paper.number.replace("/", "-"), first.headers["Content-Disposition"])
        self.lot.product_id.name = "Renamed since"
        self.assertEqual(self._get(user=self.quality_engineer).content, first.content)
        self.assertEqual(self._get(f"/mdq/paper/{paper.id}").content, first.content)

    def test_nobody_changes_or_deletes_it(self):
        """Requirement: MDQ-BAS-224"""
        paper = self.release.with_user(self.releaser)._mdq_get_issued_paper()
        file = self.env["ir.attachment"].sudo().search([("res_model", "=", paper._name), ("res_field", "=", "content")])
        self.assertTrue(file)
        for actor in (paper.with_user(self.quality_manager), paper.with_user(self.admin), paper.sudo()):
            for change in (lambda a=actor: a.write({"content": b"eA=="}), lambda a=actor: a.write({"number": "X"}), lambda a=actor: a.unlink()):
                with self.assertRaises(UserError), self.cr.savepoint():
                    change()
        for change in (lambda: file.write({"raw": b"x"}), file.unlink, lambda: file.write({"res_id": 0})):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()
        with self.assertRaises(AccessError), self.cr.savepoint():
            self.env["mdq.issued.paper"].with_user(self.quality_manager).create({"number": "X"})

    def test_a_new_issue_has_a_new_number_and_the_old_one_stays(self):
        """Requirement: MDQ-BAS-224"""
        paper = self.release.with_user(self.releaser)._mdq_get_issued_paper()
        old = paper._get_content()
        with self.assertRaisesRegex(UserError, "why"):
            paper.reissue(self.credential_of(self.releaser), " ")
        with self.assertRaises(AccessError):
            paper.with_user(self.quality_engineer).reissue(self.credential_of(self.quality_engineer), "Typing error")
        newer = paper.browse(paper.reissue(self.credential_of(self.releaser), "Typing error"))
        self.assertNotEqual(newer.number, paper.number)
        self.assertEqual((newer.replaces_id, newer.reason, newer.signature_ids.user_id), (paper, "Typing error", self.releaser))
        self.assertEqual(self._get(f"/mdq/paper/{paper.id}").content, old)
        self.assertEqual(self._get().content, newer._get_content())
        paper.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "replaced by"):
            paper.reissue(self.credential_of(self.releaser), "Once more")

    def test_what_was_altered_behind_the_system_is_not_handed_out(self):
        """Requirement: MDQ-BAS-224"""
        paper = self.release.with_user(self.releaser)._mdq_get_issued_paper()
        self.env.flush_all()
        self.env.cr.execute("UPDATE mdq_issued_paper SET sha256 = 'x' WHERE id = %s", [paper.id])
        self.env.invalidate_all()
        self.assertFalse(paper.is_intact)
        with self.assertRaisesRegex(UserError, "not what was issued"):
            paper._get_content()

    def test_only_readers_of_the_record_get_it(self):
        """Requirement: MDQ-BAS-224"""
        portal = self.new_user("mdq_portal_cert", "mdq_base.group_supplier_signatory")
        self.assertEqual(self._get(user=portal).status_code, 404)
        paper = self.release.with_user(self.releaser)._mdq_get_issued_paper()
        self.assertEqual(self._get(f"/mdq/paper/{paper.id}", portal).status_code, 404)
        self.assertEqual(self._get("/mdq/certificate/res.users/2").status_code, 404)
        self.assertEqual(self._get("/mdq/certificate/nothing/2").status_code, 404)
