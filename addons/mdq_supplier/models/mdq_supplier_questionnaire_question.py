from odoo import fields, models
from odoo.exceptions import UserError

KINDS = [
    ("section", "Section"), ("yes_no", "Yes or no"), ("choice", "Choice"), ("number", "Number with a unit"), ("text", "Text"),
    ("file", "File"),
]
YES_NO = [("yes", "Yes"), ("no", "No")]


class MdqSupplierQuestionnaireQuestion(models.Model):
    """A question, or the heading of a section of questions."""

    _name = "mdq.supplier.questionnaire.question"
    _description = "Question"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "questionnaire_id"
    _order = "questionnaire_id, sequence, id"

    questionnaire_id = fields.Many2one("mdq.supplier.questionnaire", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="questionnaire_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="yes_no")
    name = fields.Char("Question", required=True, translate=True)
    explanation = fields.Char(translate=True, help="A line below the question that says what is meant.")
    required = fields.Boolean("Must Be Answered", default=True)
    needs_file = fields.Boolean("File Required", help="The answer counts only with a file beside it.")
    weight = fields.Float(default=1.0, digits=(6, 2), help="0: asked, but not scored.")
    is_knock_out = fields.Boolean(
        "Knock-Out", help="An answer that is not the wanted one bars the admission, whatever the score."
    )
    wanted = fields.Selection(YES_NO, "Wanted Answer", default="yes")
    option_ids = fields.One2many("mdq.supplier.questionnaire.option", "question_id", "Choices", copy=True)
    unit = fields.Char(translate=True, help="In which unit the number is asked: %, ppm, days, persons.")
    floor = fields.Float("Worth Nothing At", digits=(16, 3), help="A number here or beyond is worth 0; for a knock-out it bars.")
    target = fields.Float("Full Marks At", digits=(16, 3))

    _weight_not_negative = models.Constraint("CHECK (weight >= 0)", "A weight cannot be negative.")

    def _check_answerable(self):
        """Each question can be answered, and each answer valued."""
        for question in self:
            if question.kind == "choice" and len(question.option_ids) < 2:
                raise UserError(self.env._("“%s” needs at least two choices.", question.name))
            if question.kind == "number" and not (question.unit or "").strip():
                raise UserError(self.env._("“%s” asks for a number: say in which unit.", question.name))
            if question.kind in ("number",) and question.weight and question.floor == question.target:
                raise UserError(self.env._(
                    "“%s” is scored: say at which number it is worth nothing, and at which it gets full marks.", question.name
                ))


class MdqSupplierQuestionnaireOption(models.Model):
    """One choice, and what it is worth."""

    _name = "mdq.supplier.questionnaire.option"
    _description = "Choice"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "question_id"
    _order = "question_id, sequence, id"

    question_id = fields.Many2one("mdq.supplier.questionnaire.question", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="question_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Choice", required=True, translate=True)
    worth = fields.Float("Worth (%)", default=100.0, digits=(5, 1))
    is_knock_out = fields.Boolean("Knock-Out")

    _worth_in_range = models.Constraint("CHECK (worth >= 0 AND worth <= 100)", "A choice is worth 0 to 100 percent.")

    def _mdq_check_parent(self):
        """A choice is content of the questionnaire, as its question is."""
        super()._mdq_check_parent()
        self.question_id._mdq_check_parent()

    def _mdq_deletable(self):
        return self.question_id._mdq_deletable()
