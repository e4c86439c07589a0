from odoo import fields, models
from odoo.exceptions import UserError


class MdqSupplierAuditChecklist(models.Model):
    """The questions of an audit, clause by clause; an audit keeps the revision that it began with."""

    _name = "mdq.supplier.audit.checklist"
    _description = "Audit Checklist"
    _inherit = ["mdq.shipped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code, revision desc"

    company_id = fields.Many2one("res.company", required=False, default=False, help="Empty: for all companies.")
    basis = fields.Char("Follows", translate=True, help="The standard or rules whose clauses it asks about.")
    line_ids = fields.One2many("mdq.supplier.audit.checklist.line", "checklist_id", "Questions", copy=True)
    change_note = fields.Text("What Changed", copy=False, help="Against the revision before this one.")
    question_count = fields.Integer("Number of Questions", compute="_compute_question_count")

    _revision_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code, revision)", "This code and revision exist already. Revise the existing one instead."
    )
    _one_effective = models.UniqueIndex(
        "(COALESCE(company_id, 0), code) WHERE state = 'effective'", "Only one revision of a code can be effective."
    )

    def _compute_question_count(self):
        for checklist in self:
            checklist.question_count = len(checklist.line_ids)

    def _check_move_to_in_review(self):
        self._check_has_questions()

    def _check_before_in_force(self):
        super()._check_before_in_force()
        self._check_has_questions()

    def _check_has_questions(self):
        for checklist in self:
            if not checklist.line_ids:
                raise UserError(self.env._("%s has no questions yet. Write them, then submit it.", checklist.display_name))


class MdqSupplierAuditChecklistLine(models.Model):
    """One question, with the clause it comes from."""

    _name = "mdq.supplier.audit.checklist.line"
    _description = "Question Of A Checklist"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "checklist_id"
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one("mdq.supplier.audit.checklist", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="checklist_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    clause = fields.Char(help="The standard and the clause, such as ISO 13485 7.5.6.")
    name = fields.Char("Question", required=True, translate=True)
    guidance = fields.Text("What To Look At", translate=True)
