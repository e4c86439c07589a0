from odoo import api, fields, models
from odoo.exceptions import UserError

ANSWERS = [("conform", "Conforms"), ("minor", "Minor"), ("major", "Major"), ("critical", "Critical"), ("na", "Not applicable")]
NONCONFORMING = ("minor", "major", "critical")


class MdqSupplierAuditLine(models.Model):
    """One question of an audit, its answer and what was seen."""

    _name = "mdq.supplier.audit.line"
    _description = "Answer In An Audit"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "audit_id"
    _order = "audit_id, sequence, id"
    _rec_name = "clause"

    audit_id = fields.Many2one("mdq.supplier.audit", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="audit_id.company_id", store=True, precompute=True)
    partner_id = fields.Many2one(related="audit_id.partner_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=1000)
    question_id = fields.Many2one("mdq.supplier.audit.checklist.line", "From the Checklist", readonly=True, ondelete="restrict", index="btree_not_null")
    clause = fields.Char()
    own_question = fields.Char("Question of the Team", help="A question that is not in the checklist.")
    question = fields.Char(compute="_compute_question")
    guidance = fields.Text(related="question_id.guidance")
    answer = fields.Selection(ANSWERS, index=True)
    evidence = fields.Text(help="What was seen: document numbers, lots, machines, people.")
    file_ids = fields.Many2many("ir.attachment", string="Photos and Files")
    finding_ids = fields.One2many("mdq.supplier.audit.finding", "line_id", "Findings")
    finding_count = fields.Integer(compute="_compute_finding_count", export_string_translation=False)
    audit_state = fields.Selection(related="audit_id.state", export_string_translation=False)

    @api.depends("question_id", "own_question")
    @api.depends_context("lang")
    def _compute_question(self):
        for line in self:
            line.question = line.question_id.name or line.own_question

    @api.depends("finding_ids")
    def _compute_finding_count(self):
        for line in self:
            line.finding_count = len(line.finding_ids)

    @api.depends("clause", "question_id", "own_question")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, (line.clause, line.question)))

    def write(self, vals):
        """A finding that was written before the evidence takes it over, as long as nobody put it in words of his own."""
        if not vals.get("evidence"):
            return super().write(vals)
        unworded = self.finding_ids.filtered(lambda finding: finding.state == "draft" and finding._repeats_question())
        result = super().write(vals)
        for finding in unworded:
            finding.statement = finding.line_id.evidence
        return result

    def _get_gaps(self):
        """Return what this answer still lacks."""
        name = self.display_name
        if not self.answer:
            return [self.env._("Not answered: %s", name)]
        if self.answer == "na" or self.answer == "conform":
            return []
        gaps = [] if (self.evidence or "").strip() else [self.env._("Say what was seen: %s", name)]
        return gaps if self.finding_ids else [*gaps, self.env._("Write the finding: %s", name)]

    def action_raise_finding(self):
        """Open the finding of this answer, written now if there is none."""
        self.ensure_one()
        if self.answer not in NONCONFORMING:
            raise UserError(self.env._("A finding follows from a nonconforming answer: grade it first."))
        finding = self.finding_ids[:1] or self._raise_finding()
        return {"type": "ir.actions.act_window", "res_model": finding._name, "res_id": finding.id, "views": [(False, "form")], "target": "new"}

    def _raise_finding(self):
        return self.env["mdq.supplier.audit.finding"].create({
            "audit_id": self.audit_id.id, "line_id": self.id, "clause": self.clause, "grade": self.answer,
            "statement": self.evidence or self.question,
        })


class MdqSupplierAuditChecklistLine(models.Model):
    _inherit = "mdq.supplier.audit.checklist.line"

    def _prepare_audit_line_vals(self):
        """The question as an audit keeps it: the revision cannot change any more."""
        return {"question_id": self.id, "clause": self.clause, "sequence": self.sequence}
