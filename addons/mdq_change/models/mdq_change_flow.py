from odoo import fields, models
from odoo.exceptions import UserError

ASSESSORS = (
    "mdq_base.group_quality_engineer",
    "mdq_base.group_sqe",
    "mdq_base.group_planner",
    "mdq_base.group_change_board",
)
WEIGHT = ["minor", "major", "significant"]


class MdqChange(models.Model):
    """The way of a change: assessed, decided by the board, implemented."""

    _inherit = "mdq.change"

    # Assessment

    def action_assess(self):
        self._move_to("assessment")

    def _check_move_to_assessment(self):
        self.env.user._mdq_require(*ASSESSORS)

    def _after_move_to_assessment(self):
        self.action_compute_impact()
        for change in self:
            change.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=change.with_context(lang=change.owner_id.lang).env._("Assess %(change)s", change=change.name),
                user_id=change.owner_id.id,
            )

    def action_compute_impact(self):
        """Write the list of what the change touches now; decisions that were taken on it are kept."""
        self.check_access("write")
        for change in self:
            if change.state not in ("draft", "assessment"):
                raise UserError(
                    self.env._("The impact of %(change)s was decided and is not computed again.", change=change.name)
                )
            change._write_impact(change._get_affected_products())
        return True

    def _get_affected_products(self):
        self.ensure_one()
        products = self.product_ids
        # What a revision is for is a fact of the impact, also where the assessor may not open the revision before its day.
        for record in self.sudo().line_ids._get_records():
            products |= self._get_products_of(record)
        return products

    def _get_products_of(self, record):
        """The products that a revision-controlled record is for. Extend for models that say it otherwise."""
        products = self.env["product.product"]
        for name, field in record._fields.items():
            if not field.store:
                continue
            if field.comodel_name == "product.product":
                products |= record[name]
            elif field.comodel_name == "product.template":
                products |= record[name].product_variant_ids
        return products

    # Board: its request runs on the approval route of changes.

    def action_submit(self):
        """Send the assessed change to the board: its content is locked, and the approval route starts."""
        self._move_to("board")
        return self._mdq_request_approval().ids

    def _check_move_to_board(self):
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_sqe")
        for change in self:
            if not (change.assessment and change.description):
                raise UserError(
                    self.env._("%(change)s: write the description and the assessment first.", change=change.name)
                )
            if change.impact_open_count:
                raise UserError(
                    self.env._(
                        "%(change)s: %(count)s entries of the impact list are not decided yet.",
                        change=change.name,
                        count=change.impact_open_count,
                    )
                )
            change._check_significance()

    def _check_significance(self):
        lower = WEIGHT.index(self.significance or "minor") < WEIGHT.index(self.significance_proposed or "minor")
        if lower and not self.significance_reason:
            raise UserError(
                self.env._(
                    "%(change)s is set less significant than its type proposes: say why.",
                    change=self.name,
                )
            )

    def _after_mdq_approved(self):
        super()._after_mdq_approved()
        self._move_to("approved")

    def _after_mdq_rejected(self):
        super()._after_mdq_rejected()
        self._move_to("rejected")

    def _after_move_to_rejected(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    # Implementation: the linked revisions become effective here, and nowhere else.

    def action_implement(self):
        self._move_to("implemented")

    def _check_move_to_implemented(self):
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        for change in self:
            if not change._mdq_is_approved():
                raise UserError(self.env._("%(change)s was changed after its approval.", change=change.name))
            if change.date_planned and change.date_planned > change.company_id._mdq_today():
                raise UserError(
                    self.env._(
                        "%(change)s is not to be implemented before %(date)s.",
                        change=change.name,
                        date=change.date_planned,
                    )
                )
        self.line_ids._check_ready()

    def _after_move_to_implemented(self):
        self._write_guarded({"implemented_by_id": self.env.uid, "implemented_on": fields.Datetime.now()})
        # The board decided for all linked revisions; who implements may lack rights on some of their models.
        for record in self.line_ids.sudo()._get_records():
            record.action_make_effective()
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_cancel(self):
        self._move_to("cancelled")

    def _check_move_to_cancelled(self):
        self.env.user._mdq_require("mdq_base.group_quality_engineer", "mdq_base.group_sqe")

    def _after_move_to_cancelled(self):
        self.activity_unlink(["mail.mail_activity_data_todo"])

    def action_view_approvals(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Board Approvals"),
            "res_model": "mdq.approval.request",
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "view_mode": "list,form",
        }
