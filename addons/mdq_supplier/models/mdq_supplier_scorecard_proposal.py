from odoo import api, fields, models
from odoo.exceptions import UserError

from .mdq_supplier_scorecard_scheme import MEASURES

SEVERITY = {"keep": 0, "clear": 0, "watch": 1, "restrict": 2, "suspend": 3}
ROLES = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
# What a proposal is about: written by the server when it is made, and not changed afterwards.
IDENTITY = {"scorecard_id", "company_id", "partner_id", "proposed"}


class MdqSupplierScorecardProposal(models.Model):
    """What a grade proposes for a supplier's qualifications, and what people decided: nothing happens without them."""

    _name = "mdq.supplier.scorecard.proposal"
    _description = "Proposal After a Scorecard"
    _inherit = ["mdq.numbered.mixin", "mdq.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _mdq_approved_states = ("done",)

    scorecard_id = fields.Many2one("mdq.supplier.scorecard", "Scorecard", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, ondelete="restrict", index=True)
    grade = fields.Selection(related="scorecard_id.grade")
    score = fields.Float(related="scorecard_id.score")
    qualification_ids = fields.Many2many(
        "mdq.supplier.qualification", "mdq_supplier_scorecard_proposal_scope_rel", string="Qualifications", check_company=True,
        domain="[('partner_id', '=', partner_id), ('state', 'in', ('approved', 'conditional'))]",
        help="The scopes that the measure is for.",
    )
    proposed = fields.Selection(MEASURES, "Proposed by the Scheme", required=True, readonly=True)
    measure = fields.Selection(MEASURES, "Measure", required=True, tracking=True)
    is_override = fields.Boolean("Other Than Proposed", compute="_compute_is_override")
    override_reason = fields.Text("Why Not as Proposed", tracking=True)
    conditions = fields.Text(help="What holds from now on, and how it is lifted again. The supplier's buyers read it.")
    state = fields.Selection(
        [("draft", "Proposed"), ("done", "In effect"), ("rejected", "Rejected"), ("dropped", "No longer needed")],
        "Status", default="draft", required=True, readonly=True, copy=False, tracking=True, index=True,
    )
    why_not = fields.Char("Why I Cannot Decide", compute="_compute_why_not")

    def _get_transitions(self):
        return {"draft": {"done", "rejected", "dropped"}}

    def write(self, vals):
        if IDENTITY & set(vals):
            raise UserError(self._get_guarded_refusal(IDENTITY & set(vals)))
        return super().write(vals)

    def _get_locked_states(self):
        return {"done", "rejected", "dropped"}

    @api.depends("proposed", "measure")
    def _compute_is_override(self):
        for proposal in self:
            proposal.is_override = proposal.measure != proposal.proposed

    @api.depends_context("uid", "lang")
    def _compute_why_not(self):
        # Why the reader does not decide is what he needs to know of the request.
        requests = self._mdq_get_requests("pending").grouped("res_id")
        for proposal in self:
            proposal.why_not = requests[proposal._origin.id].why_not if proposal._origin.id in requests else False

    # ------------------------------------------------------------------------------------- making

    @api.model
    def _propose(self, cards):
        """Write down what the grades of new scorecards propose, for suppliers that are not already under as much."""
        standing = self._get_standing(cards.partner_id, cards.company_id)
        open_ones = self.search([("partner_id", "in", cards.partner_id.ids), ("state", "=", "draft")])
        waiting = {(proposal.partner_id, proposal.company_id): proposal for proposal in open_ones}
        vals_list, scopes = [], cards._get_scopes()
        for card in cards:
            measure = card._get_proposed_measure(standing.get((card.partner_id, card.company_id)))
            waiting.get((card.partner_id, card.company_id), self.browse())._drop_for(card)
            if measure:
                vals_list.append(card._prepare_proposal_vals(measure, scopes.get((card.partner_id, card.company_id))))
        made = self.create(vals_list)
        made._call_for_decision()
        return made

    @api.model
    def _get_standing(self, partners, companies):
        """Return {(partner, company): the measure that is in effect}: one whose scopes were freed since is over."""
        done = self.search([
            ("partner_id", "in", partners.ids), ("company_id", "in", companies.ids), ("state", "=", "done"),
            ("measure", "!=", "keep"),
        ], order="state_changed_on, id")
        return {(proposal.partner_id, proposal.company_id): proposal.measure for proposal in done if proposal._is_in_effect()}

    def _is_in_effect(self):
        """Whether the scopes that the measure changed are still as it left them. Extend."""
        if self.measure == "suspend":
            return "suspended" in self.qualification_ids.mapped("state")
        if self.measure == "restrict":
            return any(scope.is_restricted or scope.state == "suspended" for scope in self.qualification_ids)
        return True

    def _drop_for(self, card):
        """A newer scorecard has its own proposal; the older one waits for nobody any more."""
        if self:
            self._move_to("dropped", self.env._("Replaced by the scorecard %s", card.display_name))

    def _after_move_to_dropped(self):
        self.env["mdq.approval.request"]._supersede(self)
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _call_for_decision(self):
        for proposal in self:
            people = proposal.qualification_ids.responsible_id.filtered("active")
            for user in people[:5]:
                speaker = proposal.with_context(lang=user.lang)
                proposal.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=user.id,
                    summary=speaker.env._("Grade %(grade)s: decide what it means for %(supplier)s", grade=proposal.grade,
                                          supplier=proposal.partner_id.name),
                )

    # ------------------------------------------------------------------------------------- public

    def action_submit(self):
        """Send the measure along its approval route: another person decides and signs."""
        self.env.user._mdq_require(*ROLES)
        self.check_access("write")
        self._check_whole()
        return self._mdq_request_approval().ids

    def action_take_back(self):
        return self._mdq_take_back()

    def _check_whole(self):
        for proposal in self:
            if proposal.state != "draft":
                raise UserError(self.env._("%s is decided already.", proposal.display_name))
            if proposal.is_override and not (proposal.override_reason or "").strip():
                raise UserError(self.env._(
                    "%s: say why the measure is another than proposed. The reason is signed with it.", proposal.display_name
                ))
            if proposal.measure == "restrict" and not (proposal.conditions or "").strip():
                raise UserError(self.env._("%s: write the conditions of the approval.", proposal.display_name))
            if proposal.measure in ("restrict", "suspend") and not proposal._get_affected():
                raise UserError(self.env._(
                    "%s: choose at least one qualification that the measure can change.", proposal.display_name
                ))

    def approve(self, credential, comment=None):
        """Sign the open step of the approval; the last one puts the measure into effect."""
        self._check_whole()
        return self._mdq_decide(credential, comment)

    def action_approve(self):
        return self._mdq_sign_action("approve", self.env._("Approve Measure"), "approved", reason_param="comment")

    def reject(self, credential, comment):
        """Sign that the measure is not taken: the supplier's qualifications stay as they are."""
        return self._mdq_get_open_requests().reject(credential, comment)

    def action_reject(self):
        return self._mdq_sign_action("reject", self.env._("Reject Measure"), "rejected", reason_param="comment",
                                     reason_required=True)

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        for proposal in self:
            proposal._check_whole()
            proposal._move_to("done")

    def _after_mdq_rejected(self):
        super()._after_mdq_rejected()
        self._move_to("rejected")

    def _after_move_to_rejected(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def _after_move_to_done(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])
        for proposal in self:
            apply = getattr(proposal, f"_apply_{proposal.measure}", None)
            if apply:
                apply(proposal.env._("%(proposal)s after scorecard %(card)s: grade %(grade)s", proposal=proposal.name,
                                     card=proposal.scorecard_id.display_name, grade=proposal.grade))

    # ----------------------------------------------------------------------------------- measures

    def _get_affected(self):
        """The qualifications that the measure changes."""
        states = {"suspend": ("approved", "conditional"), "restrict": ("approved",), "clear": ("conditional",)}
        chosen = self.qualification_ids.filtered(lambda scope: scope.state in states.get(self.measure, ()))
        return chosen.filtered("is_restricted") if self.measure == "clear" else chosen

    def _apply_suspend(self, reason):
        self._get_affected()._move_to("suspended", reason)

    def _apply_restrict(self, reason):
        self._get_affected()._move_to("conditional", f"{reason}. {self.conditions}")

    def _apply_clear(self, reason):
        self._get_affected()._move_to("approved", reason)


