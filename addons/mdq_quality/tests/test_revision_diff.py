import io

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from pypdf import PdfReader

from .common import MdqQualityCase

REPORT = "mdq_base.mdq_revision_comparison_report"


@tagged("post_install", "-at_install")
class TestRevisionDiff(MdqQualityCase):
    """Requirement: MDQ-BAS-223"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.env["mdq.inspection.plan"].create({
            "name": "Incoming bars", "product_id": cls.bar.id, "sample_size": 5,
            "line_ids": [
                Command.create({"characteristic_id": cls.diameter.id, "lower_limit": "3.40", "upper_limit": "3.60"}),
                Command.create({"characteristic_id": cls.surface.id}),
            ],
        })
        cls.first._write_guarded({"state": "effective"})
        cls.mass = cls.env["mdq.characteristic"].create({"code": "MASS", "name": "Mass", "kind": "attribute"})
        cls.second = cls.env["mdq.inspection.plan"].browse(cls.first.action_revise()["res_id"])
        cls.second.write_with_reason({
            "sample_size": 8, "line_ids": [Command.update(cls.second.line_ids[0].id, {"lower_limit": "3.45"})]}, "Test")
        cls.second.line_ids[1].unlink()
        cls.second.line_ids = [Command.create({"characteristic_id": cls.mass.id})]

    def _rows(self, result):
        return {row["title"]: row for row in result["tables"][0]["rows"]}

    def test_fields_and_characteristics_are_compared_with_names_and_units(self):
        result = self.second.with_user(self.quality_engineer).compare()
        changed = {line["label"]: (line["old"], line["new"]) for line in result["fields"] if line["kind"] != "same"}
        self.assertEqual(changed, {"Sample Size": ("5", "8")})
        product = next(line for line in result["fields"] if line["name"] == "product_id")
        self.assertEqual((product["kind"], product["old"]), ("same", self.bar.display_name))
        rows = self._rows(result)
        self.assertEqual({title: row["kind"] for title, row in rows.items()},
                         {self.diameter.display_name: "changed", self.surface.display_name: "removed",
                          self.mass.display_name: "added"})
        (limit,) = [line for line in rows[self.diameter.display_name]["fields"] if line["kind"] == "changed"]
        self.assertEqual((limit["old"], limit["new"]), ("3.40 mm", "3.45 mm"))
        self.assertEqual({kind: result["counts"][kind] for kind in ("changed", "added", "removed")},
                         {"changed": 2, "added": 1, "removed": 1})

    def test_older_stands_on_the_left_whichever_is_asked(self):
        from_first = self.first.compare(self.second.id)
        self.assertEqual((from_first["old"]["id"], from_first["new"]["id"]), (self.first.id, self.second.id))
        self.assertEqual([card["revision"] for card in from_first["revisions"]], [2, 1])

    def test_first_revision_is_all_new(self):
        result = self.first.compare()
        self.assertIsNone(result["old"])
        self.assertEqual((result["counts"]["removed"], result["counts"]["changed"]), (0, 0))

    def test_only_revisions_of_one_code_are_compared(self):
        other = self.env["mdq.inspection.plan"].create({"name": "Another"})
        with self.assertRaisesRegex(UserError, "Choose two revisions of .* to compare"):
            self.second.compare(other.id)
        with self.assertRaisesRegex(UserError, "Choose two revisions"):
            self.second.action_print_comparison(self.second.id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nobody_compares_what_he_may_not_read(self):
        """Requirement: MDQ-BAS-221"""
        portal = new_test_user(self.env, "diff_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.second.with_user(portal).compare()
        clerk = new_test_user(self.env, "diff_clerk", groups="base.group_user")
        comparison = self.env["mdq.revision.comparison"].with_user(clerk).create(
            {"res_model": self.second._name, "res_id": self.second.id, "other_id": self.first.id})
        with self.assertRaises(AccessError):
            comparison._get_difference()
        comparison = self.env["mdq.revision.comparison"].create({"res_model": "res.partner", "res_id": self.supplier.id})
        with self.assertRaisesRegex(ValidationError, "have no revisions to compare"):
            comparison._get_difference()

    def test_comparison_is_printed_with_both_revisions(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        engineer = self.env["ir.actions.report"].with_user(self.quality_engineer).with_context(force_report_rendering=True)
        action = self.second.with_user(self.quality_engineer).action_print_comparison(self.first.id)
        pdf, _kind = engineer._render_qweb_pdf(REPORT, action["context"]["active_ids"])
        text = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)
        for part in ("Comparison of revisions 版本对", self.second.code, "1 → 2", "Page 1 of 1", "3.40 mm", "3.45 mm",
                     "Sample Size 样本量", self.mass.display_name, "rev. 1 → 2"):
            self.assertIn(part, text)
        self.assertNotIn(self.bar.display_name, text)

    def test_copy_of_an_inspection_has_its_readings(self):
        """Requirement: MDQ-BAS-222"""
        inspection = self.env["mdq.inspection"]
        self.assertIn("measurement_ids", inspection.with_user(self.quality_engineer)._mdq_get_line_fields())

    def test_form_offers_the_comparison(self):
        """Requirement: MDQ-BAS-223"""
        self.assertEqual(self.second.revision_count, 2)
        self.assertIn('name="action_compare"', self.second.get_view(view_type="form")["arch"])
        action = self.second.action_compare()
        self.assertEqual((action["tag"], action["params"]["res_id"]), ("mdq_diff", self.second.id))
