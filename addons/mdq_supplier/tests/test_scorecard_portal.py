import base64
import re

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .scorecard_common import MAY, MdqScorecardCommon

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestScorecardPortal(MdqScorecardCommon, HttpCase):
    """A supplier reads its own scorecards and contests a record, on a phone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bought(4, 5, 6, 7)
        cls.late = cls._buy("2026-05-08")
        cls._bought(11, 12, partner=cls.other_partner)
        cls._buy("2026-05-13", partner=cls.other_partner)
        cls.quality = cls._portal("portal_quality", cls.partner, "mdq_base.group_supplier_quality")
        cls.reader = cls._portal("portal_reader", cls.partner, "mdq_base.group_supplier_user")
        cls.rival = cls._portal("portal_rival", cls.other_partner, "mdq_base.group_supplier_quality")
        cls.customer = cls._portal("portal_customer", cls.partner, "base.group_portal")
        cls.card = cls.cards._snapshot(cls.partner, *MAY, cls.company)
        cls.theirs = cls.cards._snapshot(cls.other_partner, *MAY, cls.company)

    @classmethod
    def _portal(cls, login, partner, group):
        user = cls.new_user(login, group)
        user.partner_id.parent_id = partner
        return user

    def _as(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _get(self, address, **options):
        with mute_logger("odoo.http"):
            return self.url_open(address, allow_redirects=False, **options)

    def _post(self, address, text, files=()):
        page = self._get(self._address()).text
        data = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1], "text": text}
        return self._get(address, data=data, files=[("files", file) for file in files] or None)

    def _address(self, card=None, loss=None):
        card = card or self.card
        return f"/my/mdq/scorecards/{card.id}" + (f"/contest/{loss.id}" if loss else "")

    def test_the_page_says_what_it_rests_on(self):
        """Requirement: MDQ-SUP-154"""
        self._as(self.quality)
        page = self._get("/my/mdq/scorecards").text
        self.assertIn("2026-05", page)
        self.assertIn("<svg", page)
        page = self._get(self._address()).text
        for part in ("On time in full", "80.0 %", "95 % interval", self.late.name, "0 of 10", "How it is counted", "Send objection"):
            self.assertIn(part, page)

    def test_who_only_reads_is_told_who_contests(self):
        self._as(self.reader)
        page = self._get(self._address()).text
        self.assertNotIn("Send objection", page)
        self.assertIn("by your people of quality", page)

    def test_contested_with_a_file(self):
        """Requirement: MDQ-SUP-154"""
        self._as(self.quality)
        answer = self._post(self._address(loss=self.card.loss_ids), "Our truck stood at your gate", [("log.pdf", PAPER, "application/pdf")])
        self.assertEqual(answer.status_code, 303)
        contest = self.card.contest_ids
        self.assertEqual((contest.text, contest.file_ids.name, contest.contested_by_id),
                         ("Our truck stood at your gate", "log.pdf", self.quality))
        page = self._get(self._address()).text
        for part in ("Under dispute", "Your objections", "log.pdf", "Contested"):
            self.assertIn(part, page)
        self.assertNotIn("Send objection", page)
        file = self._get(f"{self._address()}/file/{contest.file_ids.id}")
        self.assertEqual(file.content, PAPER)
        self._as(self.rival)
        self.assertEqual(self._get(f"{self._address()}/file/{contest.file_ids.id}").status_code, 404)
        self.assertEqual(self._get(f"{self._address(self.theirs)}/file/{contest.file_ids.id}").status_code, 404)

    def test_bad_input_keeps_the_text(self):
        self._as(self.quality)
        loss = self.card.loss_ids
        for text, files, said in (
            ("Seen by the guard", [("a.exe", b"MZ\x90", "application/pdf")], "neither a PDF"),
            ("Seen by the guard", [("a.pdf", PAPER, "application/pdf")] * 6, "at most 5 files"),
            ("  ", [], "Write what is wrong"),
        ):
            page = self._post(self._address(loss=loss), text, files)
            self.assertEqual(page.status_code, 200)
            self.assertIn(said, page.text)
            self.assertIn(text.strip(), page.text)
        self.assertFalse(self.card.contest_ids)
        with self.refused("could not be read"):
            loss.with_user(self.quality).contest("x", [{"name": "a.pdf", "data": "not base64!"}])
        self.assertTrue(loss.with_user(self.quality).contest("x", [{"name": "a.pdf", "data": base64.b64encode(PAPER).decode()}]))

    def test_nothing_of_another_supplier(self):
        """By no address, search, name, relation or export.

        Requirement: MDQ-SUP-155
        """
        addresses = [self._address(self.theirs), f"{self._address(self.theirs)}/pdf", "/my/mdq/scorecards/999999999"]
        self._as(self.quality)
        for address in addresses:
            self.assertEqual(self._get(address).status_code, 404, address)
        for card, loss in ((self.theirs, self.theirs.loss_ids), (self.card, self.theirs.loss_ids)):
            self.assertEqual(self._post(self._address(card, loss), "x").status_code, 404)
        self.assertFalse(self.theirs.contest_ids)
        self._as(self.customer)
        for address in ("/my/mdq/scorecards", self._address(), *addresses):
            self.assertEqual(self._get(address).status_code, 404, address)
        env = self.env(user=self.quality.id)
        for model in ("mdq.supplier.scorecard", "mdq.supplier.scorecard.metric", "mdq.supplier.scorecard.loss"):
            self.assertEqual(env[model].search([]).partner_id, self.partner)
            self.assertFalse(env[model].search([("partner_id.name", "ilike", self.other_partner.name)]))
            with self.assertRaises(UserError):
                env[model].search([]).export_data(["id"])

    def test_charts_show_no_single_other(self):
        """Requirement: MDQ-SUP-155"""
        charts = self.card.with_user(self.quality).get_charts()
        self.assertEqual(charts["radar"]["median"], [False, False])  # one other supplier alone would be read off
        self.assertEqual([point["score"] for point in charts["trend"]][-1], round(self.card.score, 1))
        self.assertEqual(charts["trend"][0]["score"], False)
        with self.assertRaises(UserError):
            self.theirs.with_user(self.quality).get_charts()


@tagged("post_install", "-at_install")
class TestScorecardCharts(MdqScorecardCommon):
    """Requirement: MDQ-SUP-157"""

    def test_medians_of_three_and_more(self):
        others = self.env["res.partner"].create([{"name": f"Supplier {number}", "is_company": True} for number in range(3)])
        self._bought(4, 5)
        for number, supplier in enumerate(others):
            self._deliver(self._buy("2026-05-04", partner=supplier), "2026-05-04")
            if number:
                self._buy("2026-05-05", partner=supplier)
        cards = self._card(partner=self.partner | others)
        charts = cards.filtered(lambda card: card.partner_id == self.partner).get_charts()
        otif = charts["radar"]["labels"].index("On time in full")
        self.assertEqual((charts["radar"]["own"][otif], charts["radar"]["median"][otif], charts["radar"]["others"]), (100, 0, 3))

    def test_ranking_puts_unrated_at_the_end(self):
        self._bought(4, 5)
        self._deliver(self._buy("2026-05-04", partner=self.other_partner), "2026-05-06")
        nobody = self.env["res.partner"].create({"name": "New here", "is_company": True})
        self._card(partner=nobody | self.other_partner | self.partner)
        ranking = self.cards.with_user(self.planner).get_ranking("2026-05-01")
        mine = [(row["partner"], row["score"]) for row in ranking["rows"]
                if row["partner"] in (self.partner.name, self.other_partner.name, "New here")]
        self.assertEqual(mine, [(self.partner.name, 100), (self.other_partner.name, 0), ("New here", False)])
        self.assertIn("2026-05-01", ranking["months"])

    def test_the_paper_is_in_both_languages(self):
        self._bought(4)
        self._buy("2026-05-05")
        card = self._card()
        html = self.env["ir.actions.report"]._render_qweb_html("mdq_supplier.mdq_supplier_scorecard_report", card.ids)[0].decode()
        for part in (self.partner.name, "供应商", "Twelve months", "<svg", "2026-05-31", "扣分记录"):
            self.assertIn(part, html)
