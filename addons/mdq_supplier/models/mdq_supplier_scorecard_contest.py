from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
QUALITY = ("mdq_base.group_supplier_quality", "mdq_base.group_supplier_signatory")
LONGEST = 4000


class MdqSupplierScorecardContest(models.Model):
    """A supplier's objection to a record that cost it points: decided by somebody who had no hand in the score."""

    _name = "mdq.supplier.scorecard.contest"
    _description = "Contest of a Scorecard"
    _inherit = ["mdq.numbered.mixin", "mdq.audited.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    loss_id = fields.Many2one("mdq.supplier.scorecard.loss", "Contested", required=True, readonly=True, ondelete="restrict", index=True)
    scorecard_id = fields.Many2one("mdq.supplier.scorecard", "Scorecard", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, ondelete="restrict", index=True)
    metric_name = fields.Char(related="loss_id.metric_name")
    record_name = fields.Char(related="loss_id.name", string="Record")
    what = fields.Char(related="loss_id.what")
    points = fields.Float(related="loss_id.points")
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(required=True, readonly=True)
    contested_by_id = fields.Many2one("res.users", "Contested By", required=True, readonly=True, ondelete="restrict")
    contested_on = fields.Datetime("Contested On", required=True, readonly=True)
    text = fields.Text("Objection", required=True, readonly=True)
    effect = fields.Selection(
        [("drop", "Not counted"), ("met", "Counts as met")], "If Upheld", readonly=True,
        help="Not counted: the record leaves the metric. Counts as met: it stays, as if it had met the best value.",
    )
    answer = fields.Text("Why", readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided By", readonly=True, ondelete="restrict", groups="base.group_user")
    decided_on = fields.Datetime("Decided On", readonly=True)
    outcome_id = fields.Many2one("mdq.supplier.scorecard", "Scorecard After It", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [("open", "Under dispute"), ("upheld", "Upheld"), ("rejected", "Rejected"), ("withdrawn", "Withdrawn")],
        "Status", default="open", required=True, readonly=True, copy=False, tracking=True, index=True,
    )

    _one_open = models.UniqueIndex("(loss_id) WHERE state = 'open'", "This record is under dispute already.")

    def _get_transitions(self):
        return {"open": {"upheld", "rejected", "withdrawn"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"effect", "answer", "decided_by_id", "decided_on", "outcome_id"}

    def _get_signed_fields(self):
        return ["loss_id", "scorecard_id", "partner_id", "contested_by_id", "contested_on", "text"]

    # ------------------------------------------------------------------------------------- deciding

    def uphold(self, credential, reason, effect="met"):
        """Grant contests, signed: the scorecards are made anew, the old versions stay.

        :param effect: "met": the record counts as if it had met the best value; "drop": it does not count
        """
        if effect not in ("met", "drop"):
            raise UserError(self.env._("Say what becomes of the record: “met” counts it as met, “drop” does not count it."))
        return self._decide("upheld", "agreed", credential, reason, {"effect": effect})

    def reject(self, credential, reason):
        """Turn contests down, signed; the scorecard stays as it is."""
        return self._decide("rejected", "rejected", credential, reason, {})

    def _decide(self, target, meaning, credential, reason, vals):
        self.env.user._mdq_require(*ROLES)
        self.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the supplier reads it."))
        for contest in self:
            contest._check_decider()
        self.env["mdq.signature"]._sign(self, meaning, credential, reason)
        # No role writes contests; what was checked and signed above is recorded by the server.
        contests = self.sudo()
        contests._write_guarded({
            **vals, "answer": reason, "decided_by_id": self.env.uid, "decided_on": fields.Datetime.now(),
        })
        contests._move_to(target, reason)
        return True

    def _check_decider(self):
        if self.state != "open":
            raise UserError(self.env._("%s is decided already.", self.display_name))
        if self.env.user in self._get_barred():
            raise AccessError(self.env._(
                "You had a hand in %(card)s: you made it, or decided on what it proposed. Somebody else decides on %(contest)s.",
                card=self.scorecard_id.display_name, contest=self.name,
            ))

    def _get_barred(self):
        """Who made the scorecard or a version before it, or wrote, submitted or decided what it proposes."""
        # Who had a hand in it is a fact, whatever the one who decides may read.
        card = self.scorecard_id.sudo()
        versions = card
        while card.previous_id:
            card = card.previous_id
            versions |= card
        requests = versions.proposal_ids._mdq_get_requests()
        people = versions.computed_by_id | requests.requester_id | requests.author_ids | requests.decision_ids.user_id
        return people.filtered(lambda user: not user._is_superuser())

    def _after_move_to_upheld(self):
        for contest in self:
            card = contest.scorecard_id._get_newest()
            made = card._snapshot(card.partner_id, card.date_from, card.date_to, card.company_id, contest._get_ruling())
            contest._write_guarded({"outcome_id": made.id})
        self._tell()

    def _after_move_to_rejected(self):
        self._tell()

    def _get_key(self):
        return self.company_id, self.partner_id, self.date_from, self.date_to

    def _get_ruling(self):
        return self.env._("%(contest)s upheld: %(why)s", contest=self.name, why=self.answer)

    def _tell(self):
        """The supplier learns the outcome in the language of the person who contested."""
        self.activity_unlink(["mail.mail_activity_data_todo"])
        for contest in self:
            person = contest.contested_by_id.partner_id
            told = contest.with_context(lang=person.lang or "en_US")
            told.message_notify(
                partner_ids=person.ids, body=told._get_outcome_text(), email_layout_xmlid="mail.mail_notification_light",
                subject=told.env._("Your objection %s is decided", contest.name),
            )

    def _get_outcome_text(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        text = self.env._("%(contest)s, %(record)s: %(state)s. %(why)s", contest=self.name, record=self.record_name,
                          state=labels[self.state], why=self.answer)
        if not self.outcome_id:
            return text
        return self.env._("%(text)s The scorecard was made anew: %(score)s points, grade %(grade)s.", text=text,
                          score=f"{self.outcome_id.score:.1f}" if self.outcome_id.grade != "none" else "–",
                          grade=dict(self.outcome_id._fields["grade"]._description_selection(self.env))[self.outcome_id.grade])

    # ------------------------------------------------------------------------------------- buttons

    def action_uphold_met(self):
        return self._mdq_sign_action("uphold", self.env._("Uphold: Count as Met"), "agreed", reason_required=True,
                                     args={"ids": self.ids, "effect": "met"})

    def action_uphold_drop(self):
        return self._mdq_sign_action("uphold", self.env._("Uphold: Do Not Count"), "agreed", reason_required=True,
                                     args={"ids": self.ids, "effect": "drop"})

    def action_reject(self):
        return self._mdq_sign_action("reject", self.env._("Reject Objection"), "rejected", reason_required=True)

    def action_open_record(self):
        return self.loss_id.action_open_record()


class MdqSupplierScorecardLoss(models.Model):
    """How a supplier contests a record that cost it points."""

    _inherit = "mdq.supplier.scorecard.loss"

    contest_ids = fields.One2many("mdq.supplier.scorecard.contest", "loss_id", "Contests", readonly=True)

    def contest(self, text, files=None):
        """Object to this record, as a person of quality of the supplier or one who signs for it; return the contest's id.

        :param files: [{name, data}] with data in base64: PDF, PNG or JPEG
        """
        self.ensure_one()
        self.check_access("read")
        self._check_may_contest(text)
        # No role writes contests; what was checked above is recorded by the server.
        contest = self.sudo().env["mdq.supplier.scorecard.contest"].create(self._prepare_contest_vals(text))
        contest._keep_files(files)
        contest._call_for_decision()
        return contest.id

    def _prepare_contest_vals(self, text):
        return {
            "loss_id": self.id, "scorecard_id": self.scorecard_id.id, "company_id": self.company_id.id,
            "date_from": self.scorecard_id.date_from, "date_to": self.scorecard_id.date_to,
            "partner_id": self.partner_id.id, "text": text.strip(), "contested_by_id": self.env.uid,
            "contested_on": fields.Datetime.now(),
        }

    def _get_met_value(self):
        """The value of a record that met what this scorecard asks: wholly good, no bad unit, or the days for 100 points."""
        metric = self.scorecard_id.metric_ids.filtered(lambda metric: metric.code == self.code)
        return metric.best if metric.kind == "mean" else float(metric.best > metric.worst)

    def _check_may_contest(self, text):
        user = self.env.user
        if user.commercial_partner_id != self.partner_id or not any(user.has_group(group) for group in QUALITY):
            raise AccessError(self.env._("Only a person of quality of %s, or one who signs for it, contests its scorecard.",
                                         self.partner_id.name))
        if not (text or "").strip():
            raise UserError(self.env._("Write what is wrong with this record, and what shows it."))
        if len(text) > LONGEST:
            raise UserError(self.env._("Write at most %s characters, and attach the rest as a file.", LONGEST))
        self._check_contestable()

    def _check_contestable(self):
        card = self.scorecard_id
        if card.state != "current":
            raise UserError(self.env._("This version was replaced. Contest the one in force."))
        if not card._is_contestable():
            raise UserError(self.env._("This scorecard could be contested until %s.", card.contest_until))
        if self._get_key() in card._get_contested_keys():
            raise UserError(self.env._("This record was contested before. Its outcome stands with it."))

    def _get_key(self):
        """What is contested, whatever version of the scorecard it stands on."""
        return self.code, self.res_model, self.res_id


class MdqSupplierScorecardContestCall(models.Model):
    _inherit = "mdq.supplier.scorecard.contest"

    def _call_for_decision(self):
        """Tell those who may decide: the supplier's responsible people first, otherwise quality management."""
        barred = self._get_barred()
        scopes = self.env["mdq.supplier.qualification"].search(
            [("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        )
        people = scopes.responsible_id.filtered(lambda user: user.active and any(map(user.has_group, ROLES))) - barred
        managers = self.env.ref("mdq_base.group_quality_manager").all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        for user in (people or managers - barred)[:5]:
            self.activity_schedule("mail.mail_activity_data_todo", user_id=user.id, summary=self.with_context(lang=user.lang).env._(
                "%(supplier)s contests its scorecard: decide", supplier=self.partner_id.name
            ))


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    contest_ids = fields.Many2many("mdq.supplier.scorecard.contest", string="Contests", compute="_compute_contest_ids")
    is_disputed = fields.Boolean("Under Dispute", compute="_compute_contest_ids", search="_search_is_disputed")

    @api.depends("loss_ids.contest_ids.state")
    def _compute_contest_ids(self):
        """Contests of the period: those on earlier versions are still there on the one in force."""
        found = self._get_contests()
        for card in self:
            mine = found.filtered(lambda contest, card=card: contest._get_key() == card._get_key())
            card.contest_ids = mine
            card.is_disputed = "open" in mine.mapped("state")

    def _get_contests(self):
        return self.env["mdq.supplier.scorecard.contest"].search([
            ("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids),
            ("date_from", "in", self.mapped("date_from")),
        ])

    def _get_contested_keys(self):
        """The records of this scorecard that stand under dispute, or were decided against: they are not contested again."""
        return {contest.loss_id._get_key() for contest in self.contest_ids if contest.state in ("open", "rejected")}

    def _get_key(self):
        return self.company_id, self.partner_id, self.date_from, self.date_to

    def _search_is_disputed(self, operator, value):
        if operator != "in":
            return NotImplemented
        contests = self.env["mdq.supplier.scorecard.contest"].search([("state", "=", "open")])
        disputed = fields.Domain.OR([
            fields.Domain("company_id", "=", company.id) & fields.Domain("partner_id", "=", partner.id)
            & fields.Domain("date_from", "=", begin) & fields.Domain("date_to", "=", end)
            for company, partner, begin, end in {contest._get_key() for contest in contests}
        ])
        return disputed if True in value else ~disputed

    def _is_contestable(self):
        return self.state == "current" and self.company_id._mdq_today() <= self.contest_until

    def _get_newest(self):
        """The version in force of the same period."""
        current = self._get_current(self.partner_id, self.date_from, self.date_to, self.company_id)
        return current.get(self.partner_id.id, self)

    def _get_ruled_facts(self, partners, date_from, date_to, company):
        """Facts as they count after what was decided on contests of this very period."""
        rows = super()._get_ruled_facts(partners, date_from, date_to, company)
        rulings = self._get_rulings(partners, date_from, date_to, company)
        ruled = (_rule(row, rulings.get((row.metric, row.model, row.res_id))) for row in rows)
        return [row for row in ruled if row is not None]

    @api.model
    def _get_rulings(self, partners, date_from, date_to, company):
        """Return {(metric, model, id): contest} of those upheld for this period."""
        # What was decided counts, whatever the one who asks may read of it.
        upheld = self.env["mdq.supplier.scorecard.contest"].sudo().search([
            ("state", "=", "upheld"), ("company_id", "=", company.id), ("partner_id", "in", partners.ids),
            ("date_from", "=", date_from), ("date_to", "=", date_to),
        ], order="id")
        return {(loss.code, loss.res_model, loss.res_id): contest for contest in upheld for loss in contest.loss_id}


def _rule(row, contest):
    if contest and contest.effect == "drop":
        return None
    return row._replace(numerator=row.denominator * contest.loss_id._get_met_value()) if contest else row
