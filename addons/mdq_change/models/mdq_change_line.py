from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

LIVE_STATES = ("draft", "assessment", "board", "approved", "implemented")


class MdqChangeLine(models.Model):
    """One revision that waits for the change to become effective."""

    _name = "mdq.change.line"
    _description = "Revision Affected by a Change"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "change_id"
    _order = "change_id, id"

    change_id = fields.Many2one("mdq.change", "Change", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="change_id.company_id", store=True, precompute=True)
    change_state = fields.Selection(related="change_id.state", string="State of the Change", store=True, precompute=True)
    revision_ref = fields.Reference("_selection_revision_model", "Revision", required=True, index=True)
    res_model = fields.Char(compute="_compute_res", store=True, precompute=True)
    res_id = fields.Integer(compute="_compute_res", store=True, precompute=True)
    revision_state = fields.Char("State", compute="_compute_revision_state")
    note = fields.Char("What Changes")

    _revision_uniq = models.UniqueIndex("(change_id, revision_ref)", "A revision stands only once in a change.")

    @api.model
    def _selection_revision_model(self):
        names = sorted(
            name
            for name in self.env.registry.descendants(["mdq.revision.mixin"], "_inherit")
            if not self.env[name]._abstract
        )
        # Names of models are no secret, and most roles do not read ir.model.
        models_ = self.env["ir.model"].sudo()
        return [(name, models_._get(name).name) for name in names]

    @api.depends("revision_ref")
    def _compute_res(self):
        for line in self:
            line.res_model = line.revision_ref._name if line.revision_ref else False
            line.res_id = line.revision_ref.id if line.revision_ref else False

    @api.depends("revision_ref")
    def _compute_revision_state(self):
        # Whoever reads the change sees how far its revisions are, also those that open to him only when they are in force.
        for line in self.sudo():
            record = line.revision_ref
            labels = dict(record._fields["state"]._description_selection(self.env)) if record else {}
            line.revision_state = labels.get(record.state) if record else False

    @api.constrains("revision_ref")
    def _check_revision(self):
        for line in self:
            record = line.revision_ref
            if record.state not in ("draft", "in_review"):
                raise ValidationError(
                    self.env._(
                        "%(record)s is already in force or out of it. Revise it and link the new draft to the change.",
                        record=record.display_name,
                    )
                )
            if record.company_id != line.company_id:
                raise ValidationError(
                    self.env._("%(record)s belongs to another company.", record=record.display_name)
                )
            other = record._get_change_lines() - line
            if other:
                raise ValidationError(
                    self.env._(
                        "%(record)s is already part of %(change)s.",
                        record=record.display_name,
                        change=other.change_id[:1].name,
                    )
                )

    def _mdq_deletable(self):
        return all(line.change_id.state in ("draft", "assessment") for line in self)

    def _get_signed_fields(self):
        return ["res_model", "res_id", "note"]

    def _get_records(self):
        """The linked records, one by one: they are of several models."""
        return [line.revision_ref for line in self if line.revision_ref]

    def _check_ready(self):
        self._check_approved()
        # What is still to be done counts for all linked models, readable or not.
        records = self.sudo()._get_records()
        gaps = [gap for record in records for gap in record._get_readiness_gaps()]
        if gaps:
            raise UserError(self._get_readiness_refusal(gaps))

    def _get_readiness_refusal(self, gaps):
        """Say what is to be done first. Extend with the way out of what an addon adds to the gaps."""
        return self.env._("Before the change is implemented:\n%s", "\n".join(gaps))

    def _check_approved(self):
        for record in self.sudo()._get_records():  # the approvals of all linked models count, readable or not
            if record.state != "in_review" or not record._mdq_is_approved():
                raise UserError(
                    self.env._(
                        "%(record)s is not approved yet: submit it, and let its approval route finish, before "
                        "the change is implemented.",
                        record=record.display_name,
                    )
                )

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
