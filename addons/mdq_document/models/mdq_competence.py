from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MdqCompetence(models.Model):
    """Something a person must be able to do, and the course that proves it: reading, quiz, practical, for so many months."""

    _name = "mdq.competence"
    _description = "Competence"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    code = fields.Char(required=True, copy=False, tracking=True)
    name = fields.Char(required=True, translate=True)
    description = fields.Text("What the Person Can Do", translate=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    document_ids = fields.Many2many(
        "mdq.document", string="To Read", check_company=True, domain="[('state', '=', 'effective')]",
        help="Of each the effective revision counts: a new one takes the place of the old here by itself.",
    )
    survey_id = fields.Many2one(
        "survey.survey", "Quiz", domain=[("scoring_type", "!=", "no_scoring")], tracking=True, ondelete="restrict"
    )
    pass_mark = fields.Float("Pass Mark (%)", default=80.0, tracking=True, aggregator=None)
    max_attempts = fields.Integer("Attempts", default=3, tracking=True, help="0: as many as wanted.")
    needs_practical = fields.Boolean("Practical", tracking=True, help="A trainer watches and signs.")
    trainer_ids = fields.Many2many(
        "res.users", string="Trainers", domain=[("share", "=", False)],
        help="Who may confirm the practical. Nobody named: quality engineers and supplier quality engineers.",
    )
    valid_months = fields.Integer("Valid (Months)", default=24, tracking=True, help="0: does not expire.")
    due_days = fields.Integer("Days to Finish", default=30)
    requirement_ids = fields.One2many("mdq.competence.requirement", "competence_id", "Required For")
    assignment_ids = fields.One2many("mdq.training.assignment", "competence_id", "Courses")
    holder_count = fields.Integer("Holders", compute="_compute_holder_count")

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "This competence code exists already.")
    _numbers_not_negative = models.Constraint(
        "CHECK (valid_months >= 0 AND due_days >= 0 AND max_attempts >= 0)", "Months, days and attempts cannot be negative."
    )
    _mark_is_percentage = models.Constraint(
        "CHECK (pass_mark > 0 AND pass_mark <= 100)", "The pass mark is a percentage above 0 and up to 100."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for competence in self:
            competence.display_name = f"{competence.code} {competence.name or ''}".strip()

    def _compute_holder_count(self):
        counts = dict(self.env["mdq.training.assignment"]._read_group(
            [("competence_id", "in", self.ids), ("state", "=", "done")], ["competence_id"], ["person_id:count_distinct"]
        ))
        for competence in self:
            competence.holder_count = counts.get(competence._origin, 0)

    @api.constrains("code", "document_ids", "survey_id", "needs_practical")
    def _check_is_proven(self):
        for competence in self:
            if not (competence.document_ids or competence.survey_id or competence.needs_practical):
                raise ValidationError(self.env._(
                    "%s: say what proves it: documents to read, a quiz, or a practical.", competence.display_name
                ))

    @api.model_create_multi
    def create(self, vals_list):
        competences = super().create(vals_list)
        competences.survey_id._mdq_make_quiz()
        return competences

    def write(self, vals):
        result = super().write(vals)
        if vals.get("survey_id"):
            self.survey_id._mdq_make_quiz()
        return result

    def _follow_revision(self, commands):
        """A new revision takes the place of the old among what is to be read."""
        self.write({"document_ids": commands})

    # ------------------------------------------------------------------------------- who is competent

    def _get_effective_documents(self):
        return self.document_ids.filtered(lambda document: document.state == "effective")

    def _get_unread(self, persons):
        """Return {person: effective documents of these courses that do not count as read, all days of grace used up}."""
        documents = self._get_effective_documents()
        # Whether somebody is competent does not depend on what the caller may see of his training.
        known = self.env["mdq.training.assignment"].sudo().search([
            ("person_id", "in", persons.ids), ("document_id", "in", documents.ids), ("state", "in", ("open", "done")),
        ])
        read = {(reading.person_id, reading.document_id) for reading in known._filter_read()}
        return {person: documents.filtered(lambda document, person=person: (person, document) not in read)
                for person in persons}

    def _get_awards(self, persons):
        """Return {(person, competence): the certificate in force or the last one}."""
        # As in `_get_unread`: whoever asks.
        awards = self.env["mdq.training.assignment"].sudo().search(
            [("person_id", "in", persons.ids), ("competence_id", "in", self.ids), ("state", "=", "done")], order="done_on, id"
        )
        return {(award.person_id, award.competence_id): award for award in awards}

    def _get_gaps(self, person):
        """Return what this person lacks for these competences: sentences, each naming the course that closes the gap."""
        awards, gaps = self._get_awards(person), []
        for competence in self:
            gaps += competence._get_gaps_of_award(person, awards.get((person, competence)))
        return gaps

    def _get_gaps_of_award(self, person, award):
        names = {"competence": self.display_name}
        if not award:
            return [self._get_gap_without_award(person)]
        if award.valid_until and award.valid_until < self.env.company._mdq_today():
            return [self.env._("“%(competence)s” expired on %(date)s: take the course again.", date=award.valid_until, **names)]
        return [self.env._("“%(competence)s” rests on %(document)s, which is not read yet in this revision.",
                           document=document.display_name, **names) for document in self._get_unread(person)[person]]

    def _get_gap_without_award(self, person):
        # As in `_get_unread`: whoever asks.
        course = self.env["mdq.training.assignment"].sudo().search(
            [("person_id", "=", person.id), ("competence_id", "=", self.id), ("state", "=", "open")], limit=1
        )
        if not course:
            return self.env._("“%s” is missing, and the course is not assigned yet.", self.display_name)
        return self.env._("“%(competence)s” is missing. Still to do in the course: %(missing)s",
                          competence=self.display_name, missing="; ".join(course.with_env(self.env)._get_missing()))

    # ---------------------------------------------------------------------------------------- buttons

    def action_preview_quiz(self):
        """Take the quiz as a trial, which counts for nobody."""
        self.ensure_one()
        return self.survey_id.action_test_survey()

    def action_open_quiz_results(self):
        """Open who took the quiz for this course, and with what score."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.survey_user_input_action_quiz")
        return {**action, "domain": [("mdq_assignment_id.competence_id", "=", self.id), ("test_entry", "=", False)]}

    def action_open_assignments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_training_assignment_action_course")
        return {**action, "domain": [("competence_id", "=", self.id)], "context": {"default_competence_id": self.id}}
