import base64

from odoo.exceptions import AccessError, UserError

from ..wizards.mdq_inspection_plan_import import SHEET
from .common import MdqQualityCase


class TestPlanImport(MdqQualityCase):
    """Requirement: MDQ-QUA-311"""

    def _wizard(self, *rows, user=None, content=None):
        content = SHEET.write(rows) if content is None else content
        return self.env["mdq.inspection.plan.import"].with_user(user or self.quality_engineer).create(
            {"content": base64.b64encode(content), "filename": "plans.xlsx"})

    def _row(self, **vals):
        return {"plan": "IP-X", "title": "Bars", "point": "iqc", "product": "Titanium bar", "sampling": "fixed", "sample_size": 3,
                "characteristic": "OD", "nominal": 3.5, "tolerance": "±0.05", **vals}

    def _check(self, *rows, **vals):
        wizard = self._wizard(*rows, **vals)
        wizard.action_check()
        return wizard.line_ids

    def _plans(self):
        return self.env["mdq.inspection.plan"].search_count([])

    def test_a_trial_writes_nothing_and_an_import_makes_a_draft(self):
        before = self._plans()
        wizard = self._wizard(self._row(), {"plan": "IP-X", "characteristic": "SURF", "required": "no"})
        wizard.action_check()
        self.assertEqual((self._plans(), wizard.problem_count, wizard.line_ids.mapped("kind")), (before, 0, ["new", "new"]))
        self.assertIn("new plan IP-X", wizard.line_ids[0].effect)
        plan = self.env["mdq.inspection.plan"].search(wizard.action_import()["domain"])
        self.assertEqual((plan.code, plan.state, plan.revision, plan.product_id, plan.sample_size), ("IP-X", "draft", 1, self.bar, 3))
        self.assertEqual(plan.line_ids.mapped("characteristic_id.code"), ["OD", "SURF"])
        self.assertEqual((plan.line_ids[0].lower_limit, plan.line_ids[1].required), ("3.45", False))

    def test_what_is_effective_gets_its_next_revision_and_each_change_is_told(self):
        plan = self._plan(code="IP-X", name="Bars")
        wizard = self._wizard(self._row(nominal=None, tolerance=None, lower_limit="5.95", upper_limit="6.1", sample_size=2))
        wizard.action_check()
        line = wizard.line_ids
        self.assertIn("next revision of IP-X", line.effect)
        self.assertIn("Upper Limit: 6.00 mm → 6.1", line.effect)
        self.assertIn("Nominal: 5.98 mm → –", line.effect)
        self.assertIn("takes out: SURF Surface", line.effect)
        self.assertFalse(plan._get_newer_draft())
        draft = plan.browse(wizard.action_import()["domain"][0][2])
        self.assertEqual((draft.revision, draft.state, plan.state), (2, "draft", "effective"))
        self.assertEqual((draft.line_ids.characteristic_id, draft.line_ids.upper_limit), (self.diameter, "6.1"))
        self.assertEqual(plan.line_ids[0].upper_limit, "6.00")

    def test_an_export_comes_back_unchanged(self):
        plan = self._plan(code="IP-X", partner_id=self.supplier.id, lines=[
            {"characteristic_id": self.diameter.id, "nominal": "6.00", "tolerance": "+0.02/-0.01"},
            {"characteristic_id": self.surface.id, "required": True, "instruction": "=Look"}])
        export = self.env["mdq.inspection.plan.export"].with_user(self.inspector).create({"plan_ids": plan.ids})
        lines = self._check(content=base64.b64decode(export.workbook))
        self.assertEqual((lines.mapped("kind"), lines.mapped("problem")), (["same", "same"], [False, False]))
        self.assertEqual(lines[0].effect, f"next revision of {plan.display_name}")

    def test_rows_are_told_what_to_mend(self):
        self._plan(code="IP-R", effective=False).with_user(self.quality_engineer).action_submit()
        problems = {line.row: line.problem for line in self._check(
            self._row(characteristic="NOPE"),
            self._row(plan="IP-2", product="Nothing"),
            self._row(plan="IP-3", required="perhaps"),
            self._row(plan="IP-4", sample_size="few"),
            self._row(plan="IP-5", tolerance="0.05"),
            self._row(plan="IP-6", title=None),
            self._row(plan="IP-R"),
            self._row(plan="IP-7"), self._row(plan="IP-7", sample_size=9),
            self._row(plan="IP-8", point="XQC"),
            self._row(plan=None),
        )}
        for number, words in {2: "“NOPE” is not known", 3: "“Nothing” is not known", 4: "yes or no", 5: "not taken here",
                              6: "gives no limits", 7: "give its title", 8: "in review", 10: "differs from row 9", 11: "not taken here",
                              12: "No plan code"}.items():
            self.assertIn(words, problems[number] or "", number)
        self.assertFalse(problems[9])
        wizard = self._wizard(self._row(), self._row(plan="IP-2", characteristic="NOPE"))
        before = self._plans()
        with self.assertRaisesRegex(UserError, "Nothing was imported"):
            wizard.action_import()
        self.assertEqual(self._plans(), before)

    def test_files_that_are_no_such_list_are_refused(self):
        for content, words in ((b"", "Choose"), (b"nonsense", "not an Excel"), (SHEET.write([], ["title"]), "no column"),
                               (SHEET.write([]), "no rows")):
            with self.assertRaisesRegex(UserError, words):
                self._wizard(content=content).action_check()

    def test_only_engineers_import(self):
        for user in (self.inspector, self.planner, self.auditor):
            with self.assertRaises(AccessError):
                self._wizard(self._row(), user=user)

    def test_the_template_can_be_read(self):
        wizard = self._wizard(self._row())
        self.assertEqual(SHEET.read(base64.b64decode(wizard.template))[0][1]["plan"], "IP-900")

    def test_looking_up_does_not_grow_with_the_rows(self):
        counts = []
        for number in (2, 2, 30):
            codes = self.diameter.create([{"code": f"C{len(counts)}-{index}", "name": "x"} for index in range(number)]).mapped("code")
            wizard = self._wizard(*(self._row(characteristic=code) for code in codes))
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard._read()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
