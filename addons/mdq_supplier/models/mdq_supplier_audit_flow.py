from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .mdq_supplier_audit_line import NONCONFORMING

CLOSERS = ("mdq_base.group_sqe", "mdq_base.group_quality_manager")
SIGNATORY = "mdq_base.group_supplier_signatory"


class MdqSupplierAudit(models.Model):
    """Begun with the questions, issued with the signature of the lead auditor, acknowledged by the supplier, closed last."""

    _inherit = "mdq.supplier.audit"

    date_issued = fields.Date("Issued On", readonly=True, copy=False, index="btree_not_null")
    issued_findings = fields.Text("Findings as Issued", readonly=True, copy=False)
    acknowledged_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    acknowledged_on = fields.Datetime(readonly=True, copy=False)

    def _get_transitions(self):
        return {
            "planned": {"in_progress", "cancelled"}, "in_progress": {"issued", "cancelled"}, "issued": {"closed"},
            "closed": set(), "cancelled": set(),
        }

    # ------------------------------------------------------------------------------------ beginning

    def action_start(self):
        """Begin: the team is looked at, and the questions of the checklists in force are laid out."""
        self._move_to("in_progress")
        return True

    def _check_move_to_in_progress(self):
        self._check_team()
        for audit in self:
            if not audit.checklist_ids:
                raise UserError(self.env._("Choose at least one checklist for %s.", audit.display_name))
            for checklist in audit.checklist_ids:
                if checklist.state != "effective":
                    raise UserError(self.env._("%s is not effective: choose the revision that is.", checklist.display_name))

    def _after_move_to_in_progress(self):
        for audit in self:
            questions = audit.checklist_ids.line_ids
            audit.line_ids = [Command.create(question._prepare_audit_line_vals()) for question in questions]

    # -------------------------------------------------------------------------------------- issuing

    def issue(self, credential, reason=None):
        """Sign the report as lead auditor and send it to the supplier, with its findings."""
        self.check_access("write")
        for audit in self:
            audit._check_may_issue()
            audit._write_guarded({"issued_findings": audit._get_findings_text()})
        signatures = self.env["mdq.signature"]._sign(self, "performed", credential, reason)
        self._move_to("issued")
        return signatures.ids

    def action_issue(self):
        for audit in self:
            audit._check_may_issue()
        return self._mdq_sign_action("issue", self.env._("Sign and Issue the Report"), "performed")

    def _check_may_issue(self):
        if self.state != "in_progress":
            raise UserError(self._get_transition_refusal("issued"))
        if self.env.user != self.lead_id:
            raise AccessError(self.env._("The report is signed by the lead auditor, %s.", self.lead_id.name))
        self._check_team()
        gaps = self._get_gaps()
        if gaps:
            raise UserError(self.env._(
                "%(audit)s cannot be issued yet:\n%(gaps)s", audit=self.display_name, gaps="\n".join(f"• {gap}" for gap in gaps)
            ))

    def _get_gaps(self):
        """Return what the report still lacks, one sentence each. Extend."""
        self.ensure_one()
        gaps = [gap for line in self.line_ids for gap in line._get_gaps()]
        if not self.line_ids:
            gaps.append(self.env._("No question was answered."))
        if not (self.summary or "").strip() or not self.result:
            gaps.append(self.env._("Write the summary and say the result."))
        if self.result == "pass" and self.finding_ids.filtered(lambda finding: finding.grade in ("critical", "major")):
            gaps.append(self.env._("With a critical or major finding the supplier is not simply suitable: choose another result."))
        return gaps

    def _get_findings_text(self):
        return "\n".join(
            f"{finding.name} | {finding.grade} | {finding.clause or ''} | {finding.date_due or ''} | {finding.statement}"
            for finding in self.finding_ids.sorted("id")
        ) or "-"

    def _check_move_to_issued(self):
        for audit in self:
            given = audit.signature_ids.filtered(lambda signature, audit=audit: signature.user_id == audit.lead_id)
            if "valid" not in given.mapped("state"):
                raise UserError(self.env._("A report is issued with the signature of its lead auditor."))

    def _after_move_to_issued(self):
        for audit in self:
            audit._write_guarded({"date_issued": audit.company_id._mdq_today()})
        self.finding_ids._move_to("open")
        self._tell_supplier_issued()

    # ---------------------------------------------------------------------------------- the supplier

    def acknowledge(self, credential, reason=None):
        """Sign for the supplier that the report was received; only a signatory of that supplier does."""
        audits = self._get_for_supplier(SIGNATORY)
        signatures = self.env["mdq.signature"]._sign(audits, "received", credential, reason)
        audits._write_guarded({"acknowledged_by": self.env.uid, "acknowledged_on": fields.Datetime.now()})
        return signatures.ids

    def _get_for_supplier(self, *groups):
        """Return these audits, opened to the supplier's person who asks; what is not his looks as if it were not there."""
        user = self.env.user
        # The model is closed to suppliers; here they act on their own issued audits alone.
        audits = self.sudo().exists()
        own = audits.filtered(lambda audit: audit.partner_id == user.commercial_partner_id and audit.state in ("issued", "closed"))
        if not user.share or not own or own != self:
            raise AccessError(self.env._("There is no such audit report for your company."))
        user._mdq_require(*groups)
        return own

    # -------------------------------------------------------------------------------------- closing

    def close(self, credential, reason=None):
        """Sign that everything that followed from the audit is done."""
        self.env.user._mdq_require(*CLOSERS)
        self.check_access("write")
        self._check_all_closed()
        signatures = self.env["mdq.signature"]._sign(self, "reviewed", credential, reason)
        self._move_to("closed")
        return signatures.ids

    def action_close(self):
        self._check_all_closed()
        return self._mdq_sign_action("close", self.env._("Close the Audit"), "reviewed")

    def _check_move_to_closed(self):
        self._check_all_closed()

    def _check_all_closed(self):
        for audit in self:
            left = audit.finding_ids.filtered(lambda finding: finding.state != "closed")
            if left:
                raise UserError(self.env._(
                    "%(audit)s still has open findings: %(findings)s. Verify and close them first.",
                    audit=audit.display_name, findings=", ".join(left.mapped("name")),
                ))

    def action_cancel(self):
        """Take an audit out of the plan; it stays on record."""
        self._move_to("cancelled")
        return True

    # ------------------------------------------------------------------------------------- findings

    def action_raise_findings(self):
        """Write a finding for every nonconforming answer that has none yet."""
        for line in self.line_ids.filtered(lambda line: line.answer in NONCONFORMING and not line.finding_ids):
            line._raise_finding()
        return True
