from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SUBJECT = {"person_id", "document_id", "competence_id"}
STEPS = {"evidence", "opened_file_ids", "quiz_input_id", "quiz_score", "confirmed_on", "trainer_id", "trained_on", "done_on",
         "valid_until", "replaces_id", "told"}


class MdqTrainingAssignment(models.Model):
    """One person who has to read one revision of a document, or to take one course.

    A person is a contact (res.partner), as that is what everybody has who can be trained: a user has his, an employee without
    a login has his work contact, and the staff of a supplier are contacts of that supplier, with or without a portal login.
    """

    _name = "mdq.training.assignment"
    _description = "Training Assignment"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin", "mdq.issued.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_date, id"
    _mdq_issued_report = "mdq_document.mdq_training_certificate_report_action"
    _rec_names_search = ["person_id.name", "document_id.code", "document_id.name", "competence_id.name"]

    person_id = fields.Many2one("res.partner", "Person", required=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="person_id.commercial_partner_id", string="Employer", store=True, index="btree_not_null")
    document_id = fields.Many2one("mdq.document", "Document", index="btree_not_null", ondelete="restrict")
    competence_id = fields.Many2one("mdq.competence", "Course", index="btree_not_null", ondelete="restrict")
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True, required=True)
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("superseded", "Superseded"), ("cancelled", "Cancelled")],
        default="open", required=True, readonly=True, copy=False, index=True,
    )
    due_date = fields.Date(
        "Due", required=True, default=lambda self: fields.Date.add(self.env.company._mdq_today(), days=14), tracking=True
    )
    note = fields.Char("Why", help="What the person should know: why it is asked, where the practical takes place.")
    replaces_id = fields.Many2one("mdq.training.assignment", "Earlier Training", readonly=True, copy=False, ondelete="restrict")
    opened_file_ids = fields.Many2many("mdq.document.file", string="Files Opened", readonly=True, copy=False)
    quiz_input_id = fields.Many2one("survey.user_input", "Quiz Passed", readonly=True, copy=False, ondelete="restrict")
    quiz_score = fields.Float("Score (%)", readonly=True, copy=False, aggregator=None)
    evidence = fields.Text(readonly=True, copy=False, help="What the signatures were given for: files with their SHA-256, quiz.")
    confirmed_on = fields.Datetime("Read and Understood On", readonly=True, copy=False)
    trainer_id = fields.Many2one("res.users", "Trainer", readonly=True, copy=False, ondelete="restrict")
    trained_on = fields.Datetime("Confirmed By Trainer On", readonly=True, copy=False)
    done_on = fields.Datetime(readonly=True, copy=False)
    valid_until = fields.Date(readonly=True, copy=False, index="btree_not_null")
    told = fields.Selection([("assigned", "Assigned"), ("soon", "Soon due"), ("overdue", "Overdue")], readonly=True, copy=False)

    _one_subject = models.Constraint(
        "CHECK ((document_id IS NULL) <> (competence_id IS NULL))", "An assignment is for one document or for one course."
    )
    _one_live_reading = models.UniqueIndex(
        "(person_id, document_id) WHERE state IN ('open', 'done') AND document_id IS NOT NULL",
        "This person has this revision to read already, or has read it.",
    )
    _one_open_course = models.UniqueIndex(
        "(person_id, competence_id) WHERE state = 'open' AND competence_id IS NOT NULL",
        "This person has this course to take already.",
    )

    @api.depends("document_id", "competence_id")
    def _compute_company_id(self):
        for assignment in self:
            # The company of what is to be learnt, also for a document that the person may not open yet.
            subject = assignment.sudo()._get_subject()
            assignment.company_id = subject.company_id or self.env.company

    @api.depends("person_id", "document_id", "competence_id")
    def _compute_display_name(self):
        for assignment in self:
            known = assignment.sudo()  # who may see the assignment may see what it is about
            assignment.display_name = f"{known.person_id.name}: {known._get_subject().display_name or ''}"

    def _mdq_check_may_be_issued(self):
        for assignment in self:
            if assignment.state not in ("done", "superseded"):
                raise UserError(self.env._("%s is not done yet: there is nothing to certify.", assignment.display_name))

    def _get_subject(self):
        return self.document_id or self.competence_id

    def _get_documents(self):
        """Return what is to be read: the revision itself, or the effective documents of the course."""
        return self.document_id or self.competence_id._get_effective_documents()

    # -------------------------------------------------------------------------------------- guards

    def _get_transitions(self):
        return {"open": {"done", "superseded", "cancelled"}, "done": {"superseded"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | STEPS

    def _get_locked_states(self):
        return {"done", "superseded", "cancelled"}

    def _get_signed_fields(self):
        return ["person_id", "document_id", "competence_id", "evidence"]

    @api.constrains("document_id", "state")
    def _check_document(self):
        for assignment in self.filtered(lambda assignment: assignment.document_id and assignment.state == "open"):
            if not assignment.document_id._is_to_be_read():
                raise ValidationError(self.env._(
                    "%s is not effective: assign the effective revision.", assignment.document_id.display_name
                ))

    def write(self, vals):
        if SUBJECT & set(vals):
            raise UserError(self.env._("An assignment stays with its person and subject. Cancel it and assign anew."))
        return super().write(vals)

    # ---------------------------------------------------------------------------------- transitions

    def action_cancel(self):
        """Take back what need not be done any more."""
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_sqe")
        self._move_to("cancelled")
        return True

    def _check_move_to_done(self):
        for assignment in self:
            missing = assignment._get_missing()
            if missing:
                raise UserError(self.env._(
                    "%(assignment)s is not done yet:\n%(missing)s", assignment=assignment.display_name,
                    missing="\n".join(f"• {sentence}" for sentence in missing),
                ))

    def _after_move_to_done(self):
        for assignment in self:
            months = assignment.competence_id.valid_months
            assignment._write_guarded({
                "done_on": fields.Datetime.now(),
                "valid_until": months and assignment.company_id._mdq_today() + relativedelta(months=months),
            })
        self._get_earlier_awards()._move_to("superseded")
        self._end_activities()

    def _get_earlier_awards(self):
        """The competence is renewed: the new certificate takes the place of the old one."""
        courses = self.filtered("competence_id")
        done = self.search([
            ("person_id", "in", courses.person_id.ids), ("competence_id", "in", courses.competence_id.ids),
            ("state", "=", "done"), ("id", "not in", courses.ids),
        ])
        renewed = {(course.person_id, course.competence_id) for course in courses}
        return done.filtered(lambda award: (award.person_id, award.competence_id) in renewed)

    def _after_move_to_superseded(self):
        self._end_activities()

    def _after_move_to_cancelled(self):
        self._end_activities()

    def _end_activities(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])
