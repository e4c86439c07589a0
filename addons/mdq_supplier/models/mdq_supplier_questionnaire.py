from odoo import fields, models
from odoo.exceptions import UserError


class MdqSupplierQuestionnaire(models.Model):
    """What suppliers are asked: sections and questions, under revision control.

    An answer sheet keeps the revision that it was sent with.
    """

    _name = "mdq.supplier.questionnaire"
    _description = "Supplier Questionnaire"
    _inherit = ["mdq.shipped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code, revision desc"

    company_id = fields.Many2one("res.company", required=False, default=False, help="Empty: for all companies.")
    process_ids = fields.Many2many("mdq.process", string="For Processes", help="Empty: for every process and purchase.")
    introduction = fields.Text(translate=True, help="What the supplier reads before the first question.")
    pass_score = fields.Float("Pass From (%)", default=70.0, digits=(5, 1), help="Below it, the reviewer cannot accept.")
    due_days = fields.Integer("Answer Within (Days)", default=14, required=True)
    question_ids = fields.One2many("mdq.supplier.questionnaire.question", "questionnaire_id", "Questions", copy=True)
    question_count = fields.Integer("Number of Questions", compute="_compute_question_count")

    _revision_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code, revision)",
        "This code and revision exist already. Revise the existing one instead.",
    )
    _one_effective = models.UniqueIndex(
        "(COALESCE(company_id, 0), code) WHERE state = 'effective'", "Only one revision of a code can be effective."
    )
    _score_in_range = models.Constraint(
        "CHECK (pass_score >= 0 AND pass_score <= 100)", "The score to pass lies between 0 and 100 percent."
    )
    _days_positive = models.Constraint("CHECK (due_days > 0)", "Give the supplier at least one day.")

    def _compute_question_count(self):
        for record in self:
            record.question_count = len(record.question_ids.filtered(lambda line: line.kind != "section"))

    # ------------------------------------------------------------------------------------- checks

    def _check_move_to_in_review(self):
        self._check_complete()

    def _check_before_in_force(self):
        super()._check_before_in_force()
        self._check_complete()

    def _check_complete(self):
        for record in self:
            if not record.question_count:
                raise UserError(self.env._("%s asks nothing yet: add questions.", record.display_name))
            if not sum(record.question_ids.mapped("weight")):
                raise UserError(self.env._(
                    "%s cannot be scored: no question has a weight. Give those that count a weight above 0.",
                    record.display_name,
                ))
            record.question_ids._check_answerable()

    # ------------------------------------------------------------------------------------ helpers

    def _prepare_answer_vals(self, partner, company, **vals):
        """Return the values of an answer sheet of this revision for a supplier."""
        today = company._mdq_today()
        return {
            "questionnaire_id": self.id, "partner_id": partner.id, "company_id": company.id,
            "due_date": fields.Date.add(today, days=self.due_days),
            "line_ids": [fields.Command.create({"question_id": question.id}) for question in self.question_ids], **vals,
        }
