from odoo import fields, http
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .certificate_common import PDF, MdqCertificateCommon

PAGE = "/my/mdq/certificates"
# Two files are chosen on the page, a small one and one that is too large: only then something is said, and nothing is kept of it.
CHOOSE = """
(async () => {
    const input = document.querySelector("input[name=scan]");
    const choose = async (size) => {
        const chosen = new DataTransfer();
        chosen.items.add(new File([new Uint8Array(size)], "scan.pdf"));
        input.files = chosen.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve, 200));
        return [input.files.length, document.querySelector(".o_mdq_file_problem")?.textContent || ""];
    };
    document.querySelector("input[name=number]").value = "KEPT 1";
    for (let turn = 0; turn < 50 && (await choose(10 * 1024 * 1024 + 1))[0]; turn++) {}  // the script of the page may still be loading
    const [none, why] = await choose(10 * 1024 * 1024 + 1);
    const [one, nothing] = await choose(1000);
    const kept = document.querySelector("input[name=number]").value;
    if (none !== 0 || !why.includes("scan.pdf is larger than 10 MB") || one !== 1 || nothing || kept !== "KEPT 1") {
        throw new Error([none, why, one, nothing, kept].join(" | "));
    }
    console.log("test successful");
})();
"""


@tagged("post_install", "-at_install")
class TestCertificatePortal(MdqCertificateCommon, HttpCase):
    """A supplier sends a certificate from his phone, sees what is due and how it was answered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine = cls._accepted(valid_to="2099-12-31")
        cls.theirs = cls._accepted(user=cls.rival, number="SECRET 1", valid_to="2099-12-31")

    def _as(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _get(self, address):
        with mute_logger("odoo.http"):
            return self.url_open(address, allow_redirects=False)

    def _post(self, address=f"{PAGE}/new", files=(("a.pdf", PDF, "application/pdf"),), **vals):
        data = {**self._values(number="NEW 1", valid_to="2099-12-31"), "csrf_token": http.Request.csrf_token(self), **vals}
        data.pop("files")
        with mute_logger("odoo.http"):
            return self.url_open(address, data=data, files=[("scan", file) for file in files], allow_redirects=False)

    def test_list_and_page(self):
        """Requirement: MDQ-SUP-184"""
        self._as(self.sender)
        page = self._get(PAGE).text
        self.assertIn("Q5 021123", page)
        self.assertNotIn("SECRET", page)
        page = self._get(f"{PAGE}/{self.mine.id}").text
        self.assertIn("scan.pdf", page)
        self.assertIn("Send the renewal", page)
        content = self._get(f"{PAGE}/{self.mine.id}/file/{self.mine.file_ids.id}")
        self.assertEqual(content.content, PDF)

    def test_what_was_renewed_comes_last(self):
        earlier = self._accepted(number="OLD 1", valid_to=fields.Date.today())
        newer = self._accepted(number="NEW 1", valid_to="2099-12-31", renews_id=earlier.id)
        self.assertTrue(earlier.superseded_on)
        self._as(self.sender)
        page = self._get(PAGE).text
        self.assertLess(page.index(newer.number), page.index(earlier.number))
        self.assertEqual((earlier | newer).sorted()[-1], earlier)

    def test_what_is_not_his_is_not_there(self):
        """Requirement: MDQ-SUP-184"""
        addresses = [
            f"{PAGE}/{self.theirs.id}", f"{PAGE}/999999999", f"{PAGE}/{self.theirs.id}/file/{self.theirs.file_ids.id}",
            f"{PAGE}/{self.mine.id}/file/{self.theirs.file_ids.id}", f"{PAGE}/{self.theirs.id}/again", f"{PAGE}/new?renews_id={self.theirs.id}",
        ]
        self._as(self.sender)
        for address in addresses:
            self.assertEqual(self._get(address).status_code, 404, address)
        self._as(self._portal_person(self.partner, "a_customer", "base.group_portal"))
        for address in (PAGE, f"{PAGE}/new", f"{PAGE}/{self.mine.id}", *addresses):
            self.assertEqual(self._get(address).status_code, 404, address)

    def test_sent_from_the_form(self):
        """Requirement: MDQ-SUP-042"""
        self._as(self.sender)
        page = self._get(f"{PAGE}/new").text
        for part in ("ISO 13485 certificate", 'name="scope_note"', 'name="scan"'):
            self.assertIn(part, page)
        answer = self._post()
        self.assertEqual(answer.status_code, 303)
        record = self.env["mdq.supplier.certificate"].search([("number", "=", "NEW 1")])
        self.assertEqual((record.state, record.partner_id, record.file_ids.name), ("in_review", self.partner, "a.pdf"))
        self.assertIn("Sent. We compare it", self._get(answer.headers["Location"]).text)

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self):
        """Requirement: MDQ-SUP-183"""
        self._as(self.sender)
        for vals, sentence in (
            ({"valid_from": "2099-12-31", "valid_to": "2026-01-01"}, "dates are reversed"), ({"number": "Q5 021123"}, "is kept already"),
            ({"files": (("a.pdf", b"MZ", "application/pdf"),)}, "neither a PDF"), ({"files": ()}, "Add a scan"),
            ({"valid_from": "nonsense"}, "."),
        ):
            page = self._post(**vals)
            self.assertEqual(page.status_code, 200, vals)
            self.assertRegex(page.text, sentence)
            self.assertIn("SÜD", page.text)
        self.assertFalse(self.env["mdq.supplier.certificate"].search([("number", "=", "NEW 1")]))

    def test_the_same_number_at_the_same_moment_is_said(self):
        """Requirement: MDQ-SUP-259"""
        def twice(_record, _values):
            raise UniqueViolation
        self.patch(self.env.registry["mdq.supplier.certificate"], "upload", twice)
        self._as(self.sender)
        page = self._post()
        self.assertEqual(page.status_code, 200)
        self.assertIn("with this number is kept already", page.text)

    def test_far_too_large_is_refused_before_it_is_read(self):
        """Requirement: MDQ-SUP-182"""
        self._as(self.sender)
        answer = self._post(files=(("big.pdf", PDF + b"x" * 41 * 1024 * 1024, "application/pdf"),))
        self.assertEqual(answer.status_code, 413)
        self.assertIn("larger than this page takes", answer.text)

    def test_far_too_large_is_refused_where_it_is_chosen(self):
        """Requirement: MDQ-SUP-182"""
        self.browser_js(
            f"{PAGE}/new", CHOOSE, "!!document.querySelector('input[data-largest]')", login=self.sender.login)

    def test_who_only_reads_is_told_who_sends(self):
        self._as(self.reader)
        page = self._get(PAGE).text
        self.assertIn("sent by your company", page)
        self.assertNotIn("Send a certificate", page)
        self.assertEqual(self._get(f"{PAGE}/new").status_code, 404)
        self.assertEqual(self._post().status_code, 404)

    def test_sent_back_is_corrected_on_the_same_page(self):
        """Requirement: MDQ-SUP-181"""
        record = self._sent(number="4711")
        record.send_back(self.credential_of(self.sqe), "The stamp cannot be read.")
        self._as(self.sender)
        self.assertIn("The stamp cannot be read.", self._get(f"{PAGE}/{record.id}").text)
        self.assertIn("4711", self._get(f"{PAGE}/{record.id}/again").text)
        answer = self._post(f"{PAGE}/{record.id}/again", number="4712", files=(("b.pdf", PDF + b"b", "application/pdf"),))
        self.assertEqual(answer.status_code, 303)
        self.assertEqual((record.number, record.state, len(record.file_ids)), ("4712", "in_review", 2))
        self.assertEqual(self._get(f"{PAGE}/{record.id}/again").status_code, 404)

    def test_what_we_ask_for_stands_first(self):
        """Requirement: MDQ-SUP-187"""
        self._qualify(product=self.bar)
        self._demand(self.licence)
        self._as(self.sender)
        page = self._get(PAGE).text
        self.assertLess(page.index("We need from you"), page.index("Q5 021123"))
        self.assertIn("Titanium bar", page)
        self._sent(type_id=self.licence.id, number="91110000600037341L", valid_to=False)
        self.assertNotIn("We need from you", self._get(PAGE).text)

    def test_the_home_page_counts_what_is_due(self):
        with freeze_time("2099-12-20 04:00:00"):
            self.assertEqual(self.env["mdq.supplier.certificate"].with_user(self.sender).search_count(
                [("validity", "in", ("returned", "expired", "soon"))]), 1)

    def test_my_company_shows_scopes_with_reasons(self):
        """Requirement: MDQ-SUP-194"""
        self._qualify(product=self.bar)
        self._qualify(process=self.anodising, conditions="Each lot is inspected in full")
        self._qualify(partner=self.other_partner, product=self.screw)
        self._demand(self.licence, categ_id=self.category.id)
        self._as(self.reader)
        page = self._get("/my/mdq/company").text
        self.assertRegex(page, r'text-bg-warning"\s*>Conditional')
        self.assertIn("green or yellow", page, "what is approved on conditions is ordered as well")
        for shown in ("Titanium bar", "Business licence", "is missing since", "Plant 2", self.sender.name):
            self.assertIn(shown, page)
        for hidden in ("Bone screw", self.rival.name, "Hongda"):
            self.assertNotIn(hidden, page)
        self._as(self._portal_person(self.partner, "a_customer", "base.group_portal"))
        self.assertEqual(self._get("/my/mdq/company").status_code, 404)
