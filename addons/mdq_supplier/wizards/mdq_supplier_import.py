from odoo import api, fields, models

from .approved_list_row import ApprovedListReader
from .approved_list_sheet import LIST

TEMPLATE = [{"supplier": "Example Surface Co., Ltd. 示例表面处理有限公司", "process": "ANOD", "basis": "Audit 2026 年度审核"}]


class MdqSupplierImport(models.TransientModel):
    """Read an existing approved-supplier list: look first, then make drafts that are approved with one signature."""

    _name = "mdq.supplier.import"
    _inherit = ["mdq.workbook.import.mixin"]
    _description = "Import Of An Approved Supplier List"

    _mdq_sheet = LIST
    _mdq_example = TEMPLATE
    _mdq_template_name = "approved-suppliers.xlsx"
    _mdq_instructions = [
        "One row a scope. 每行一个准入范围。",
        "Give a process, a product or a category in each row. 每行须有工序、产品或产品类别。",
        "Suppliers are found by their USCC or tax ID, else by their exact name. 供应商先按统一社会信用代码查找，否则按名称完全匹配。",
        "Dates as 2026-01-31. 日期格式：2026-01-31。Empty: from today, for three years. 空：自今日起三年。",
        "Replace the example row. 请替换示例行。",
    ]

    create_partners = fields.Boolean("Create Unknown Suppliers", help="Suppliers that are not found by their number or name are made.")
    line_ids = fields.One2many("mdq.supplier.import.line", "import_id", "Rows", readonly=True)
    good_count = fields.Integer("Good Rows", compute="_compute_counts")
    new_count = fields.Integer("Suppliers to Create", compute="_compute_counts")

    @api.depends("line_ids.problem", "line_ids.is_new")
    def _compute_counts(self):
        super()._compute_counts()
        for record in self:
            record.good_count = len(record.line_ids) - record.problem_count
            record.new_count = len(set(record.line_ids.filtered(lambda line: line.is_new and not line.problem).mapped("supplier")))

    # ------------------------------------------------------------------------------------ actions

    def action_check(self):
        """Say for each row what would become of it; nothing is made."""
        self.ensure_one()
        self.env["mdq.supplier.qualification"].check_access("create")
        self.line_ids = [fields.Command.clear()]
        self.line_ids = [fields.Command.create({
            "row": row.number, "supplier": row.supplier, "scope": row.scope, "is_new": row.is_new, "problem": "\n".join(row.problems) or False,
        }) for row in self._read()]
        self.is_checked = True
        return self._get_records_action(target="new", name=self.env._("Import Approved List"))

    def action_import(self):
        """Make the drafts, and the suppliers when told; nothing at all while one row is wrong."""
        self.ensure_one()
        rows = self._read()
        self._check_rows(rows)
        drafts = self.env["mdq.supplier.qualification"].create(ApprovedListReader(self).prepare(rows))
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_qualification_action")
        return {**action, "domain": [("id", "in", drafts.ids)], "name": self.env._("Imported Drafts"), "views": [(False, "list"), (False, "form")]}

    def _read(self):
        """Return the rows of the file, each with its problems in words."""
        return ApprovedListReader(self).read(self._get_rows())


class MdqSupplierImportLine(models.TransientModel):
    """What would become of one row."""

    _name = "mdq.supplier.import.line"
    _description = "Row Of An Approved Supplier List"
    _order = "row"

    import_id = fields.Many2one("mdq.supplier.import", required=True, ondelete="cascade")
    row = fields.Integer("Row", readonly=True)
    supplier = fields.Char(readonly=True)
    scope = fields.Char(readonly=True)
    is_new = fields.Boolean("New Supplier", readonly=True)
    problem = fields.Text("To Mend", readonly=True)
