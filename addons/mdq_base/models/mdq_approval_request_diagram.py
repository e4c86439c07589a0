from odoo import api, fields, models


class MdqApprovalRequest(models.Model):
    """How an approval stands, as a diagram shows it."""

    _inherit = "mdq.approval.request"

    @api.model
    @api.readonly
    def diagram(self, model, res_id):
        """Return the requests of one record (or one request itself), newest first; times in UTC, ISO 8601.

        :return: [{id, state, route, requester, requested_at, ended_at, stages: [[{label, deciders, state, …}]]}]
        :raise AccessError: when the caller may not read the record
        """
        record = self.env[model].browse(res_id)
        record.check_access("read")
        # Whoever may read the record may see how its approval stands.
        requests = record.sudo() if model == self._name else record._mdq_get_requests()
        return [request._get_diagram() for request in requests]

    def _get_diagram(self):
        stages = self.line_ids.grouped("sequence")
        return {
            "id": self.id, "state": self.state, "route": self.route_id.display_name or self.env._("Built-in route"),
            "requester": self.requester_id.name, "requested_at": _iso(self.create_date),
            "ended_at": _iso(self.state != "pending" and self.state_changed_on),
            "stages": [[step._get_diagram() for step in stages[stage]] for stage in sorted(stages)],
        }


class MdqApprovalRequestStep(models.Model):
    _inherit = "mdq.approval.request.step"

    def _get_diagram(self):
        return {
            "id": self.id, "label": self.label, "deciders": self.deciders, "state": self._get_shown_state(),
            "quorum": self.quorum, "given": len(self.decision_ids.filtered(lambda d: d.decision == "approved")),
            "since": _iso(self.opened_at), "until": _iso(self.due_at), "escalated_at": _iso(self.escalated_at),
            "decisions": [decision._get_diagram() for decision in self.decision_ids],
        }

    def _get_shown_state(self):
        late = self.state == "open" and self.due_at and self.due_at < fields.Datetime.now()
        return "overdue" if late else self.state


class MdqApprovalDecision(models.Model):
    _inherit = "mdq.approval.decision"

    def _get_diagram(self):
        return {
            "person": self.signature_id.printed_name, "on_behalf_of": self.on_behalf_of_id.name or False,
            "decision": self.decision, "comment": self.comment or False, "at": _iso(self.create_date),
        }


def _iso(date):
    return date.isoformat(timespec="seconds") if date else False
