import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .agreement_common import AgreementCommon

QUIET = ("odoo.http", "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
MODELS = ("mdq.quality.agreement", "mdq.quality.agreement.section", "mdq.quality.agreement.clause", "mdq.quality.agreement.review",
          "mdq.quality.agreement.template", "mdq.supplier.representative")


@tagged("post_install", "-at_install")
class TestAgreementPortal(AgreementCommon, HttpCase):
    """A supplier reads and signs its own agreements, and reaches nobody else's by any route."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._sent(name="Anodising, our terms")
        cls.theirs = cls._signed(cls._agreement(cls.other_partner, name="Secret terms"), cls.stranger)
        cls.draft = cls._agreement(name="Only a draft")
        cls.file = cls.env["ir.attachment"].create({
            "name": "terms.txt", "datas": base64.b64encode(b"Secret annex"), "res_model": "res.partner", "res_id": cls.env.company.partner_id.id})

    def _as(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _get(self, path):
        with mute_logger(*QUIET):
            return self.url_open(path, allow_redirects=False)

    def test_list_page_and_pdf_show_what_is_his(self):
        """Requirement: MDQ-SUP-048"""
        for user in (self.signatory, self.supplier_quality):
            self._as(user)
            page = self._get("/my/mdq/agreements").text
            self.assertIn("Anodising, our terms", page)
            for hidden in ("Secret terms", "Only a draft"):
                self.assertNotIn(hidden, page)
            page = self._get(f"/my/mdq/agreements/{self.mine.id}")
            self.assertIn("Approve sub-suppliers", page.text)
            self.assertEqual("mdq_base.portal_sign" in page.text, user == self.signatory)
        answer = self._get(f"/my/mdq/agreements/{self.mine.id}/pdf")
        self.assertEqual(answer.status_code, 200)

    def test_what_is_not_his_is_not_there(self):
        """Requirement: MDQ-APP-005"""
        paths = [f"/my/mdq/agreements/{record}{end}" for record in (self.theirs.id, self.draft.id, 999999999) for end in ("", "/pdf")]
        self._as(self.signatory)
        for path in paths:
            self.assertEqual(self._get(path).status_code, 404, path)
        customer = self.new_user("mdq_customer", "base.group_portal")
        self._as(customer)
        for path in ("/my/mdq/agreements", f"/my/mdq/agreements/{self.mine.id}", *paths):
            self.assertEqual(self._get(path).status_code, 404, path)

    @mute_logger(*QUIET)
    def test_nothing_by_rpc(self):
        """Requirement: MDQ-APP-005"""
        for user in (self.signatory, self.supplier_quality, self.stranger):
            for model in MODELS:
                records = self.env[model].with_user(user)
                for call in (lambda r: r.search([]), lambda r: r.name_search("S"), lambda r: r.search_read([]),
                             lambda r: r.formatted_read_group([], ["create_uid"]), lambda r: r.create({})):
                    with self.assertRaises(UserError):
                        call(records)
            for record in (self.mine, self.theirs, self.theirs.section_ids, self.theirs.clause_ids):
                for call in (lambda r: r.read(["display_name"]), lambda r: r.web_read({"display_name": {}}), lambda r: r.export_data(["id"]),
                             lambda r: r.write({})):
                    with self.assertRaises(UserError):
                        call(record.with_user(user))
            for call in (lambda r: r.action_submit(), lambda r: r.approve({}), lambda r: r.terminate({}, "x"), lambda r: r.action_review(),
                         lambda r: r.action_revise(), lambda r: r.action_back_to_draft(), lambda r: r.action_take_template()):
                with self.assertRaises(UserError):
                    call(self.mine.with_user(user))
            partner = self.other_partner.with_user(user)
            with self.assertRaises(AccessError):
                partner.read(["mdq_agreement_count"])

    def test_files_of_others_stay_closed(self):
        """Requirement: MDQ-APP-005"""
        annex = self.env["ir.attachment"].create({
            "name": "annex.txt", "datas": base64.b64encode(b"Secret annex"), "res_model": self.draft._name, "res_id": self.draft.id})
        self._as(self.signatory)
        for path in (f"/web/content/{annex.id}", f"/web/content/{self.theirs._name}/{self.theirs.id}/name"):
            self.assertNotIn(b"Secret", self._get(path).content)

    def test_the_signatory_signs(self):
        """Requirement: MDQ-SUP-048"""
        self._sign(self.mine, self.signatory)
        self._as(self.signatory)
        page = self._get(f"/my/mdq/agreements/{self.mine.id}").text
        self.assertIn("In force", page)
        self.assertIn(self.signatory.name, page)
        self.assertNotIn("mdq_base.portal_sign", page)
