import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import audit_trail


class MdqAuditReview(models.Model):
    """The trail of all records of a kind in a period, for what no single record shows."""

    _inherit = "mdq.audit.review"

    scope = fields.Selection([("record", "One Record"), ("period", "All Records of a Kind in a Period")], default="record", required=True)
    kind = fields.Selection(selection="_get_kinds", string="Kind of Record", compute="_compute_kind", readonly=False)
    date_from = fields.Date("First Day", help="Days end at midnight UTC.")
    date_to = fields.Date("Last Day")

    @api.model
    def _get_kinds(self):
        names = self.env["ir.actions.report"]._mdq_get_copied_models()
        return sorted(((name, self.env[name]._mdq_get_kind_here() or name) for name in names), key=lambda kind: kind[1])

    @api.depends("res_model")
    def _compute_kind(self):
        kinds = dict(self._get_kinds())
        for review in self:
            review.kind = review.res_model if review.res_model in kinds else False

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind:
            self.res_model = self.kind

    @api.constrains("scope", "date_from", "date_to", "res_id")
    def _check_scope(self):
        for review in self:
            if review.scope == "record" and not review.res_id:
                raise ValidationError(self.env._("Say which record is reviewed: ask for the review in its history."))
            if review.scope == "period" and not (review.date_from and review.date_to and review.date_from <= review.date_to):
                raise ValidationError(self.env._("Say from which day to which day the trail is reviewed."))

    def write(self, vals):
        if {"scope", "date_from", "date_to", "kind"} & set(vals):
            raise UserError(self.env._("A review stays with its period. Ask for another review of the other period."))
        return super().write(vals)

    # -------------------------------------------------------------------------------------- public

    def action_open_changed(self):
        """Open the records that changed in the period, as far as the reviewer may read them."""
        return self._open_records(self._get_trail().records(), self.env._("Changed, %s", self.record_name))

    def action_open_exceptions(self):
        return self._open_records(self._get_trail().records(exceptions_only=True), self.env._("Exceptions, %s", self.record_name))

    def _open_records(self, ids, name):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.res_model, "name": name, "views": [(False, "list"), (False, "form")],
                "domain": [("id", "in", ids)], "context": {"active_test": False}}

    # --------------------------------------------------------------------------------------- trail

    def _prepare_trail(self, vals):
        vals["res_model"] = vals.pop("kind", False) or vals.get("res_model")
        if vals.get("scope") != "period":
            return super()._prepare_trail(vals)
        if vals["res_model"] not in dict(self._get_kinds()):
            raise UserError(self.env._("Say which kind of quality records is reviewed."))
        self.env[vals["res_model"]].check_access("read")
        vals["res_id"] = False
        return None

    def _has_trail(self):
        if self.scope != "period":
            return super()._has_trail()
        return self.res_model in self.env and bool(self.date_from and self.date_to)

    def _get_trail(self):
        if self.scope != "period":
            return super()._get_trail()
        begin, end = self.date_from, self.date_to + datetime.timedelta(days=1)
        return audit_trail.PeriodTrail(self.env[self.res_model], self.company_id, begin, end)

    def _get_trail_name(self):
        if self.scope != "period":
            return super()._get_trail_name()
        return f"{self.env[self.res_model]._mdq_get_kind_here()}, {self.date_from} – {self.date_to}"

    def _check_may_sign(self):
        super()._check_may_sign()
        for review in self:
            if review.scope == "period" and review.date_to >= fields.Date.today():
                raise UserError(self.env._("The period of %s is not over: sign it when its last day has passed.", review.name))
