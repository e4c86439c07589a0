from odoo import api, fields, models


class MdqSupplierQualification(models.Model):
    """Conditions that come with a decided measure, and go with one: the qualification itself stays as it was signed."""

    _inherit = "mdq.supplier.qualification"

    is_restricted = fields.Boolean("Conditions Added Later", compute="_compute_restriction")
    restriction = fields.Text("Conditions Added", compute="_compute_restriction")

    def _get_transitions(self):
        """An approval becomes conditional, and full again, by an approved proposal alone: see its model."""
        moves = super()._get_transitions()
        return {**moves, "approved": moves["approved"] | {"conditional"}, "conditional": moves["conditional"] | {"approved"}}

    @api.depends("state", "conditions", "decision_ids.status", "decision_ids.reason")
    def _compute_restriction(self):
        for record in self:
            added = record._get_added_conditions()
            record.is_restricted = record.state == "conditional" and bool(added)
            record.restriction = added.reason if record.is_restricted else False

    def _get_added_conditions(self, on=None):
        """Return the decision that made the approval conditional, as long as none made it full again; a suspension does not.

        :param on: by the decisions until this day; None: by all
        """
        added = self.decision_ids.browse()
        made = self.decision_ids.filtered(lambda decision: not on or decision.date <= on)
        for decision in made if not (self.conditions or "").strip() else ():
            if decision.status == "approved":
                added = added.browse()
            elif decision.status == "conditional":
                added = added or decision
        return added

    def _get_approved_state(self):
        """What was conditional before a suspension is conditional after it."""
        return "conditional" if self._get_added_conditions() else super()._get_approved_state()

    def _explain_allowed(self, names, record, date):
        sentences = super()._explain_allowed(names, record, date)
        added = record._get_added_conditions(date)
        if added.reason:
            sentences.append(self.env._("Under these conditions: %s", added.reason))
        return sentences