class MdqSupplierScorecard(models.Model):
    """What a new scorecard proposes."""

    _inherit = "mdq.supplier.scorecard"

    proposal_ids = fields.One2many("mdq.supplier.scorecard.proposal", "scorecard_id", "Proposals", readonly=True,
                                   groups="base.group_user")

    def _after_snapshot(self):
        super()._after_snapshot()
        self.env["mdq.supplier.scorecard.proposal"]._propose(self._get_latest())

    def _get_latest(self):
        """Those that no scorecard of a later period stands beside: an old month proposes nothing any more."""
        later = self.search([("partner_id", "in", self.partner_id.ids), ("state", "=", "current")])
        newest = {}
        for card in later:
            key = card.partner_id, card.company_id
            newest[key] = max(newest.get(key, card.date_to), card.date_to)
        return self.filtered(lambda card: newest[card.partner_id, card.company_id] == card.date_to)

    def _get_proposed_measure(self, standing):
        """Return the measure that this grade asks for, or None where nothing changes."""
        if self.grade == "none":
            return None
        measure = self.scheme_id._get_measure(self.grade)
        if measure == "keep":
            return "clear" if SEVERITY.get(standing, 0) else None
        return measure if SEVERITY[measure] > SEVERITY.get(standing, 0) else None

    def _get_scopes(self):
        """Return {(partner, company): qualifications that a measure could change}."""
        return self.env["mdq.supplier.qualification"].search([
            ("partner_id", "in", self.partner_id.ids), ("company_id", "in", self.company_id.ids),
            ("state", "in", ("approved", "conditional")),
        ]).grouped(lambda scope: (scope.partner_id, scope.company_id))

    def _prepare_proposal_vals(self, measure, scopes):
        return {
            "scorecard_id": self.id, "company_id": self.company_id.id, "partner_id": self.partner_id.id,
            "proposed": measure, "measure": measure, "qualification_ids": [fields.Command.set(scopes.ids if scopes else [])],
        }
