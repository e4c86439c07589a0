from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..core import score

SUPPLIER = "mdq_base.group_supplier_user"
ANSWERS = "mdq_base.group_supplier_quality"
OPEN = ("sent", "returned")
ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")


class MdqSupplierQuestionnaireAnswer(models.Model):
    """What one supplier answered to one revision of a questionnaire, and what we made of it."""

    _name = "mdq.supplier.questionnaire.answer"
    _description = "Answered Questionnaire"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("Reference", readonly=True, copy=False, default=lambda self: self.env._("New"))
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    questionnaire_id = fields.Many2one(
        "mdq.supplier.questionnaire", "Questionnaire", required=True, ondelete="restrict", domain=[("state", "=", "effective")],
        help="The revision that was sent: it stays with the answers.",
    )
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, index=True, ondelete="restrict", tracking=True)
    case_id = fields.Many2one("mdq.supplier.case", "Admission", ondelete="restrict", index="btree_not_null", check_company=True)
    due_date = fields.Date("Answer By", tracking=True)
    line_ids = fields.One2many("mdq.supplier.questionnaire.answer.line", "answer_id", "Answers", copy=False)
    answered_count = fields.Integer("Answered", compute="_compute_progress")
    question_count = fields.Integer("Questions", compute="_compute_progress")
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    has_score = fields.Boolean(readonly=True, copy=False, groups="base.group_user")
    score = fields.Float("Score (%)", readonly=True, copy=False, digits=(5, 1), aggregator="avg", groups="base.group_user")
    score_note = fields.Char("How It Was Scored", readonly=True, copy=False, groups="base.group_user")
    knock_outs = fields.Text("Knocked Out By", readonly=True, copy=False, groups="base.group_user")
    submitted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    submitted_on = fields.Datetime(readonly=True, copy=False)
    reviewed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    reviewed_on = fields.Datetime(readonly=True, copy=False)
    review_note = fields.Text("Note to the Supplier", copy=False)
    reminded_on = fields.Date("Last Reminder", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "At the supplier"), ("submitted", "To review"), ("returned", "Returned"),
         ("accepted", "Accepted"), ("rejected", "Rejected"), ("cancelled", "Cancelled")],
        string="Status", default="draft", required=True, readonly=True, copy=False, tracking=True, index=True, group_expand=True,
    )

    # ----------------------------------------------------------------------------------- computed

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " · ".join(part for part in (record.name, record.partner_id.name) if part)

    @api.depends("line_ids.is_answered")
    def _compute_progress(self):
        for record in self:
            asked = record.line_ids.filtered(lambda line: line.kind != "section")
            record.question_count = len(asked)
            record.answered_count = len(asked.filtered("is_answered"))

    @api.model
    def _get_overdue_domain(self):
        return Domain("state", "in", OPEN) & Domain("due_date", "<", self.env.company._mdq_today())

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        late = self.filtered_domain(self._get_overdue_domain())
        for record in self:
            record.is_overdue = record in late

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_overdue_domain() if True in value else ~self._get_overdue_domain()

    # --------------------------------------------------------------------------------- transitions

    def _get_transitions(self):
        return {
            "draft": {"sent", "cancelled"}, "sent": {"submitted", "cancelled"}, "returned": {"submitted", "cancelled"},
            "submitted": {"returned", "accepted", "rejected"},
        }

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            "has_score", "score", "score_note", "knock_outs", "submitted_by", "submitted_on", "reviewed_by", "reviewed_on",
            "reminded_on",
        }

    def _get_locked_states(self):
        return {"accepted", "rejected", "cancelled"}

    @api.model_create_multi
    def create(self, vals_list):
        """A sheet made by hand gets the questions of its revision."""
        for vals in vals_list:
            if vals.get("questionnaire_id") and not vals.get("line_ids"):
                template = self.env["mdq.supplier.questionnaire"].browse(vals["questionnaire_id"])
                company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
                partner = self.env["res.partner"].browse(vals.get("partner_id"))
                vals.update({**template._prepare_answer_vals(partner, company), **vals})
        return super().create(vals_list)

    @api.constrains("questionnaire_id")
    def _check_in_force(self):
        for record in self:
            if record.state == "draft" and record.questionnaire_id.state != "effective":
                raise UserError(self.env._("%s is not in force: send the effective revision.",
                                           record.questionnaire_id.display_name))

    # ------------------------------------------------------------------------------------ sending

    def action_send(self):
        """Send the questionnaire to the people of the supplier, in their language."""
        self.env.user._mdq_require(*ROLES)
        self.partner_id._mdq_check_answers_in_portal()
        self._move_to("sent")
        self._tell_suppliers()
        return True

    def action_cancel(self):
        self.env.user._mdq_require(*ROLES)
        return self._move_to("cancelled")

    def _tell_suppliers(self):
        for record in self:
            for person in record.partner_id._mdq_find_portal_people(ANSWERS):
                record.with_context(lang=person.lang)._tell_person(person)

    def _tell_person(self, person):
        self.env["mail.thread"].message_notify(
            partner_ids=person.ids, subject=self.env._("Please answer: %s", self.questionnaire_id.name),
            body=self.env._(
                "%(company)s asks you to answer the questionnaire %(name)s by %(date)s. Open it in the portal under Admission;"
                " what you type is kept as you go.",
                company=self.company_id.name, name=self.questionnaire_id.name, date=self.due_date or "-",
            ),
        )

    # ----------------------------------------------------------------------------------- answering

    def _check_may_answer(self):
        """Refuse everybody but the supplier's own people of quality, and them when it is not their turn."""
        self.ensure_one()
        user = self.env.user
        # Whose sheet it is decides; the supplier's rules decided already whether he sees it.
        owner = self.sudo().partner_id.commercial_partner_id
        if not user.share or user.partner_id.commercial_partner_id != owner:
            raise AccessError(self.env._("This questionnaire is answered by the supplier's own people, in the portal."))
        user._mdq_require(ANSWERS)
        if self.state not in OPEN:
            raise UserError(self.env._("This questionnaire was sent in already. Wait for the review, or ask to have it returned."))

    def save_answer(self, line_id, value):
        """Keep one answer of the caller's own questionnaire; an empty value takes the answer back.

        :return: {answered, question_count, answered_count}
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_answer()
        # No role writes answers; the server does, for the person that the check above let in.
        line = self.sudo().line_ids.filtered(lambda line: line.id == line_id)
        if not line:
            raise UserError(self.env._("This question is not part of the questionnaire."))
        line._save(value)
        return {"answered": line.is_answered, "answered_count": self.sudo().answered_count,  # of his own sheet
                "question_count": self.sudo().question_count}

    def _add_files(self, line_id, files):
        """Keep files beside an answer of the caller's own questionnaire."""
        self.ensure_one()
        self._check_may_answer()
        # No role writes files; the server does, for the person that the check above let in.
        line = self.sudo().line_ids.filtered(lambda line: line.id == line_id and line.kind != "section")
        if not line or not files:
            raise UserError(self.env._("Choose a file first."))
        for name, content in files:
            line._add_file(name, content)

    def submit(self):
        """Send the answers in, as the supplier."""
        self.ensure_one()
        self.check_access("read")
        self._check_may_answer()
        return self._send_in()

    def _send_in(self):
        """Take the answers in, if nothing is missing: whoever sends them was let in by name and role."""
        record = self.sudo()  # as the line above says
        missing = record.line_ids.filtered(lambda line: line._get_missing())
        if missing:
            raise UserError(self.env._(
                "Before you send it in:\n%s", "\n".join(f"• {line._get_missing()}" for line in missing)
            ))
        record._move_to("submitted")
        record._write_guarded({"submitted_by": self.env.uid, "submitted_on": fields.Datetime.now()})
        record._reckon()
        record._tell_reviewer()
        return True

    def _get_next_person(self):
        """Who moves it on: the supplier or the reviewer."""
        if self.state in OPEN:
            return self.partner_id.name
        # Names of roles are no secret, and the reader must know whom to ask.
        return self.env.ref("mdq_base.group_sqe").sudo().name

    def _tell_reviewer(self):
        responsible = self.case_id.responsible_id or self.create_uid
        self.activity_schedule(
            "mail.mail_activity_data_todo", user_id=responsible.id,
            summary=self.with_context(lang=responsible.lang).env._("Review the answers of %s", self.partner_id.name),
        )

    # ------------------------------------------------------------------------------------- scoring

    def _reckon(self):
        """Score the answers as they are; a question without an answer does not count as 0."""
        for record in self:
            lines = record.line_ids.filtered(lambda line: line.kind != "section")
            result = score.score([score.Part(line.question_id.weight, line._get_worth()) for line in lines])
            record._write_guarded({
                "has_score": result.percent is not None, "score": result.percent or 0.0,
                "score_note": record._mdq_both(lambda shown, result=result: shown._describe(result)),
                "knock_outs": "\n".join("• " + line._mdq_both(lambda shown: shown.question_id.name) for line in lines if line._is_knock_out()) or False,
            })

    def _describe(self, result):
        if result.percent is None:
            return self.env._("Not scored: no question that counts was answered.")
        return self.env._(
            "%(percent)s %% = worth of the answers × weight ÷ weight, over %(counted)s answered questions; %(open)s not answered.",
            percent=result.percent, counted=result.counted, open=result.open,
        )
