from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError

from .mdq_access_facts import SYSTEM_GROUPS

MONTHS = 6


class MdqAccessReview(models.Model):
    """Who could do what at a moment: a decision for each person and role, signed."""

    _name = "mdq.access.review"
    _description = "Access Review"
    _inherit = ["mdq.review.mixin"]

    as_of = fields.Datetime("As of", required=True, default=lambda self: fields.Datetime.now(), copy=False)
    group_ids = fields.Many2many("res.groups", string="Roles", required=True, default=lambda self: self._get_default_groups())
    removes_roles = fields.Boolean(
        "Remove Roles at Signing", default=True,
        help="What is decided to be removed is removed when the review is signed. Otherwise administrators are asked to.",
    )
    next_review_on = fields.Date("Next Review", required=True, tracking=True,
                                 default=lambda self: self.env.company._mdq_today() + relativedelta(months=MONTHS))
    line_ids = fields.One2many("mdq.access.review.line", "review_id", "People and Roles", copy=False)
    line_count = fields.Integer("Lines", compute="_compute_counts")
    undecided_count = fields.Integer("To Decide", compute="_compute_counts")
    unfinished_count = fields.Integer("Decided but Not Yet Done", compute="_compute_counts")
    followed_by_id = fields.Many2one("mdq.access.review", "Followed By", readonly=True, copy=False, ondelete="restrict")
    state = fields.Selection(
        [("draft", "Draft"), ("running", "In Review"), ("signed", "Signed"), ("cancelled", "Cancelled")],
        default="draft", required=True, readonly=True, copy=False, tracking=True,
    )

    @api.model
    def _get_default_groups(self):
        """The roles of the suite, and those that give power over accounts and settings."""
        category = self.env.ref("mdq_base.module_category_mdq")
        suppliers = self.env.ref("mdq_base.group_supplier_user").all_implied_by_ids
        ours = self.env["res.groups"].search([("privilege_id.category_id", "=", category.id)])
        return ours.union(suppliers, *(self.env.ref(name) for name in SYSTEM_GROUPS))

    @api.depends("line_ids.decision", "line_ids.is_done")
    def _compute_counts(self):
        for review in self:
            lines = review.line_ids
            review.line_count = len(lines)
            review.undecided_count = len(lines.filtered(lambda line: not line.decision))
            review.unfinished_count = len(lines.filtered(lambda line: line.decision and not line.is_done))

    def _get_transitions(self):
        return {"draft": {"running", "cancelled"}, "running": {"signed", "cancelled"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"followed_by_id"}

    def write(self, vals):
        started = self.filtered(lambda review: review.state != "draft")
        if started and {"as_of", "group_ids", "company_id", "line_ids"} & set(vals):
            raise UserError(self.env._(
                "%s has begun: its moment, company and roles are fixed. Cancel it and begin another.", started[0].name
            ))
        return super().write(vals)

    # -------------------------------------------------------------------------------------- public

    def action_start(self):
        """List who could do what at the moment of each review."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        return self._move_to("running")

    def action_open_lines(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "mdq.access.review.line", "name": self.name,
            "views": [(False, "list")], "domain": [("review_id", "=", self.id)],
            "context": {"search_default_undecided": self.state == "running", "search_default_group_by_role": 1},
        }

    def action_export(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/mdq/access/{self._name}/{self.id}.xlsx", "target": "download"}

    # ------------------------------------------------------------------------------------- helpers

    def _check_move_to_running(self):
        for review in self:
            if review.as_of > fields.Datetime.now():
                raise UserError(self.env._("Nobody knows who will have access on a future date. Choose a past moment."))

    def _after_move_to_running(self):
        for review in self:
            facts = self.env["mdq.access.facts"]._get_facts(review.as_of, review.group_ids, review.company_id)
            # No role writes the lines; they are what the ledger tells.
            self.env["mdq.access.review.line"].sudo().create([{**fact, "review_id": review.id} for fact in facts])

    def _check_may_sign(self):
        for review in self:
            if not review.line_ids:
                raise UserError(self.env._("%s has no lines: begin it first.", review.name))
            if review.undecided_count:
                raise UserError(self.env._(
                    "%(count)s lines of %(review)s are not decided yet. Decide each: keep, remove or change.",
                    count=review.undecided_count, review=review.name,
                ))

    def _after_move_to_signed(self):
        """The roles to be removed are removed, or administrators are asked."""
        for review in self:
            # Roles are taken by the server, on the strength of the signature; older reviews learn of this one.
            lines = review.line_ids.sudo()
            taken = lines._remove_roles() if review.removes_roles else lines.browse()
            (lines.filtered(lambda line: line.decision != "keep") - taken)._ask_administrators()
            self.search([
                ("company_id", "=", review.company_id.id), ("state", "=", "signed"), ("followed_by_id", "=", False),
                ("id", "!=", review.id),
            ])._write_guarded({"followed_by_id": review.id})
