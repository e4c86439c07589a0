from odoo import fields, models

ENGINEERS = ["quality_engineer"]
EVERYBODY = ["inspector", "quality_engineer", "releaser", "sqe", "planner", "change_board", "admin"]


def _tile(key, section, title, hint, model, domain, action, roles, tone):
    return {
        "key": key, "section": section, "title": title, "hint": hint, "model": model, "domain": domain,
        "action": action, "roles": roles, "tone": tone,
    }  # fmt: skip


class MdqHome(models.AbstractModel):
    """The tiles of the suite, section by section in the order of the work."""

    _inherit = "mdq.home"

    def _get_tiles_mine(self):
        _ = self.env._
        return [
            _tile("approval_mine", "mine", _("Approvals"), _("Documents, plans and changes to sign"),
                  "mdq.approval.request", [["is_mine", "=", True]], "mdq_base.mdq_approval_request_action",
                  ["quality_engineer", "sqe", "change_board", "releaser"], "info"),
            _tile("document_to_read", "mine", _("To read"), _("Documents to read and confirm"),
                  "mdq.document", [["is_mine_to_read", "=", True]], "mdq_document.mdq_document_action",
                  EVERYBODY, "info"),
        ]  # fmt: skip

    def _get_tiles_supplier(self):
        _ = self.env._
        model, action = "mdq.supplier.qualification", "mdq_supplier.mdq_supplier_qualification_action"
        roles = ["sqe", "quality_manager", "planner"]
        return [
            _tile("qualification_open", "supplier", _("To be decided"), _("Qualifications written, not signed yet"),
                  model, [["validity", "in", ["open"]]], action, ["sqe", "quality_manager"], "info"),
            _tile("qualification_soon", "supplier", _("Expire soon"), _("Qualifications with 30 days or less left"),
                  model, [["validity", "in", ["soon"]]], action, roles, "warning"),
            _tile("qualification_expired", "supplier", _("Expired"), _("Nothing can be ordered in these scopes"),
                  model, [["validity", "in", ["expired"]]], action, roles, "danger"),
        ]  # fmt: skip

    def _get_tiles_outsourcing(self):
        _ = self.env._
        order, order_action = "mdq.outsourcing.order", "mdq_outsourcing.mdq_outsourcing_order_action"
        step, step_action = "mdq.batch.step", "mdq_outsourcing.mdq_batch_step_action"
        return [
            _tile("order_open", "outsourcing", _("Orders in progress"), _("Batches with steps still to do"),
                  order, [["state", "not in", ["done", "cancelled"]]], order_action, ["planner", *ENGINEERS], "neutral"),
            _tile("step_ready", "outsourcing", _("Steps to start"), _("Ready to be ordered or sent out"),
                  step, [["state", "=", "ready"]], step_action, ["planner"], "info"),
            _tile("step_at_supplier", "outsourcing", _("At suppliers"), _("Steps being worked on outside"),
                  step, [["state", "=", "at_supplier"]], step_action, ["planner", "sqe"], "neutral"),
            _tile("step_overdue", "outsourcing", _("Overdue at suppliers"), _("The planned date has passed"),
                  step, [["state", "=", "at_supplier"], ["date_planned", "<", self._now()]], step_action,
                  ["planner", "sqe"], "danger"),
            _tile("step_reported", "outsourcing", _("Reported"), _("Done by the supplier, to be received"),
                  step, [["state", "=", "reported"]], step_action, ["planner"], "info"),
        ]  # fmt: skip

    def _get_tiles_quality(self):
        _ = self.env._
        lot, lot_action = "stock.lot", "mdq_quality.stock_lot_quality_action"
        return [
            _tile("inspection_open", "inspection", _("Inspections open"), _("Readings or the conclusion are missing"),
                  "mdq.inspection", [["state", "=", "open"]], "mdq_quality.mdq_inspection_action",
                  ["inspector", *ENGINEERS], "info"),
            _tile("lot_quarantine", "inspection", _("Lots in quarantine"), _("Nobody can use them yet"),
                  lot, [["mdq_status", "=", "quarantine"]], lot_action,
                  ["inspector", "releaser", "planner", *ENGINEERS], "neutral"),
            _tile("lot_ready", "release", _("Ready for release"), _("Inspected and accepted, to be signed"),
                  lot, self._get_ready_domain(), "mdq_quality.stock_lot_release_action", ["releaser"], "info"),
            _tile("lot_hold", "release", _("On hold"), _("Lots that were stopped"),
                  lot, [["mdq_status", "=", "hold"]], lot_action, ["releaser", "planner", *ENGINEERS], "danger"),
            _tile("lot_expired", "release", _("Rejected or expired"), _("Lots that must not be used again"),
                  lot, [["mdq_status", "in", ["rejected", "expired"]]], lot_action, ENGINEERS, "neutral"),
        ]  # fmt: skip

    def _get_ready_domain(self):
        """Lots in quarantine whose inspections are all decided, at least one of them accepted."""
        return [
            ["mdq_status", "=", "quarantine"],
            ["mdq_inspection_ids", "any", [["state", "=", "accepted"]]],
            ["mdq_inspection_ids", "not any", [["state", "=", "open"]]],
        ]

    def _get_tiles_event(self):
        _ = self.env._
        event, event_action = "mdq.event", "mdq_capa.mdq_event_action"
        return [
            _tile("event_open", "event", _("Events open"), _("Nonconformances and deviations to decide"),
                  event, [["state", "in", ["draft", "open", "in_review"]]], event_action, ENGINEERS, "info"),
            _tile("event_overdue", "event", _("Events overdue"), _("Not closed by their due date"),
                  event, [["is_overdue", "=", True]], event_action, ENGINEERS, "danger"),
            _tile("disposition_draft", "event", _("Dispositions"), _("Proposed or decided, not carried out yet"),
                  "mdq.disposition", [["state", "in", ["draft", "decided"]]], "mdq_capa.mdq_disposition_action",
                  ENGINEERS, "info"),
            _tile("capa_open", "event", _("CAPA open"), _("Corrective and preventive actions"),
                  "mdq.capa", [["state", "not in", ["closed", "cancelled"]]], "mdq_capa.mdq_capa_action",
                  ENGINEERS, "neutral"),
        ]  # fmt: skip

    def _get_tiles_change(self):
        _ = self.env._
        change, action = "mdq.change", "mdq_change.mdq_change_action"
        return [
            _tile("change_assess", "change", _("To be assessed"), _("Change requests without an assessment"),
                  change, [["state", "in", ["draft", "assessment"]]], action, ["sqe", *ENGINEERS], "info"),
            _tile("change_board", "change", _("Before the board"), _("Changes that wait for the change board"),
                  change, [["state", "=", "board"]], action, ["change_board", "quality_manager"], "info"),
            _tile("change_approved", "change", _("To be implemented"), _("Changes that the board approved"),
                  change, [["state", "=", "approved"]], action, ENGINEERS, "info"),
            _tile("permit_active", "change", _("Deviation permits"), _("In force now"),
                  "mdq.deviation.permit", [["state", "=", "active"]], "mdq_change.mdq_deviation_permit_action",
                  ["planner", *ENGINEERS], "neutral"),
        ]  # fmt: skip

    def _get_tiles_document(self):
        _ = self.env._
        document, action = "mdq.document", "mdq_document.mdq_document_action"
        return [
            _tile("document_review", "document", _("In review"), _("Revisions on their way through approval"),
                  document, [["state", "=", "in_review"]], action, ["sqe", *ENGINEERS], "neutral"),
            _tile("document_due", "document", _("Review due"), _("Effective documents to look at again"),
                  document, [["is_review_due", "=", True]], action, ["sqe", *ENGINEERS], "warning"),
        ]  # fmt: skip

    def _get_tiles_record(self):
        _ = self.env._
        week_ago = fields.Datetime.to_string(fields.Datetime.subtract(fields.Datetime.now(), days=7))
        return [
            _tile("concession", "record", _("Concessions in force"), _("Gates that are open for a named case"),
                  "mdq.concession", [["state", "=", "active"], ["valid_to", ">=", self._now()]],
                  "mdq_base.mdq_concession_action", ["quality_manager"], "warning"),
            _tile("attempt_failed", "record", _("Failed signings"), _("Wrong credentials in the last 7 days"),
                  "mdq.signature.attempt",
                  [["result", "=", "failed"], ["tried_at", ">=", week_ago]],
                  "mdq_base.mdq_signature_attempt_action", ["quality_manager", "admin"], "warning"),
            _tile("ledger_seal", "record", _("Ledger seals"), self._get_seal_hint(),
                  "mdq.ledger.seal", [], "mdq_base.mdq_ledger_seal_action", ["quality_manager", "admin"], "neutral"),
        ]  # fmt: skip

    def _now(self):
        """Domains go to the browser as text."""
        return fields.Datetime.to_string(fields.Datetime.now())

    def _get_seal_hint(self):
        # The time of the last seal is no secret; roles do not read the ledger.
        seal = self.env["mdq.ledger.seal"].sudo().search([], limit=1)
        if not seal:
            return self.env._("No entry of the audit ledger is sealed yet")
        at = fields.Datetime.context_timestamp(self, seal.sealed_at)
        return self.env._("The last one on %s", at.strftime("%Y-%m-%d %H:%M"))
