import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import upload
from ..core.sheet import Unreadable

LONGEST = upload.LARGEST * 4 // 3 + 4  # in base64


class MdqWorkbookImportMixin(models.AbstractModel):
    """A wizard that reads a list from a workbook: look first, then make drafts. Its rows are `line_ids`, each with its `problem`."""

    _name = "mdq.workbook.import.mixin"
    _description = "Import of a Workbook"

    # What each wizard says of its workbook.
    _mdq_sheet = None  # the core.sheet.Sheet that it is
    _mdq_example = ()  # rows that show in the template how it is meant
    _mdq_instructions = ()  # sentences on the template's second page, in both languages
    _mdq_template_name = ""  # the name of the template's file

    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    content = fields.Binary("Workbook", attachment=False)
    filename = fields.Char()
    template = fields.Binary(compute="_compute_template")
    is_checked = fields.Boolean(readonly=True)
    problem_count = fields.Integer("Rows to Mend", compute="_compute_counts")

    @api.depends("line_ids.problem")
    def _compute_counts(self):
        for record in self:
            record.problem_count = len(record.line_ids.filtered("problem"))

    def _compute_template(self):
        keys = [key for key in self._mdq_sheet.columns if key not in self._mdq_sheet.told]
        self.template = base64.b64encode(self._mdq_sheet.write(self._mdq_example, keys, note=self._mdq_instructions))

    def action_template(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/template/{self._mdq_template_name}?download=true",
        }

    def _get_rows(self):
        """Return [(number, {key: value})] of the workbook, or say why it is none."""
        if not self.content:
            raise UserError(self.env._("Choose the workbook first."))
        # What is too long is not even decoded.
        content = base64.b64decode(self.content) if len(self.content) <= LONGEST else None
        if content is None or len(content) > upload.LARGEST:
            raise UserError(self.env._("The file is larger than 10 MB. Split the list into several files."))
        try:
            rows = self._mdq_sheet.read(content)
        except Unreadable as problem:
            raise UserError(self._get_file_problem(problem)) from problem
        if not rows:
            raise UserError(self.env._("The first sheet has no rows below its headings."))
        return rows

    def _get_file_problem(self, problem):
        return {
            "file": self.env._("This is not an Excel workbook (.xlsx). Download the template and fill it in."),
            "headings": self.env._("The first row has no column “%s”. Download the template and keep its headings.", problem.detail),
            "rows": self.env._("The list has more than %s rows. Split it into several files.", problem.detail),
        }[problem.kind]

    def _check_rows(self, rows):
        """Refuse all rows while one has a problem; each row has a `number` and `problems`."""
        wrong = [f"- {row.number}: {problem}" for row in rows for problem in row.problems]
        if wrong:
            raise UserError(self.env._("Nothing was imported. Mend these rows and check again:\n%s", "\n".join(wrong[:50])))
