from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .admission import AdmissionCommon
from .audit_common import AuditCommon


@tagged("post_install", "-at_install")
class TestCaseAudits(AdmissionCommon, AuditCommon):
    """The gate of the audit looks at the audit itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["mdq.supplier.case.stage"].search([])
        kept = stages.browse([cls.env.ref(f"mdq_supplier.stage_{name}").id for name in ("audit", "approval")])
        (stages - kept).active = False

    def _ready(self, **vals):
        case = self._case(**vals)
        case.action_set_risk_class()
        return case

    def _sign_audit(self, case, reason=False):
        self._sign(case, self.quality_engineer, reason)

    def test_without_an_audit_the_gate_is_shut_whatever_is_said(self):
        """Requirement: MDQ-SUP-251"""
        case = self._ready()
        self.assertFalse(case.stated_text)
        with self.refused("Anodising · .*Bone screw · all sites: no audit was made. Plan it. \\(Supplier Quality Engineer\\)"):
            self._sign_audit(case, "I was there myself")
        audit = self._audit()
        with self.refused(f"the audit {audit.name} is not concluded \\(Planned\\). \\(Mdq Lead"):
            self._sign_audit(case)
        audit.action_cancel()
        with self.refused("no audit was made"):
            self._sign_audit(case)

    def test_grave_findings_are_closed_first(self):
        """Requirement: MDQ-SUP-251"""
        case, audit = self._ready(), self._issued("major", "minor")
        major, minor = audit.finding_ids.sorted("grade")
        with self.refused(f"Finding {major.name} of {audit.name} \\(Major\\) is not closed"):
            self._sign_audit(case)
        self._closed_finding(major)
        with self.refused(f"Finding {minor.name} of {audit.name} \\(Minor\\) is not closed"):
            self._sign_audit(case)  # suitable once findings are closed
        self._closed_finding(minor)
        self._sign_audit(case)
        self.assertIn(audit.name, case.step_ids.filtered(lambda step: step.state == "done").facts)

    def test_a_suitable_supplier_passes_with_minor_findings_until_the_last_gate(self):
        """Requirement: MDQ-SUP-251"""
        case, audit = self._ready(), self._answered("minor")
        audit.result = "pass"
        audit.issue(self.credential_of(self.lead))
        self._sign_audit(case)
        self.assertIn(audit.finding_ids.name, case.gate_text)

    def test_the_newest_audit_decides(self):
        """Requirement: MDQ-SUP-251"""
        case, first = self._ready(), self._answered()
        first.result = "pass"
        first.issue(self.credential_of(self.lead))
        second = self._answered()
        second.result = "fail"
        second.issue(self.credential_of(self.lead))
        with self.refused(f"{second.name} found the supplier not suitable"):
            self._sign_audit(case)

    def test_an_audit_counts_for_its_own_scope_site_supplier_and_time(self):
        """Requirement: MDQ-SUP-251"""
        case = self._ready()
        months = case.risk_class_id.audit_months
        self.assertTrue(months)
        with freeze_time(fields.Datetime.subtract(fields.Datetime.now(), months=months + 1)):
            old = self._passed()
        with self.refused(f"the last audit, {old.name} of .*, is too old"):
            self._sign_audit(case)
        scopes = self._qualify(process=self.machining) | self._qualify(self.other_partner, process=self.anodising)
        self._passed(qualification_ids=scopes[0].ids)
        self._passed(partner_id=self.other_partner.id)
        with self.refused("is too old"):
            self._sign_audit(case)
        at_site = self._ready(line_ids=[fields.Command.create({"process_id": self.anodising.id, "site_id": self.site.id})])
        self._passed(qualification_ids=self._qualify(process=self.anodising).ids)
        self._sign_audit(case)
        self._sign_audit(at_site)

    def _passed(self, **vals):
        audit = self._answered(**vals)
        audit.result = "pass"
        audit.issue(self.credential_of(self.lead))
        return audit

    def test_after_a_suspension_the_audit_is_made_after_it(self):
        """Requirement: MDQ-SUP-251"""
        record = self._qualify(product=self.bar)
        with freeze_time(fields.Datetime.now() - timedelta(days=3)):
            before = self._passed()
        self._suspend(record)
        case = self._ready(kind="resumption", line_ids=[fields.Command.create({"suspended_id": record.id, "product_id": self.bar.id})])
        with self.refused(f"{before.name} of .*, is too old"):
            self._sign_audit(case)
        self._passed(qualification_ids=record.ids)
        self._sign_audit(case)

    def test_who_audited_does_not_sign_the_last_gate(self):
        """Requirement: MDQ-SUP-251"""
        case = self._ready()
        self._passed()
        self._sign_audit(case)
        both = self.new_user("mdq_both", "mdq_base.group_quality_manager", "mdq_base.group_sqe")
        case.line_ids.decision = "approve"
        case.action_propose()
        case.line_ids.qualification_id.with_user(self.manager_2).approve(self.credential_of(self.manager_2), "ok")
        audit = self._answered(lead_id=both.id)
        audit.write({"result": "pass"})
        audit.with_user(both).issue(self.credential_of(both))
        with self.refused("You worked on", AccessError):
            self._sign(case, both)
        self._sign(case, self.quality_manager)
        self.assertEqual(case.state, "approved")

    def test_nor_does_who_was_on_the_team(self):
        """Requirement: MDQ-SUP-251"""
        case = self._ready()
        self._passed(team_ids=self.quality_manager.ids)
        self._sign_audit(case)
        case.line_ids.decision = "approve"
        case.action_propose()
        case.line_ids.qualification_id.with_user(self.manager_2).approve(self.credential_of(self.manager_2), "ok")
        with self.refused("You worked on", AccessError):
            self._sign(case, self.quality_manager)
        self._sign(case, self.manager_2)

    def test_an_audit_planned_from_the_case_is_for_its_purpose(self):
        """Requirement: MDQ-SUP-251"""
        self.assertEqual(self._ready().action_open_audits()["context"]["default_purpose"], "initial")
        self.assertEqual(self._ready(kind="requalification").action_open_audits()["context"]["default_purpose"], "periodic")
        self.assertEqual(self._ready(kind="resumption").action_open_audits()["context"]["default_purpose"], "cause")

    def test_the_auditor_reads_and_signs_nothing(self):
        """Requirement: MDQ-SUP-251"""
        case = self._ready()
        self._passed()
        self.assertFalse(case.with_user(self.auditor).gate_text)
        with self.assertRaises(AccessError):
            self._sign(case, self.auditor)
