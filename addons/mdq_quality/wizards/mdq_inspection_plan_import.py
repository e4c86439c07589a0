from contextlib import suppress

from odoo import fields, models
from odoo.addons.mdq_base.core.sheet import Sheet
from odoo.exceptions import UserError

from ..core import plan_sheet
from .plan_sheet_row import PlanSheetReader

SHEET = Sheet(plan_sheet.COLUMNS, "Plans 检验方案", needed="plan", told=plan_sheet.TOLD)
EXAMPLE = [{
    "plan": "IP-900", "title": "Example 示例", "point": "iqc", "sampling": "fixed", "sample_size": 5, "characteristic": "OD",
    "nominal": "3.50", "tolerance": "±0.05", "required": "yes",
}]


class Undo(Exception):
    """Ends a trial: what it did is taken back."""


class MdqInspectionPlanImport(models.TransientModel):
    """Read inspection plans from a workbook: look first, then make draft revisions, which are reviewed as all are."""

    _name = "mdq.inspection.plan.import"
    _inherit = ["mdq.workbook.import.mixin"]
    _description = "Import of Inspection Plans"

    _mdq_sheet = SHEET
    _mdq_example = EXAMPLE
    _mdq_template_name = "inspection-plans.xlsx"
    _mdq_instructions = [
        "One row a characteristic; the rows of one plan have its code. 每行一个检验特性，同一方案各行填写相同方案编号。",
        "What the plan says stands in its first row. 方案信息填写在该方案的第一行。",
        "The file has the whole plan: a characteristic that is not in it is taken out. 文件须包含整个方案：未列出的特性将被删除。",
        "Characteristics are found by their code. 检验特性按代码查找。",
        "A tolerance gives the limits: ±0.05 or +0.02/-0.01. 公差可得出限值：±0.05 或 +0.02/-0.01。",
        "Inspection point: iqc, ipqc, fqc, oqc. Sampling: all, fixed, percent, root, standard. 检验点与抽样方式用上述代码或名称。",
        "Replace the example row. 请替换示例行。",
    ]

    line_ids = fields.One2many("mdq.inspection.plan.import.line", "import_id", "Rows", readonly=True)

    # ------------------------------------------------------------------------------------ actions

    def action_check(self):
        """Say for each row what would become of it; everything is tried and taken back, nothing is made."""
        self.ensure_one()
        groups = self._read()
        for group in groups:
            self._try(group)
        self.line_ids = [fields.Command.clear(), *(
            fields.Command.create(self._prepare_line(group, row)) for group in groups for row in group.rows)]
        self.is_checked = True
        return {**self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_plan_import_action"), "res_id": self.id}

    def action_import(self):
        """Make the draft revisions; none at all while one row is wrong."""
        self.ensure_one()
        groups = self._read()
        self._check_rows([row for group in groups for row in group.rows])
        with self._mdq_reason(self.env._("Imported from %s", self.filename or self.env._("a workbook"))):
            drafts = self.env["mdq.inspection.plan"].union(*(self._get_reader().apply(group) for group in groups))
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_plan_action")
        return {**action, "domain": [("id", "in", drafts.ids)], "context": {}, "name": self.env._("Imported Drafts")}

    # ------------------------------------------------------------------------------------ helpers

    def _get_reader(self):
        return PlanSheetReader(self.env, self.company_id)

    def _try(self, group):
        """Do it, and take it back: what the plan itself would refuse is a problem of its first row."""
        if group.problems:
            return
        try:
            with suppress(Undo), self.env.cr.savepoint(), self._mdq_reason(self.env._("Trial")):
                self._get_reader().apply(group)
                self.env.flush_all()
                raise Undo
        except UserError as error:
            group.rows[0].problems.append(str(error))

    def _prepare_line(self, group, row):
        return {
            "row": row.number, "plan": group.code, "characteristic": str(row.cells["characteristic"] or ""), "kind": row.kind,
            "effect": "\n".join(row.effects) or False, "problem": "\n".join(row.problems) or False,
        }

    def _read(self):
        self.env["mdq.inspection.plan"].check_access("create")
        return self._get_reader().read(self._get_rows())


class MdqInspectionPlanImportLine(models.TransientModel):
    """What would become of one row."""

    _name = "mdq.inspection.plan.import.line"
    _description = "Row of an Import of Plans"
    _order = "row"

    import_id = fields.Many2one("mdq.inspection.plan.import", required=True, ondelete="cascade")
    row = fields.Integer("Row", readonly=True)
    plan = fields.Char(readonly=True)
    characteristic = fields.Char(readonly=True)
    kind = fields.Selection([("new", "New"), ("change", "Changed"), ("same", "Unchanged")], "Row Is", readonly=True)
    effect = fields.Text("What It Does", readonly=True)
    problem = fields.Text("To Mend", readonly=True)
