"""An answer sheet on paper: empty, to be filled in by hand; answered, with files, scores and what the review said of each answer."""

from odoo import models

from .mdq_supplier_questionnaire_answer_line import REVIEW

BOX, TICKED = "☐", "☑"


class MdqSupplierQuestionnaireAnswer(models.Model):
    _inherit = "mdq.supplier.questionnaire.answer"

    def _mdq_report_header(self):
        return {"title": self._mdq_both(lambda sheet: sheet.env._("Supplier questionnaire")), "number": self.name, "revision": ""}

    def _get_report_base_filename(self):
        return f"Questionnaire {self.name}"

    def _shows_scores_to(self, user):
        """What answers are worth is for our own people."""
        return user._is_internal()

    def _get_score_text(self):
        return f"{self.score:.1f} %" if self.has_score else "–"

    def _get_paper_sections(self):
        """Return [(heading or "", [(number, line)])] in the order of the sheet; questions are numbered through."""
        sections, number = [("", [])], 0
        for line in self.line_ids.sorted(lambda line: (line.sequence, line.id)):
            if line.kind == "section":
                sections.append((line._mdq_both(lambda heading: heading.question_id.name), []))
            else:
                number += 1
                sections[-1][1].append((number, line))
        return [section for section in sections if section[1]]

    def _get_paper_files(self):
        """Return [(number of the question, file)] of every file beside an answer."""
        return [(number, file) for _heading, found in self._get_paper_sections() for number, line in found for file in line.file_ids]


class MdqSupplierQuestionnaireAnswerLine(models.Model):
    _inherit = "mdq.supplier.questionnaire.answer.line"

    def _mdq_get_corrected_fields(self):
        """A review stands beside its answer, and is no correction of it."""
        return [name for name in super()._mdq_get_corrected_fields() if name not in REVIEW]

    def _get_paper_choices(self):
        """Return [(box, words)] of a question that is ticked, in both languages; what was chosen is ticked."""
        if self.kind == "yes_no":
            names = ("yes", "no")
            return [(TICKED if self.yes_no == name else BOX, self._mdq_both(
                lambda line, name=name: dict(line._fields["yes_no"]._description_selection(line.env))[name])) for name in names]
        return [(TICKED if self.option_id == option else BOX, option._mdq_both(lambda choice: choice.name))
                for option in self.question_id.option_ids]

    def _get_paper_worth(self):
        """Return what the answer is worth and its weight, or "–" where there is nothing to count."""
        worth = self._get_worth()
        if worth is None or not self.question_id.weight:
            return "–"
        return f"{100 * worth:.0f} % × {self.question_id.weight:g}"
