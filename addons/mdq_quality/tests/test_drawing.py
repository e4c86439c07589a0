import base64
import io

import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader
from reportlab.pdfgen import canvas

from .common import MdqQualityCase
from .test_characteristic import PNG


def drawing(pages=2):
    stream = io.BytesIO()
    paper = canvas.Canvas(stream, pagesize=(400, 300), invariant=True)
    for number in range(pages):
        paper.drawString(100, 150, f"Sheet {number + 1}")
        paper.showPage()
    paper.save()
    return stream.getvalue()


class DrawingCase(MdqQualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._plan(effective=False, drawing=base64.b64encode(drawing()), drawing_name="screw.pdf").with_user(cls.quality_engineer)

    def _balloon(self, line=0, user=None, **vals):
        balloons = self.env["mdq.inspection.plan.balloon"].with_user(user or self.quality_engineer)
        return balloons.create({"plan_line_id": self.draft.line_ids[line].id, "x": 0.25, "y": 0.5, **vals})


class TestDrawing(DrawingCase):
    """Requirement: MDQ-QUA-043"""

    def test_a_drawing_is_told_by_its_bytes(self):
        self.assertEqual((self.draft.drawing_pages, self.draft.drawing_mimetype), (2, "application/pdf"))
        self.assertEqual(len(self.draft.drawing_sha256), 64)
        self.draft.write({"drawing": base64.b64encode(PNG), "drawing_name": "screw.png", "drawing_pages": 9, "drawing_sha256": "x"})
        self.assertEqual((self.draft.drawing_pages, self.draft.drawing_mimetype, len(self.draft.drawing_sha256)), (1, "image/png", 64))
        for content, name, why in ((b"MZ", "a.pdf", "neither a PDF"), (b"%PDF-1.7 broken", "a.pdf", "cannot be opened"), (PNG, "a.pdf", "does not fit")):
            with mute_logger("pypdf._reader"), self.assertRaisesRegex(UserError, why):
                self.draft.write({"drawing": base64.b64encode(content), "drawing_name": name})
        self.draft.drawing = False
        self.assertEqual((self.draft.drawing_pages, self.draft.get_drawing()), (0, False))

    def test_balloons_number_themselves_and_lead_to_their_lines(self):
        first, second, third = self._balloon(), self._balloon(1, page=2), self._balloon(0, page=2)
        self.assertEqual((first.number, second.number, third.number), (1, 2, 1))
        shown = self.draft.get_drawing()
        self.assertEqual((shown["kind"], shown["pages"], shown["editable"]), ("pdf", 2, True))
        self.assertEqual([(each["number"], each["page"], each["line"]) for each in shown["balloons"]],
                         [(1, 1, self.draft.line_ids[0].id), (1, 2, self.draft.line_ids[0].id), (2, 2, self.draft.line_ids[1].id)])
        self.assertEqual([line["balloon"] for line in shown["lines"]], ["1", "2"])
        with self.assertRaisesRegex(ValidationError, "two characteristics"):
            second.number = 1

    def test_balloons_lie_on_their_page(self):
        with self.assertRaisesRegex(ValidationError, "no page 3"):
            self._balloon(page=3)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
            self._balloon(x=1.2)

    def test_a_plan_in_force_keeps_its_drawing_and_balloons(self):
        balloon = self._balloon()
        self._make_effective(self.draft)
        for user in (self.quality_engineer, self.quality_manager, self.env.user):
            for act in (lambda user=user: balloon.with_user(user).write({"x": 0.1}), lambda user=user: balloon.with_user(user).unlink(),
                        lambda user=user: self._balloon(1, user=user),
                        lambda user=user: self.draft.with_user(user).write({"drawing": base64.b64encode(PNG), "drawing_name": "a.png"})):
                with self.assertRaises(UserError):
                    act()
        with self.assertRaises(UserError):
            balloon.with_user(self.inspector).x = 0.1
        self.assertFalse(self.draft.get_drawing()["editable"])

    def test_only_engineers_place_balloons(self):
        for user in (self.inspector, self.planner, self.auditor):
            with self.assertRaises(AccessError):
                self._balloon(user=user)
            with self.assertRaises(AccessError):
                self.draft.with_user(user).drawing = False

    def test_a_draft_gives_balloons_up_again_alone_and_with_their_line(self):
        self._balloon().unlink()
        balloon = self._balloon()
        self.draft.line_ids[0].unlink()
        self.assertFalse(balloon.exists())

    def test_the_next_revision_has_drawing_and_balloons(self):
        self._balloon(1, x=0.7)
        self._make_effective(self.draft)
        draft = self.draft.browse(self.draft.action_revise()["res_id"])
        self.assertEqual((draft.drawing_sha256, draft.drawing_pages), (self.draft.drawing_sha256, 2))
        self.assertEqual([(each["number"], each["x"]) for each in draft.get_drawing()["balloons"]], [(1, 0.7)])
        self.assertEqual(draft.line_ids.balloon_ids.plan_line_id, draft.line_ids[1])
        draft.line_ids.balloon_ids.x = 0.8
        self.assertIn("0.8", str(draft.compare()["tables"]))

    def test_the_grid_has_the_drawing_and_its_balloons(self):
        self._balloon(1)
        self._make_effective(self.draft)
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        grid = self._inspections(lot).with_user(self.inspector).get_grid()
        self.assertEqual([column["balloons"] for column in grid["columns"]], [[], [1]])
        self.assertEqual(grid["drawing"]["balloons"][0]["line"], grid["columns"][1]["id"])

    def test_the_drawing_costs_no_query_a_balloon(self):
        counts = []
        for number in (1, 1, 10):
            for _index in range(number):
                self._balloon()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.draft.get_drawing()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_a_first_article_names_the_balloons(self):
        self._balloon(1, number=7)
        self._make_effective(self.draft)
        self.bar.product_tmpl_id.mdq_first_article = "yes"
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        article = self.env["mdq.first.article"].search([("lot_ids", "in", lot.ids)])
        self.assertEqual(article.line_ids.mapped("balloon"), [False, "7"])

    def test_a_file_of_readings_names_balloons(self):
        """A measuring machine that was programmed from the drawing writes the numbers of its balloons.

        Requirement: MDQ-QUA-407
        """
        self._balloon(number=7)
        self._balloon(1, number=8)
        self._make_effective(self.draft)
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot).with_user(self.inspector)
        for balloon, taken in (("7", 1), ("9", 0)):
            content = base64.b64encode(f"Part,Feature,Actual\n1,{balloon},5.98\n".encode()).decode()
            self.assertEqual(inspection.import_readings("cmm.csv", content)["taken"], taken, balloon)
        table = base64.b64encode(b"Unit;7;8\n1;5.98;ok\n").decode()
        inspection.import_readings("cmm.csv", table, dry_run=False)
        self.assertEqual(inspection.measurement_ids.plan_line_id, self.draft.line_ids)

    def test_the_drawing_is_printed_with_its_balloons(self):
        self._balloon(number=11)
        self._balloon(1, page=2, number=12)
        pages = PdfReader(io.BytesIO(self.draft._get_drawing_paper())).pages
        texts = [page.extract_text() for page in pages]
        self.assertTrue("Sheet 1" in texts[0] and "11" in texts[0] and "12" in texts[1], texts)


