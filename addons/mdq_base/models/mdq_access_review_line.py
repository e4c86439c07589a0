from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

DECISIONS = [("keep", "Keep"), ("remove", "Remove"), ("change", "Change")]


class MdqAccessReviewLine(models.Model):
    """One person in one role under review, and what was decided about it."""

    _name = "mdq.access.review.line"
    _description = "Line of an Access Review"
    _inherit = ["mdq.access.facts", "mdq.audited.mixin"]
    _order = "person, role, id"
    _rec_name = "person"
    _mdq_parent = "review_id"
    _mdq_server_written = True

    review_id = fields.Many2one("mdq.access.review", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    state = fields.Selection(related="review_id.state")
    decision = fields.Selection(DECISIONS, readonly=True)
    comment = fields.Char("Why", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    decided_on = fields.Datetime(readonly=True)
    is_done = fields.Boolean("Done", compute="_compute_is_done")

    @api.depends("decision", "user_id.group_ids", "user_id.active")
    def _compute_is_done(self):
        """Whether what was decided is so by now. Only a person knows when a change is done: by the next review."""
        for line in self:
            holds = line.user_id.active and line.group_id in line.user_id.all_group_ids
            line.is_done = line.decision == "keep" or (line.decision == "remove" and not holds)

    # -------------------------------------------------------------------------------------- public

    def decide(self, decision, comment=None):
        """Decide lines: keep, remove or change, the latter two with a reason."""
        self._check_may_decide()
        if decision not in dict(DECISIONS):
            raise UserError(self.env._("Decide with one of: keep, remove, change."))
        if decision != "keep" and not (comment or "").strip():
            raise UserError(self.env._("Say why the role is removed, or what is to be changed."))
        # No role writes the lines; who decides and what was checked above.
        self.sudo().write({
            "decision": decision, "comment": comment or False, "decided_by": self.env.uid,
            "decided_on": fields.Datetime.now(),
        })
        return True

    def action_keep(self):
        return self.decide("keep")

    def action_remove(self):
        return self._decide_action("remove", self.env._("Remove"))

    def action_change(self):
        return self._decide_action("change", self.env._("Change"))

    # ------------------------------------------------------------------------------------- helpers

    def _mdq_get_decision_label(self):
        """The decision in both languages, for paper."""
        return self._mdq_both(lambda line: dict(line._fields["decision"]._description_selection(line.env)).get(line.decision, ""))

    def _decide_action(self, decision, title):
        return {"type": "ir.actions.act_window", "res_model": "mdq.access.decide", "name": title, "target": "new",
                "views": [(False, "form")], "context": {"default_decision": decision, "default_line_ids": self.ids}}

    def _check_may_decide(self):
        self.env.user._mdq_require(*self._get_deciding_roles())
        self.check_access("read")
        if self.env.user in self.user_id:
            raise AccessError(self._get_own_access_refusal())
        for review in self.review_id:
            if review.state != "running":
                raise UserError(self.env._("%s is not in review: nothing is decided in it now.", review.name))

    def _get_deciding_roles(self):
        """Return the roles of those who decide. Extend, with a check of when."""
        return ("mdq_base.group_quality_manager",)

    def _get_own_access_refusal(self):
        return self.env._("Nobody decides about his own access. Another quality manager decides these lines.")

    def _remove_roles(self):
        """Take the roles that are to be removed; return the lines that are done with."""
        removed = self.browse()
        for line in self.filtered(lambda line: line.decision == "remove"):
            if line.is_done or line._remove_role():
                removed += line
        return removed

    def _remove_role(self):
        """Whether the role could be taken: one that comes with another role needs a person's thought."""
        user, group = self.user_id, self.group_id
        if group not in user.group_ids:
            return False
        try:
            with self.env.cr.savepoint(), self._mdq_reason(self._get_reason()):
                user.write({"group_ids": [Command.unlink(group.id)]})
        except (ValidationError, UserError):
            return False
        return True

    def _get_reason(self):
        return self.env._("Access review %(review)s: %(why)s", review=self.review_id.name, why=self.comment)

    def _ask_administrators(self):
        """What the system does not do itself is a task for the administrators, one for each person concerned."""
        people = self.env.ref("mdq_base.group_admin")._mdq_get_people() or self.env.ref("base.group_system")._mdq_get_people()
        tasks = defaultdict(lambda: self.browse())
        for line in self:
            tasks[line.review_id, line.user_id] |= line
        labels = dict(self._fields["decision"]._description_selection(self.env))
        for (review, user), lines in tasks.items():
            note = "; ".join(f"{labels[line.decision]} {line.role}: {line.comment}" for line in lines)
            for admin in people:
                review.activity_schedule("mail.mail_activity_data_todo", user_id=admin.id, note=note,
                                         summary=self.env._("Change the roles of %s", user.name))
