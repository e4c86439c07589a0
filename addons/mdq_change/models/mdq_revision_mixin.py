from odoo import fields, models
from odoo.exceptions import UserError

from .mdq_change_line import LIVE_STATES


class MdqRevisionMixin(models.AbstractModel):
    """Change control over every revision-controlled model, whatever the route to effectiveness."""

    _inherit = "mdq.revision.mixin"

    change_controlled = fields.Boolean(
        "Under Change Control",
        readonly=True,
        copy=False,
        help="Every further revision becomes effective only through a change that the change board approved.",
    )
    change_id = fields.Many2one("mdq.change", "Change", compute="_compute_change_id")

    def _compute_change_id(self):
        for record in self:
            record.change_id = record._origin._get_change_lines().change_id[:1]

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"change_controlled"}

    def _get_signed_fields(self):
        # A rule about the record, not content of it: earlier signatures must go on holding.
        return [name for name in super()._get_signed_fields() if name != "change_controlled"]

    def action_control_change(self):
        """Put records under change control, for good."""
        self.check_access("write")
        self.env.user._mdq_require("mdq_base.group_quality_engineer")
        self._write_guarded({"change_controlled": True})
        return True

    def action_raise_change(self):
        """Open a change for this draft, or the one that it has."""
        self.ensure_one()
        context = {
            "default_title": self.display_name,
            "default_change_type": "plan" if self._name == "mdq.inspection.plan" else "document",
            "default_line_ids": [fields.Command.create({"revision_ref": f"{self._name},{self.id}"})],
        }
        return {
            "type": "ir.actions.act_window",
            "res_model": "mdq.change",
            "res_id": self.change_id.id,
            "view_mode": "form",
            "context": context,
        }

    def _get_change_lines(self):
        """The lines that link these records to a change that is not rejected or cancelled."""
        # The gate looks at every change, whatever the caller may read.
        return self.env["mdq.change.line"].sudo().search([
            ("revision_ref", "in", [f"{record._name},{record.id}" for record in self]), ("change_id.state", "in", LIVE_STATES),
        ])

    def _get_change_refusal(self):
        """Say why the change keeps this record from becoming effective; '' when nothing does."""
        self.ensure_one()
        change = self._get_change_lines().change_id[:1]
        if change.state == "implemented":
            return ""
        if change:
            return self.env._(
                "%(record)s becomes effective through %(change)s. Implement that change once the board approved it.",
                record=self.display_name,
                change=change.name,
            )
        if self.revision > 1 and self._is_change_controlled():
            return self.env._(
                "%(record)s is under change control: link it to a change, and let the change board approve that.",
                record=self.display_name,
            )
        return ""

    def _get_readiness_gaps(self):
        """Return sentences: what else has to be done before this revision becomes effective through a change. Extend."""
        return []

    def _is_change_controlled(self):
        """One controlled revision puts all later ones of its code under control."""
        # All revisions count, also those that the caller may not read.
        same = self.sudo().search([("company_id", "=", self.company_id.id), ("code", "=", self.code)])
        return any(same.mapped("change_controlled"))

    def _copy_as_next_revision(self):
        draft = super()._copy_as_next_revision()
        draft._write_guarded({"change_controlled": self.change_controlled})
        return draft

    def _check_move_to_effective(self):
        super()._check_move_to_effective()
        for record in self:
            refusal = record._get_change_refusal()
            if refusal:
                raise UserError(refusal)
