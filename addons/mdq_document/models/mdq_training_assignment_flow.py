from odoo import fields, models
from odoo.exceptions import AccessError, UserError

TRAINERS = ("mdq_base.group_quality_engineer", "mdq_base.group_sqe")


class MdqTrainingAssignment(models.Model):
    """The way of an assignment: files opened, quiz passed, read and understood signed, practical confirmed by a trainer."""

    _inherit = "mdq.training.assignment"

    attempt_ids = fields.One2many("survey.user_input", "mdq_assignment_id", "Quizzes Taken")
    attempt_count = fields.Integer("Attempts", compute="_compute_attempt_count")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    can_train = fields.Boolean(compute="_compute_is_mine")
    can_take_quiz = fields.Boolean(compute="_compute_is_mine")
    next_step = fields.Selection(
        [("read", "Read"), ("quiz", "Quiz"), ("sign", "Sign"), ("practical", "Practical")], compute="_compute_next_step",
    )
    missing = fields.Text(compute="_compute_next_step")

    def _compute_is_mine(self):
        for assignment in self:
            assignment.is_mine = assignment.person_id == self.env.user.partner_id
            assignment.can_train = not assignment.is_mine and assignment._is_trainer()
            assignment.can_take_quiz = assignment.is_mine or assignment._is_guided()

    def _compute_next_step(self):
        for assignment in self:
            steps = assignment._get_steps() if assignment.state == "open" else {}
            assignment.next_step = next(iter(steps), False)
            assignment.missing = "\n".join(f"• {sentence}" for sentence in steps.values())

    def _compute_attempt_count(self):
        for assignment in self:
            assignment.attempt_count = len(assignment._get_attempts())

    # --------------------------------------------------------------------------------- what is missing

    def _get_missing(self):
        """Return sentences: what is still to be done, in its order."""
        self.ensure_one()
        return list(self._get_steps().values())

    def _get_steps(self):
        """Return {step: what is to be done} for the steps that are still open, in their order. Extend."""
        # What is to be done does not depend on what the reader may see of documents and quizzes.
        known, steps = self.sudo(), {}
        unread = known._get_unread()
        if unread:
            steps["read"] = self.env._("Read: %s", ", ".join(unread.mapped("display_name")))
        if known.competence_id.survey_id and not known.quiz_input_id:
            steps["quiz"] = self.env._(
                "Pass the quiz “%(quiz)s” with %(mark)g %% or more", quiz=known.competence_id.survey_id.title,
                mark=known.competence_id.pass_mark,
            )
        if known._has_login() and not known.confirmed_on:
            steps["sign"] = self.env._("Sign that it was read and understood")
        if known._needs_trainer() and not known.trained_on:
            steps["practical"] = self.env._("Confirmation by a trainer: %s", known._get_trainer_names())
        return steps

    def _has_login(self):
        return bool(self.person_id.user_ids.filtered("active"))

    def _needs_trainer(self):
        """A practical is confirmed by a trainer; so is the training of somebody who has no login to sign with."""
        return self.competence_id.needs_practical or not self._has_login()

    def _get_unread(self):
        """Return the documents of a course that the person has not signed yet, or files not opened yet."""
        if self.document_id:
            return self.document_id.file_ids - self.opened_file_ids if self._has_login() else self.document_id.file_ids.browse()
        return self.competence_id._get_unread(self.person_id)[self.person_id]

    def _get_attempts(self):
        # Participations are closed to most roles; they are counted, and the score shown to the person himself.
        return self.sudo().attempt_ids.filtered(lambda taken: taken.state == "done" and not taken.test_entry)

    # ---------------------------------------------------------------------------------------- reading

    def _check_mine(self):
        self.check_access("read")
        for assignment in self:
            if assignment.person_id != self.env.user.partner_id:
                raise AccessError(self.env._("Nobody signs or reads for another: this is for %s.", assignment.person_id.name))

    def _open_file(self, file_id):
        """Note that the person opened a file of his document; return the file, or none when the revision is out of use."""
        self._check_mine()
        known = self.sudo()  # the assignment opens the document to its person, whatever else he may read
        document = known.document_id.filtered(lambda document: document._is_to_be_read())
        file = document.file_ids.filtered(lambda file: file.id == file_id)
        if file and known.state == "open":
            known._write_guarded({"opened_file_ids": [fields.Command.link(file.id)]})
        return file

    def action_open_files(self):
        """Open the next file that was not opened yet."""
        self.ensure_one()
        self._check_mine()
        known = self.sudo()  # as in `_open_file`: the document is open to its person
        files = known.document_id.file_ids
        file = (files - known.opened_file_ids or files)[:1]
        return {"type": "ir.actions.act_url", "target": "new", "url": f"/mdq/training/{self.id}/file/{file.id}"}

    def confirm(self, credential, reason=None):
        """Sign that the caller has read and understood what these assignments of his are about; return ids of signatures."""
        self._check_mine()
        for assignment in self:
            assignment._check_next("sign")
        self._keep_evidence()
        signatures = self.env["mdq.signature"]._sign(self, "understood", credential, reason)
        known = self.sudo()  # the person may not write assignments; the server notes what he has just signed
        known._write_guarded({"confirmed_on": fields.Datetime.now()})
        known._complete_if_ready()
        return signatures.ids

    def _check_next(self, step):
        if self.state != "open":
            raise UserError(self._get_transition_refusal("done"))
        steps = self._get_steps()
        if next(iter(steps), None) == step:
            return
        if step not in steps:
            raise UserError(self.env._("There is nothing of this kind to do for %s.", self.display_name))
        before = [steps[name] for name in list(steps)[:list(steps).index(step)]]
        raise UserError(self.env._(
            "%(assignment)s: this comes first:\n%(missing)s", assignment=self.display_name,
            missing="\n".join(f"• {sentence}" for sentence in before),
        ))

    def _keep_evidence(self):
        for assignment in self.sudo():  # what is signed is fixed by the server
            if not (assignment.confirmed_on or assignment.trained_on):
                assignment._write_guarded({"evidence": assignment._get_evidence()})

    def _get_evidence(self):
        """Return what the training rests on, line by line: it is what the signatures are given for."""
        lines = [f"{document.code} rev. {document.revision} · {file.name} · SHA-256 {file.sha256}"
                 for document in self._get_documents() for file in document.file_ids]
        if self.quiz_input_id:
            lines.append(f"{self.quiz_input_id.survey_id.title} · {self.quiz_score:g} % · "
                         f"{fields.Datetime.to_string(self.quiz_input_id.end_datetime)} UTC")
        return "\n".join(lines)

    def _complete_if_ready(self):
        self.filtered(lambda assignment: assignment.state == "open" and not assignment._get_steps())._move_to("done")

    # ------------------------------------------------------------------------------------------- quiz

    def action_start_quiz(self):
        """Open the quiz: the participation that is begun, or a new one while attempts are left."""
        self.ensure_one()
        if not self._is_guided():
            self._check_mine()
        self._check_next("quiz")
        answer = self._get_begun_quiz() or self._begin_quiz()
        return {"type": "ir.actions.act_url", "target": "new", "url": answer.get_start_url()}

    def _is_guided(self):
        """Whoever has no login takes the quiz at the trainer's screen."""
        return self._is_trainer() and not self.sudo()._has_login()  # whether he has one is no secret

    def _get_begun_quiz(self):
        return self.sudo().attempt_ids.filtered(lambda taken: taken.state != "done")[:1]  # as in `_get_attempts`

    def _begin_quiz(self):
        competence = self.sudo().competence_id  # surveys are closed to most roles; this opens one to the person it is for
        if competence.max_attempts and len(self._get_attempts()) >= competence.max_attempts:
            raise UserError(self.env._(
                "All %(count)s attempts at “%(quiz)s” are used. Ask %(trainers)s: they teach it again and assign the course anew.",
                count=competence.max_attempts, quiz=competence.survey_id.title, trainers=self._get_trainer_names(),
            ))
        return competence.survey_id._create_answer(
            partner=competence.env["res.partner"].browse(self.person_id.id), check_attempts=False, mdq_assignment_id=self.id)

    def _take_quiz_result(self):
        """Take what the survey has counted: nobody types a result. Called by the server when a participation is finished."""
        for course in self.filtered(lambda course: course.state == "open" and not course.quiz_input_id):
            passed = course._get_attempts().filtered(lambda taken, course=course: taken.partner_id == course.person_id
                                                     and taken.scoring_percentage >= course.competence_id.pass_mark)[:1]
            if passed:
                course._write_guarded({"quiz_input_id": passed.id, "quiz_score": passed.scoring_percentage})
                course._complete_if_ready()

    # -------------------------------------------------------------------------------------- practical

    def _get_trainer_names(self):
        trainers = self.sudo().competence_id.trainer_ids  # whom to ask is no secret
        return ", ".join(trainers.mapped("name")) or self.env._("a quality engineer or supplier quality engineer")

    def _is_trainer(self):
        trainers = self.sudo().competence_id.trainer_ids  # who may confirm does not depend on what he may read
        user = self.env.user
        return user in trainers if trainers else any(user.has_group(group) for group in TRAINERS)

    def confirm_practical(self, credential, reason=None):
        """Sign, as the trainer, that these persons can do it; return ids of the signatures."""
        self.check_access("read")
        for assignment in self:
            assignment._check_may_train()
            assignment._check_next("practical")
        self._keep_evidence()
        signatures = self.env["mdq.signature"]._sign(self, "verified", credential, reason)
        known = self.sudo()  # trainers may be of any role; the server notes what they have just signed
        known._write_guarded({"trained_on": fields.Datetime.now(), "trainer_id": self.env.uid})
        known._complete_if_ready()
        return signatures.ids

    def _check_may_train(self):
        if self.person_id == self.env.user.partner_id:
            raise AccessError(self.env._("Nobody confirms his own practical. Ask another trainer: %s.", self._get_trainer_names()))
        if not self._is_trainer():
            raise AccessError(self.env._("This is confirmed by a trainer: %s.", self._get_trainer_names()))

    # ---------------------------------------------------------------------------------------- buttons

    def action_confirm(self):
        return self._mdq_sign_action("confirm", self.env._("Read and Understood"), "understood")

    def action_confirm_practical(self):
        return self._mdq_sign_action("confirm_practical", self.env._("Practical Confirmed"), "verified")
