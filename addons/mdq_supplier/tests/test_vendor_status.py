from odoo import Command
from odoo.tests import Form, tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestVendorStatus(MdqSupplierCommon):
    """The status of vendors where buyers choose them.

    Requirement: MDQ-SUP-082
    """

    def _shown(self, partner, order):
        [result] = self.env["res.partner"].with_user(self.planner).with_context(mdq_asked=order.mdq_asked).web_name_search(
            partner.name, {"display_name": {}}, domain=[("id", "=", partner.id)])
        return result["display_name"], result["__formatted_display_name"]

    def test_an_order_shows_whether_its_vendor_is_approved(self):
        """Requirement: MDQ-SUP-082"""
        order = self._order(self.bar, self.service, self.paper)
        self.assertEqual(order.mdq_vendor_status, "refused")
        self._qualify(product=self.bar)
        self._qualify(process=self.anodising, conditions="Small lots")
        self.env.invalidate_all()
        self.assertEqual(order.mdq_vendor_status, "conditional")
        order.order_line[1].unlink()
        self.assertEqual(order.mdq_vendor_status, "approved")
        self.assertFalse(self._order(self.paper).mdq_vendor_status)

    def test_the_drop_down_says_it_in_words(self):
        """Requirement: MDQ-SUP-082"""
        self._qualify(product=self.bar)
        order = self._order(self.bar)
        name, shown = self._shown(self.partner, order)
        self.assertEqual(name, "Lantian Surface")
        self.assertIn("✓ Approved for this", shown)
        self.assertIn("✗ Not approved for this", self._shown(self.other_partner, order)[1])
        self.assertNotIn("pproved", self._shown(self.partner, self._order(self.paper))[1])

    def test_words_sent_by_a_caller_do_no_harm(self):
        order = self._order(self.bar)
        for said in (True, "x", "1", "x:y", ":", f"{self.bar.id}", 7, "1:2:3"):
            partners = self.env["res.partner"].with_user(self.planner).with_context(mdq_asked=said)
            [row] = partners.web_name_search(self.partner.name, {"display_name": {}}, domain=[("id", "=", self.partner.id)])
            self.assertEqual(row["__formatted_display_name"], "Lantian Surface")
        for said in (order.mdq_asked, "x"):
            named = self.partner.with_user(self.planner).with_context(mdq_asked=said, formatted_display_name=True).display_name
            self.assertEqual(named, "Lantian Surface", "what is written and signed names partners, not what somebody asked")

    def test_a_longer_drop_down_asks_no_more_often(self):
        """Requirement: MDQ-SUP-012"""
        order = self._order(self.bar)
        self._qualify(product=self.bar)
        many = self.env["res.partner"].create([{"name": f"Anodiser {number}", "is_company": True} for number in range(20)])
        counts = []
        for partners in (many[:2], many):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows = self.env["res.partner"].with_user(self.planner).with_context(mdq_asked=order.mdq_asked).web_name_search(
                "Anodiser", {"display_name": {}}, domain=[("id", "in", partners.ids)])
            counts.append(self.cr.sql_log_count - before)
            self.assertTrue(all("✗" in row["__formatted_display_name"] for row in rows))
        self.assertLessEqual(counts[1], counts[0] + 2, counts)

    def test_the_form_shows_it_before_the_order_is_saved(self):
        form = Form(self.env["purchase.order"].with_user(self.planner))
        form.partner_id = self.partner
        with form.order_line.new() as line:
            line.product_id = self.bar
        self.assertEqual(form.mdq_vendor_status, "refused")
        self.assertEqual(form.mdq_asked, f"{self.bar.id}:0")

    def test_price_lists_of_vendors_show_it(self):
        """Requirement: MDQ-SUP-082"""
        self._qualify(product=self.bar)
        self.bar.seller_ids = [Command.create({"partner_id": partner.id}) for partner in (self.partner, self.other_partner)]
        self.paper.seller_ids = [Command.create({"partner_id": self.partner.id})]
        self.assertEqual(self.bar.seller_ids.mapped("mdq_vendor_status"), ["approved", "refused"])
        self.assertEqual(self.paper.seller_ids.mapped("mdq_vendor_status"), [False])

    def test_the_banner_says_what_a_concession_lets_pass(self):
        """Requirement: MDQ-SUP-024"""
        concession = self._concession(self.bar, max_quantity=20)
        order = self._order(self.bar, self.screw)
        self.assertIn(f"Titanium bar: concession {concession.name} lets it pass", order.mdq_concession_hint)
        self.assertNotIn("Titanium bar", order.mdq_why_not)
        self.assertIn("Bone screw", order.mdq_why_not)
        self.assertEqual(order.order_line.mapped("mdq_is_refused"), [False, True])
        order.order_line[0].product_qty = 21
        self.assertIn("Titanium bar", order.mdq_why_not)
        self.assertFalse(order.mdq_concession_hint)
        self.assertFalse(concession.use_ids)

    def test_the_banner_names_who_is_qualified_for_each_product(self):
        """Requirement: MDQ-SUP-025"""
        self._qualify(partner=self.other_partner, product=self.bar)
        order = self._order(self.bar, self.screw)
        hints = order.mdq_vendor_hint.split("\n")
        self.assertEqual(len(hints), 2)
        self.assertIn("Qualified for Titanium bar today: Hongda Precision", hints[0])
        self.assertIn("No supplier is qualified for Bone screw today", hints[1])
