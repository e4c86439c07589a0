import io

from pypdf import PdfReader

from .common import MdqQualityCase

ACTIONS = ("mdq_quality.mdq_lot_tag_stock_lot_a6_report_action", "mdq_quality.mdq_lot_tag_stock_lot_roll_report_action")


class TestLotLabel(MdqQualityCase):
    """A tag says in both languages what a lot is, who decided it, when and why.

    Requirement: MDQ-QUA-607
    """

    def _html(self, action, records):
        return self.env["ir.actions.report"]._render_qweb_html(action, records.ids)[0].decode()

    def test_what_the_browser_asks_for_by_name_is_the_report_of_that_record(self):
        """The browser names the report, not the action: a name that two models share prints records of the other."""
        reports = self.env["ir.actions.report"].search([("report_name", "=like", "mdq\\_%")])
        self.assertIn(self.env.ref(ACTIONS[0]), reports)
        for report in reports:
            self.assertEqual(reports._get_report_from_name(report.report_name), report, report.report_name)

    def test_each_status_has_its_tag_in_both_languages(self):
        words = {"quarantine": "待检", "released": "已放行", "hold": "冻结", "rejected": "不合格", "recalled": "已召回", "expired": "已过期"}
        for status, word in words.items():
            html = self._html(ACTIONS[0], self._lot(status=status, ref="Melt 7", name=f"TAG-{status}"))
            for text in (word, f"TAG-{status}", "Melt 7", "Titanium bar"):
                self.assertIn(text, html, status)

    def test_a_hold_tag_says_who_when_and_why(self):
        lot = self._lot(status="released")
        hold = self.env["mdq.hold"].browse(self.env["mdq.hold"].with_user(self.inspector).place(lot.ids, "Cracks seen"))
        for action in (*ACTIONS, "mdq_quality.mdq_lot_tag_mdq_hold_a6_report_action"):
            html = self._html(action, hold if "mdq_hold" in action else lot)
            for text in (hold.name, "Cracks seen", self.inspector.name, "ON HOLD"):
                self.assertIn(text, html)

    def test_a_released_label_names_the_release(self):
        self._plan()
        lot = self._receive((self.bar, "REL-1", 5)).move_line_ids.lot_id
        self._accept(self._inspections(lot))
        release = self.env["mdq.release"].browse(self._release(lot))
        html = self._html(ACTIONS[1], lot)
        for text in (release.name, self.releaser.name, "RELEASED"):
            self.assertIn(text, html)

    def test_a_rejected_part_names_its_split_and_both_lots_are_tagged(self):
        lot = self._lot(quantity=10)
        splits = self.env["mdq.lot.split"].with_user(self.quality_engineer)
        parts = [{"location_id": self.stock.id, "quantity": 2}]
        split = splits.browse(splits.split(lot.id, parts, "rejected", self.credential_of(self.quality_engineer), "Cracks"))
        html = self._html("mdq_quality.mdq_lot_tag_mdq_lot_split_a6_report_action", split)
        for text in (lot.name, split.new_lot_id.name, split.name, "REJECTED", "QUARANTINE"):
            self.assertIn(text, html)

    def test_a_transfer_prints_the_tags_of_its_controlled_lots(self):
        picking = self._receive((self.bar, "A-1", 5), (self.screw, "B-1", 5), (self.cap, "C-1", 5))
        html = self._html("mdq_quality.mdq_lot_tag_stock_picking_roll_report_action", picking)
        self.assertIn("A-1", html)
        self.assertIn("B-1", html)
        self.assertNotIn("C-1", html)
        only = self._receive((self.cap, "C-2", 5))
        self.assertIn("nothing to tag", self._html("mdq_quality.mdq_lot_tag_stock_picking_roll_report_action", only))

    def test_the_code_is_gs1_where_the_product_has_a_gtin(self):
        lot = self._lot(name="X1")
        self.assertEqual(lot._mdq_get_barcode(), "X1")
        self.bar.barcode = "4006381333931"
        self.assertEqual(lot._mdq_get_barcode(), "010400638133393110X1")

    def test_a_sample_label_says_until_when_it_is_kept(self):
        lot = self._lot(quantity=10)
        samples = self.env["mdq.retained.sample"].with_user(self.inspector)
        sample = samples.browse(samples.take(lot.id, 2, self.stock.id, {"shelf": "A-3", "keep_until": "2033-05-01"}))
        html = self._html("mdq_quality.mdq_lot_tag_mdq_retained_sample_roll_report_action", sample)
        for text in (sample.name, "留样", "2033-05-01", "A-3"):
            self.assertIn(text, html)

    def test_many_tags_print_as_one_file_with_a_page_each(self):
        lots = self._lot(name="PDF-1") | self._lot(name="PDF-2", status="hold")
        for action in ACTIONS:
            content, kind = self.env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(action, lots.ids)
            self.assertEqual((kind, content[:4]), ("pdf", b"%PDF"))
            pages = PdfReader(io.BytesIO(content)).pages
            self.assertEqual(len(pages), 2)
            self.assertIn("待检", "".join(page.extract_text() for page in pages))