@tagged("post_install", "-at_install")
class TestDrawingScreens(HttpCase, DrawingCase):
    """Requirement: MDQ-QUA-043"""

    def test_the_printed_plan_ends_with_its_drawing(self):
        self._balloon(number=11)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True).with_user(self.auditor)
        content, _kind = report._render_qweb_pdf("mdq_quality.mdq_inspection_plan_report_action", self.draft.ids)
        pages = PdfReader(io.BytesIO(content)).pages
        self.assertIn("Sheet 2", pages[-1].extract_text())
        self.assertIn("11", pages[-2].extract_text())
        self.assertIn("Characteristics", pages[0].extract_text())

    def test_an_engineer_places_balloons_with_mouse_and_keyboard(self):
        self.draft.sudo().write({"drawing": base64.b64encode(PNG), "drawing_name": "screw.png"})
        self.start_tour(f"/odoo/action-mdq_quality.mdq_inspection_plan_action/{self.draft.id}", "mdq_quality_balloons", login=self.quality_engineer.login)
        balloons = self.draft.line_ids.balloon_ids
        self.assertEqual((len(balloons), balloons.plan_line_id), (1, self.draft.line_ids[0]))
        self.assertGreater(balloons.x, 0.5)

    def test_the_drawing_stands_beside_the_readings_and_leads_to_their_columns(self):
        """Requirement: MDQ-QUA-405"""
        self._balloon(number=1)
        self._balloon(1, page=2, number=2)
        self._make_effective(self.draft)
        lot = self._receive((self.bar, "A", 5)).move_line_ids.lot_id
        inspection = self._inspections(lot)
        self.start_tour(f"/odoo/action-mdq_quality.mdq_inspection_action/{inspection.id}", "mdq_quality_drawing_beside", login=self.inspector.login)
