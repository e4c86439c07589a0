"""An audit in the hands of an independent lead auditor, and the supplier's people who answer it."""

from odoo import Command

from .agreement_common import AgreementCommon

ANSWER = {"cause": "No check after set-up", "correction": "Lot sorted", "action": "First piece is signed", "action_date": "2099-01-01"}


class AuditCommon(AgreementCommon):
    """`_audit` plans one, `_running` has its questions, `_answered` is ready to issue, `_issued` is with the supplier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.new_user("mdq_lead", "mdq_base.group_sqe")
        cls.checklist = cls.env["mdq.supplier.audit.checklist"].create({
            "name": "Test list", "line_ids": [Command.create({"clause": "7.5.6", "name": "Validated?"}), Command.create({"clause": "7.6", "name": "Calibrated?"})]})
        cls.checklist._write_guarded({"state": "effective"})

    @classmethod
    def _audit(cls, **vals):
        return cls.env["mdq.supplier.audit"].with_user(cls.lead).create({
            "partner_id": cls.partner.id, "date_planned": "2026-05-01", "lead_id": cls.lead.id, "checklist_ids": cls.checklist.ids, **vals})

    @classmethod
    def _running(cls, **vals):
        audit = cls._audit(**vals)
        audit.action_start()
        return audit

    @classmethod
    def _answered(cls, *answers, **vals):
        """The questions get these answers in turn; the rest conforms."""
        audit = cls._running(**vals)
        for number, line in enumerate(audit.line_ids):
            answer = answers[number] if number < len(answers) else "conform"
            line.write({"answer": answer, "evidence": "Machine 3 runs at 24 V, the window is 15 to 20 V"})
        audit.action_raise_findings()
        audit.write({"summary": "A clean plant with one gap", "result": "conditional"})
        return audit

    @classmethod
    def _issued(cls, *answers, **vals):
        audit = cls._answered(*(answers or ("major",)), **vals)
        audit.issue(cls.credential_of(cls.lead))
        return audit

    @classmethod
    def _closed_finding(cls, finding):
        finding.with_user(cls.supplier_quality).answer(ANSWER)
        finding = finding.with_user(cls.sqe)
        finding.accept("Good")
        finding.verification = "Seen on the floor"
        finding.verify(cls.credential_of(cls.sqe))
        return finding
