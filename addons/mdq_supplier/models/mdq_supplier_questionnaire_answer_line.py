from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..core import score
from .mdq_supplier_questionnaire_question import YES_NO

REVIEW = {"review", "review_comment"}
LONGEST_TEXT = 4000
LARGEST_NUMBER = 1e12


class MdqSupplierQuestionnaireAnswerLine(models.Model):
    """The answer to one question. The supplier writes the answer through the server, the reviewer only his review."""

    _name = "mdq.supplier.questionnaire.answer.line"
    _description = "Answer"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _mdq_parent = "answer_id"
    _order = "answer_id, sequence, id"

    answer_id = fields.Many2one("mdq.supplier.questionnaire.answer", "Sheet", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="answer_id.company_id", store=True)
    question_id = fields.Many2one("mdq.supplier.questionnaire.question", "Question", required=True, ondelete="restrict")
    sequence = fields.Integer(related="question_id.sequence", store=True)
    kind = fields.Selection(related="question_id.kind", store=True)
    yes_no = fields.Selection(YES_NO, "Yes or No", copy=False)
    option_id = fields.Many2one("mdq.supplier.questionnaire.option", "Choice", copy=False, ondelete="restrict")
    number = fields.Float(digits=(16, 3), copy=False, aggregator=None)
    has_number = fields.Boolean("Number Given", copy=False, help="0 is an answer; no number is none.")
    text = fields.Text(copy=False)
    file_ids = fields.One2many("mdq.supplier.file", "answer_line_id", "Files")
    is_answered = fields.Boolean("Answered", compute="_compute_is_answered", store=True)
    shown = fields.Char("Answer", compute="_compute_shown")
    answered_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    answered_on = fields.Datetime(readonly=True, copy=False)
    review = fields.Selection(
        [("open", "To be reviewed"), ("accepted", "Accepted"), ("returned", "Returned")], default="open", required=True, copy=False
    )
    review_comment = fields.Char("Comment", copy=False, help="The supplier reads it with the returned answer.")

    def _get_guarded_fields(self):
        return {"yes_no", "option_id", "number", "has_number", "text", "answered_by", "answered_on"}

    def _mdq_deletable(self):
        return False

    @api.depends("question_id")
    def _compute_display_name(self):
        # What he was asked is the supplier's to read, although the catalogue of questions is not.
        for line in self.sudo():
            line.display_name = line.question_id.display_name

    @api.depends("kind", "yes_no", "option_id", "has_number", "text", "file_ids")
    def _compute_is_answered(self):
        for line in self:
            line.is_answered = bool({
                "yes_no": line.yes_no, "choice": line.option_id, "number": line.has_number, "text": line.text,
                "file": line.file_ids,
            }.get(line.kind))

    @api.depends("is_answered", "yes_no", "option_id", "number", "text", "file_ids")
    def _compute_shown(self):
        for line in self:
            line.shown = line._get_shown() if line.is_answered else ""

    def _get_shown(self):
        if self.kind == "number":
            return f"{self.number:g} {self.question_id.unit or ''}".strip()
        return {
            "yes_no": dict(self._fields["yes_no"]._description_selection(self.env)).get(self.yes_no),
            "choice": self.option_id.name, "text": self.text, "file": ", ".join(self.file_ids.mapped("name")),
        }.get(self.kind) or ""

    # -------------------------------------------------------------------------------------- guards

    def write(self, vals):
        if REVIEW & set(vals):
            self._check_in_review()
        return super().write(vals)

    def _check_in_review(self):
        for line in self:
            if line.answer_id.state != "submitted":
                raise UserError(self.env._("Answers are reviewed when the supplier has sent them in."))

    # ----------------------------------------------------------------------------------- answering

    def _save(self, value):
        """Keep an answer, as the check before allowed it."""
        self.ensure_one()
        if self.review == "accepted":
            raise UserError(self.env._("This answer is accepted already: %s", self.question_id.name))
        self._write_answer(self._parse(value))

    def _write_answer(self, vals):
        """A returned answer that was corrected is open again; its comment stays until it is reviewed."""
        self._write_guarded({
            **vals, "answered_by": self.env.uid, "answered_on": fields.Datetime.now(), "review": "open",
        })

    def _add_file(self, name, content):
        if self.review == "accepted":
            raise UserError(self.env._("This answer is accepted already: %s", self.question_id.name))
        self.env["mdq.supplier.file"]._add(self, name, content)
        self._write_answer({})

    def _parse(self, value):
        """The values of an answer; what does not fit the question is refused in words."""
        value = value.strip() if isinstance(value, str) else value
        reader = getattr(self, f"_parse_{self.kind}", None)
        if reader is None:
            raise UserError(self.env._("This line is not answered by typing: %s", self.question_id.name))
        return reader(None if value in ("", False) else value)

    def _parse_yes_no(self, value):
        if value not in (None, "yes", "no"):
            raise ValidationError(self.env._("Answer yes or no: %s", self.question_id.name))
        return {"yes_no": value or False}

    def _parse_choice(self, value):
        option = self.question_id.option_ids.filtered(lambda option: str(option.id) == str(value))
        if value is not None and not option:
            raise ValidationError(self.env._("Choose one of the answers offered: %s", self.question_id.name))
        return {"option_id": option.id}

    def _parse_number(self, value):
        if value is None:
            return {"number": 0.0, "has_number": False}
        try:
            number = float(str(value).replace(" ", "").replace(",", "."))
        except ValueError:
            number = None
        if number is None or not abs(number) < LARGEST_NUMBER:
            raise ValidationError(self.env._("Write a number in %(unit)s: %(question)s", unit=self.question_id.unit,
                                             question=self.question_id.name))
        return {"number": number, "has_number": True}

    def _parse_text(self, value):
        if value is not None and len(str(value)) > LONGEST_TEXT:
            raise ValidationError(self.env._("Please write at most %(length)s characters: %(question)s",
                                             length=LONGEST_TEXT, question=self.question_id.name))
        return {"text": str(value) if value is not None else False}

    def _get_missing(self):
        """What the supplier still has to do for this question, in words; "" for nothing."""
        question = self.question_id
        if self.kind == "section":
            return ""
        if self.review == "returned":
            return self.env._("%(question)s: correct it. %(comment)s", question=question.name, comment=self.review_comment)
        if question.required and not self.is_answered:
            return self.env._("%s: not answered", question.name)
        if self.is_answered and question.needs_file and not self.file_ids:
            return self.env._("%s: a file is needed", question.name)
        return ""

    # ------------------------------------------------------------------------------------- scoring

    def _get_worth(self):
        """Return what the answer is worth from 0 to 1, or None when there is none."""
        question = self.question_id
        if not self.is_answered:
            return None
        if self.kind == "yes_no":
            return 1.0 if self.yes_no == question.wanted else 0.0
        if self.kind == "choice":
            return self.option_id.worth / 100
        if self.kind == "number":
            return score.grade_number(self.number, question.floor, question.target)
        return 0.0 if self.review == "returned" else 1.0

    def _is_knock_out(self):
        question = self.question_id
        if not self.is_answered:
            return False
        if self.kind == "choice":
            return self.option_id.is_knock_out
        if not question.is_knock_out:
            return False
        if self.kind == "yes_no":
            return self.yes_no != question.wanted
        return self.kind == "number" and score.falls_short(self.number, question.floor, question.target)
