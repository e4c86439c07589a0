from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

NEXT = {
    "draft": {"in_review", "obsolete"}, "in_review": {"draft", "effective"},
    "effective": {"superseded", "obsolete"}, "superseded": set(), "obsolete": set(),
}


class MdqRevisionMixin(models.AbstractModel):
    """Content under revision control: one effective revision a code, each approved for its exact content."""

    _name = "mdq.revision.mixin"
    _description = "Revision-Controlled Content"
    _inherit = ["mdq.approval.mixin"]
    _rec_names_search = ["code", "name"]

    _mdq_approved_states = ("effective",)

    code = fields.Char(required=True, copy=False, default=lambda self: self.env._("New"))
    name = fields.Char("Title", required=True, translate=True)
    revision = fields.Integer(default=1, required=True, readonly=True, copy=False, aggregator=None)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    effective_date = fields.Datetime("Effective From", readonly=True, copy=False)
    superseded_date = fields.Datetime("Effective Until", readonly=True, copy=False)
    state = fields.Selection(
        selection="_get_states",  # a method: labels of an abstract model's list would reach no translation file
        default="draft", required=True, readonly=True, copy=False, index=True,
    )

    _revision_unique = models.UniqueIndex(
        "(company_id, code, revision)", "This code and revision exist already. Revise the existing one instead."
    )
    _one_effective = models.UniqueIndex(
        "(company_id, code) WHERE state = 'effective'", "Only one revision of a code can be effective."
    )

    @api.depends("code", "revision", "name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.code} rev. {record.revision} {record.name or ''}".strip()

    @api.model
    def _mdq_get_name_then(self, image):
        name = image.get("name") or {}
        title = name.get(self.env.lang) or name.get("en_US") or ""
        return f"{image.get('code')} rev. {image.get('revision')} {title}".strip()

    @api.model
    def _get_states(self):
        labels = {
            "draft": self.env._("Draft"), "in_review": self.env._("In Review"), "effective": self.env._("Effective"),
            "superseded": self.env._("Superseded"), "obsolete": self.env._("Obsolete"),
        }
        return list(labels.items())

    def _get_transitions(self):
        return NEXT

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"revision", "effective_date", "superseded_date"}

    def _get_locked_states(self):
        return {"in_review", "effective", "superseded", "obsolete"}

    def _mdq_frozen(self):
        """A draft is free: signatures of an earlier review stay with the content they were given for."""
        return super()._mdq_frozen().filtered(lambda record: record.state != "draft")

    def _mdq_is_bound(self, signature):
        return super()._mdq_is_bound(signature) and self.state != "draft"

    def _mdq_get_asking(self):
        """What was approved once changes for a reason: from the second revision on."""
        return self.filtered(lambda record: record.revision > 1)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("code") or vals["code"] == self.env._("New"):
                vals["code"] = self.env["ir.sequence"].next_by_code(self._name) or self.env._("New")
        return super().create(vals_list)

    # ------------------------------------------------------------------------------------- public

    def action_submit(self):
        """Send drafts into review: the content is locked and its approval route starts."""
        self._move_to("in_review")
        return self._mdq_request_approval().ids

    def action_make_effective(self):
        """Make approved revisions effective; the effective one of the same code is superseded."""
        self._move_to("effective")
        return True

    def action_obsolete(self):
        """Take revisions out of use for good."""
        self._move_to("obsolete")
        return True

    def action_back_to_draft(self):
        """Take revisions back for more work; the approvals given so far do not count for new content."""
        self._move_to("draft")
        self.env["mdq.approval.request"]._supersede(self)
        return True

    def action_revise(self):
        """Return the next revision as a draft copy (an action that opens it)."""
        self.ensure_one()
        if self.state not in ("effective", "superseded"):
            raise UserError(self.env._("%s is not effective yet: change the draft itself.", self.display_name))
        draft = self._get_newer_draft() or self._copy_as_next_revision()
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": draft.id,
                "views": [(False, "form")]}

    # ------------------------------------------------------------------------------------ helpers

    def _get_newer_draft(self):
        return self.search([
            ("company_id", "=", self.company_id.id), ("code", "=", self.code), ("revision", ">", self.revision),
            ("state", "in", ("draft", "in_review")),
        ], limit=1)

    def _copy_as_next_revision(self):
        last = self.search([("company_id", "=", self.company_id.id), ("code", "=", self.code)],
                           order="revision desc", limit=1)
        number = last.revision + 1
        draft = self.create(self.copy_data({"code": f"{self.code} {number}"})[0])
        self.copy_translations(draft)  # titles and texts in every language, not only the author's
        draft._write_guarded({"code": self.code, "revision": number})
        return draft

    def _check_move_to_effective(self):
        """What else a revision needs before it takes effect. Extend."""

    def _after_mdq_rejected(self):
        super()._after_mdq_rejected()
        self.filtered(lambda record: record.state == "in_review")._move_to("draft")

    def _before_move_to_effective(self):
        self._get_effective()._move_to_superseded()

    def _after_move_to_effective(self):
        self._write_guarded({"effective_date": fields.Datetime.now()})

    def _get_effective(self):
        """Other revisions of the same codes that are effective now."""
        domain = Domain.OR(
            Domain("company_id", "=", record.company_id.id) & Domain("code", "=", record.code) for record in self
        )
        return self.search(domain & Domain("state", "=", "effective") & Domain("id", "not in", self.ids))

    def _move_to_superseded(self):
        if self:
            self._move_to("superseded")
            self._write_guarded({"superseded_date": fields.Datetime.now()})
            self.flush_recordset()
