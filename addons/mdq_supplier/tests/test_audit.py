import json

from odoo.addons.mdq_base.core import canonical
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .audit_common import ANSWER, AuditCommon


@tagged("post_install", "-at_install")
class TestAudit(AuditCommon):
    """Planned with an independent team, answered, issued signed, followed up, closed."""

    def test_checklists_ship_in_force_and_are_revised(self):
        """Requirement: MDQ-SUP-044"""
        for key in ("iso", "processing"):
            checklist = self.env.ref(f"mdq_supplier.mdq_supplier_audit_checklist_{key}")
            self.assertEqual((checklist.state, checklist.shipped_with), ("effective", "mdq_supplier"))
            self.assertTrue(all(checklist.line_ids.mapped("clause")))
            with self.assertRaises(UserError):
                checklist.with_user(self.sqe).line_ids[0].name = "Something else"
        draft = self.env["mdq.supplier.audit.checklist"].browse(self.checklist.with_user(self.sqe).action_revise()["res_id"])
        self.assertEqual((draft.revision, len(draft.line_ids)), (2, 2))

    def test_the_calendar_finds_an_audit_of_one_day(self):
        """Requirement: MDQ-SUP-044"""
        one, two = self._audit(), self._audit(date_end="2026-05-03")
        self.assertEqual([str(audit.date_last) for audit in (one, two)], ["2026-05-01", "2026-05-03"])
        may = [("date_planned", "<=", "2026-05-31"), ("date_last", ">=", "2026-05-01")]  # what a calendar asks for
        self.assertEqual(self.env["mdq.supplier.audit"].search([("id", "in", (one | two).ids), *may]), one | two)
        two.write({"date_planned": "2026-05-11", "date_last": "2026-05-13"})  # as the calendar moves it
        one.write({"date_planned": "2026-05-12", "date_last": "2026-05-12"})
        self.assertEqual([str(audit.date_end) for audit in (one, two)], ["False", "2026-05-13"])
        view = self.env.ref("mdq_supplier.mdq_supplier_audit_view_calendar")
        self.assertIn('date_stop="date_last"', view.arch)

    def test_who_looks_after_a_scope_does_not_audit_it(self):
        """Requirement: MDQ-APP-062"""
        self._qualify(process=self.anodising, responsible_id=self.lead.id)
        audit = self._audit()
        self.assertIn("Mdq Lead is responsible for scope", audit.conflict_text)
        with self.refused("is not independent:\n• Mdq Lead is responsible"):
            audit.action_start()
        audit.independence_note = "The only auditor; the quality manager joins"
        audit.action_start()
        self.assertEqual(audit.state, "in_progress")

    def test_who_decided_or_buys_does_not_audit_either(self):
        """Requirement: MDQ-APP-062"""
        self._qualify(process=self.anodising)
        audit = self._audit(team_ids=self.quality_manager.ids)
        self.assertIn("Mdq Quality Manager decided on scope", audit.conflict_text)
        audit.team_ids = False
        self.assertFalse(audit.conflict_text)
        self.partner.buyer_id = self.lead
        self.assertIn("Mdq Lead buys from Lantian Surface", self._audit().conflict_text)

    def test_a_scope_of_another_site_makes_no_conflict(self):
        self._qualify(process=self.anodising, site_id=self.site.id, responsible_id=self.lead.id)
        self.assertFalse(self._audit().conflict_text)
        self.assertTrue(self._audit(site_id=self.site.id).conflict_text)

    def test_the_suppliers_own_people_never_audit(self):
        """Requirement: MDQ-APP-062"""
        audit = self._audit()
        audit.sudo().team_ids = self.supplier_quality
        audit.independence_note = "He knows the plant"
        with self.refused("works outside the house"):
            audit.action_start()

    def test_the_lead_auditor_is_competent(self):
        """Requirement: MDQ-APP-062"""
        competence = self.env["mdq.competence"].create({"code": "LEAD", "name": "Lead auditor", "needs_practical": True})
        self.env["mdq.competence.requirement"].create({
            "name": "Audits", "competence_id": competence.id, "act": "performed",
            "model_id": self.env["ir.model"]._get_id("mdq.supplier.audit")})
        with self.refused("Mdq Lead is not competent for this yet:\n• “LEAD Lead auditor” is missing"):
            self._audit().action_start()

    def test_an_audit_needs_an_effective_checklist(self):
        with self.refused("at least one checklist"):
            self._audit(checklist_ids=[]).action_start()
        draft = self.env["mdq.supplier.audit.checklist"].create({"name": "Draft"})
        with self.refused("is not effective"):
            self._audit(checklist_ids=draft.ids).action_start()

    def test_a_report_with_gaps_is_not_issued(self):
        """Requirement: MDQ-SUP-044"""
        audit = self._running()
        with self.assertRaises(UserError) as refusal:
            audit.issue(self.credential_of(self.lead))
        for gap in ("Not answered: 7.5.6 Validated?", "Write the summary and say the result"):
            self.assertIn(gap, str(refusal.exception))
        audit.line_ids.write({"answer": "major", "evidence": False})
        with self.refused("Say what was seen: 7.5.6"):
            audit.action_issue()
        audit.line_ids.evidence = "Seen"
        with self.refused("Write the finding: 7.6"):
            audit.action_issue()
        audit.action_raise_findings()
        audit.write({"summary": "Weak", "result": "pass"})
        with self.refused("not simply suitable"):
            audit.action_issue()
        audit.result = "fail"
        audit.issue(self.credential_of(self.lead))
        self.assertEqual((audit.state, audit.finding_ids.mapped("state")), ("issued", ["open", "open"]))

    def test_a_finding_written_too_early_takes_over_the_evidence(self):
        """Requirement: MDQ-SUP-044"""
        audit = self._running()
        audit.line_ids.write({"answer": "major", "evidence": False})
        audit.action_raise_findings()
        first, second = audit.line_ids.finding_ids
        second.statement = "In my own words"
        audit.line_ids.evidence = "Seen at the washer"
        self.assertEqual((first.statement, second.statement), ("Seen at the washer", "In my own words"))

    def test_only_the_lead_auditor_signs_it(self):
        """Requirement: MDQ-SUP-044"""
        audit = self._answered()
        for user in (self.sqe, self.quality_manager):
            with self.assertRaises(AccessError):
                audit.with_user(user).issue(self.credential_of(user))
        with self.refused("issued with the signature of its lead auditor"):
            audit.sudo()._move_to("issued")

    def test_issued_is_frozen(self):
        """Requirement: MDQ-SUP-044"""
        audit = self._issued()
        finding = audit.finding_ids
        for change in (lambda: audit.write({"summary": "Other"}), lambda: audit.line_ids[0].write({"answer": "conform"}),
                       lambda: finding.write({"grade": "minor"}), lambda: finding.write({"statement": "Less"}),
                       lambda: self.env["mdq.supplier.audit.finding"].with_user(self.lead).create({"audit_id": audit.id, "statement": "Late"}),
                       lambda: audit.unlink(), lambda: finding.unlink(), lambda: audit.write({"state": "closed"})):
            with self.assertRaises(UserError):
                change()
        self.assertIn(finding.name, audit.issued_findings)
        self.assertEqual(audit.signature_state, "valid")

    def test_a_finding_goes_its_way(self):
        """Requirement: MDQ-SUP-044"""
        audit = self._issued()
        finding = audit.finding_ids
        self.assertEqual(finding.grade, "major")
        with self.refused("Still missing: Corrective Action, Done Until"):
            finding.with_user(self.supplier_quality).answer({"cause": "Haste", "correction": "Sorted"})
        self.assertFalse(finding.cause, "what was refused is not half written")
        finding.with_user(self.supplier_quality).answer(ANSWER)
        self.assertEqual((finding.state, finding.answered_by), ("answered", self.supplier_quality))
        with self.refused("is answered already"):
            finding.with_user(self.supplier_quality).answer(ANSWER)
        sqe = finding.with_user(self.sqe)
        with self.refused("Say what is missing"):
            sqe.send_back(" ")
        sqe.send_back("Why was it not noticed?")
        self.assertEqual((finding.state, finding.review_note), ("open", "Why was it not noticed?"))
        finding.with_user(self.supplier_quality).answer({**ANSWER, "cause": "No check in the plan"})
        sqe.accept()
        with self.refused("still has open findings"):
            audit.with_user(self.sqe).close(self.credential_of(self.sqe))
        with self.refused("Say how it was seen"):
            sqe.verify(self.credential_of(self.sqe))
        sqe.verification = "Seen on the floor"
        sqe.verify(self.credential_of(self.sqe))
        self.assertEqual(finding.state, "closed")
        audit.with_user(self.sqe).close(self.credential_of(self.sqe))
        self.assertEqual(audit.state, "closed")

    def test_who_entered_the_answer_does_not_verify_it(self):
        finding = self._issued().finding_ids.with_user(self.sqe)
        finding.write(ANSWER)
        finding.action_record_answer()
        finding.accept()
        finding.verification = "Looked at it"
        with self.assertRaises(AccessError):
            finding.verify(self.credential_of(self.sqe))
        finding.with_user(self.quality_manager).verify(self.credential_of(self.quality_manager))
        self.assertEqual(finding.state, "closed")

    def test_an_audit_with_an_open_finding_is_not_closed(self):
        """Requirement: MDQ-APP-062"""
        audit = self._issued("minor", "major")
        first, second = audit.finding_ids.sorted("id")
        self._closed_finding(first)
        name = second.name
        for close in (lambda: audit.with_user(self.sqe).close(self.credential_of(self.sqe)), lambda: audit.with_user(self.sqe).action_close(),
                      lambda: audit.sudo()._move_to("closed")):
            with self.refused(f"still has open findings: {name}"):
                close()

    def test_a_case_waits_for_open_findings(self):
        """Requirement: MDQ-APP-062"""
        finding = self._issued().finding_ids
        case = self.env["mdq.supplier.case"].new({"partner_id": self.partner.id, "company_id": self.env.company.id})
        self.assertEqual([gap["code"] for gap in case._get_finding_gaps()], ["finding"])
        self.assertIn(finding.name, case._get_finding_gaps()[0]["why"])
        self._closed_finding(finding)
        self.assertFalse(case._get_finding_gaps())

    def test_grades_set_the_due_date(self):
        with freeze_time("2026-05-01 08:00:00"):
            audit = self._issued("critical", "minor", result="fail")
            self.assertEqual([str(day) for day in audit.finding_ids.sorted("id").mapped("date_due")], ["2026-05-08", "2026-06-30"])
        with freeze_time("2026-05-09 08:00:00"):
            late = self.env["mdq.supplier.audit.finding"].search([("is_overdue", "=", True), ("audit_id", "=", audit.id)])
            self.assertEqual(late.grade, "critical")

    def test_programme_is_due_by_the_interval_and_late_audits_bar(self):
        """Requirements: MDQ-APP-062, MDQ-SUP-121"""
        with freeze_time("2026-01-01 08:00:00"):
            scope = self._qualify(process=self.anodising, valid_to="2030-12-31", audit_months=12, audit_bars_after=30)
            self.assertEqual(str(scope.next_audit_date), "2027-01-01")
        with freeze_time("2027-01-31 08:00:00"):
            self.assertTrue(self._check(self.service, self.anodising)["allowed"])
            plan = self.env["mdq.supplier.audit.plan"].with_user(self.lead).create({"date_to": "2027-02-01", "checklist_ids": self.checklist.ids})
            line = plan.line_ids.filtered(lambda line: line.partner_id == self.partner)
            self.assertEqual((line.qualification_ids, str(line.date_due)), (scope, "2027-01-01"))
        with freeze_time("2027-02-01 08:00:00"):
            answer = self._check(self.service, self.anodising)
            self.assertIn("was due on 01/01/2027 and is not done", answer["reasons"][0])
            plan.action_plan()
            self.env.invalidate_all()
            self.assertEqual(scope.planned_audit_id.lead_id, self.lead)
            self._issued("conform", qualification_ids=scope.ids)
            self.env.invalidate_all()
            self.assertTrue(self._check(self.service, self.anodising)["allowed"])
            self.assertFalse(self._check(self.service, self.anodising, date="2028-03-03")["allowed"])
            self.assertEqual(str(scope.next_audit_date), "2028-02-01")

    def test_the_risk_class_gives_the_interval(self):
        """Requirement: MDQ-SUP-121"""
        scope = self._qualify(process=self.anodising)
        self.assertEqual(scope.audit_interval, scope.risk_class_id.audit_months)
        self.assertTrue(scope.next_audit_date)

    def test_signatures_given_before_an_upgrade_hold(self):
        """What a newer version knows of findings and scopes was not signed then, and breaks nothing.

        Requirements: MDQ-SUP-121, MDQ-BAS-168
        """
        audit = self._issued("major")
        finding = self._closed_finding(audit.finding_ids)
        later = {"asked_on", "first_answered_on", "reminded_on", "date_last"}
        for record in (audit, finding):
            self.assertFalse(later & set(record._get_signed_fields()))
        signed = audit.signature_ids | finding.signature_ids
        self._sign_as_an_older_version(finding.signature_ids, "verification", "date_due")
        self._sign_as_an_older_version(audit.signature_ids, "date_end", "scope_text")
        finding.sudo()._write_guarded({"asked_on": "2026-01-01 08:00:00", "first_answered_on": "2026-01-02 08:00:00"})  # as an upgrade fills them
        self.assertEqual({answer["why"] for answer in signed.with_user(self.auditor).verify()}, {False})
        self.env.cr.execute("UPDATE mdq_supplier_audit_finding SET statement = 'Nothing' WHERE id = %s", [finding.id])
        self.env.invalidate_all()
        self.assertEqual([bool(answer["why"]) for answer in finding.signature_ids.with_user(self.auditor).verify()], [True])

    def _sign_as_an_older_version(self, signatures, *unknown):
        """The stored text of a version that did not know these fields."""
        for signature in signatures:
            content = {name: value for name, value in json.loads(signature.canonical_text).items() if name not in unknown}
            text = canonical.text(content)
            self.env.cr.execute("ALTER TABLE mdq_signature DISABLE TRIGGER USER")
            self.env.cr.execute("UPDATE mdq_signature SET canonical_text = %s, digest = %s WHERE id = %s",
                                [text, canonical.digest(text), signature.id])
            self.env.cr.execute("ALTER TABLE mdq_signature ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def test_reminders_come_once(self):
        with freeze_time("2026-04-25 08:00:00"):
            audit = self._audit()
            audit._cron_remind()
            audit._cron_remind()
            self.assertEqual(audit.activity_ids.user_id, self.lead)
            self.assertEqual(len(audit.activity_ids), 1)
        with freeze_time("2026-05-01 08:00:00"):
            audit = self._issued()
        with freeze_time("2026-06-05 08:00:00"):
            last = self.env["mail.message"].search([], limit=1, order="id desc").id
            audit._cron_remind()
            audit._cron_remind()
            sent = self.env["mail.message"].search([("id", ">", last), ("partner_ids", "in", self.supplier_quality.partner_id.ids)])
            self.assertEqual(len(sent), 1)

    def test_it_is_planned_on_the_form_and_found_at_the_supplier(self):
        with Form(self.env["mdq.supplier.audit"].with_user(self.lead)) as form:
            form.partner_id = self.partner
            form.date_planned = "2099-05-01"
        self.assertTrue(form.record.name.startswith("AUD/"))
        action = self.person.with_user(self.planner).action_open_mdq_audits()
        self.assertEqual(self.env["mdq.supplier.audit"].search(action["domain"]), form.record)
        self.assertEqual(self.person.mdq_audit_count, 1)

    def test_forms_open_for_every_role(self):
        audit = self._issued()
        for record, kinds in ((audit, ("form", "list", "kanban", "calendar", "search")), (audit.finding_ids, ("form", "list", "kanban", "pivot", "graph"))):
            for role in ("inspector", "quality_engineer", "quality_manager", "sqe", "planner", "change_board", "auditor", "admin"):
                user = getattr(self, role)
                names = record.with_user(user).get_views([(False, kind) for kind in kinds])["models"][record._name]["fields"]
                self.assertTrue(record.with_user(user).web_read({name: {} for name in names}), role)
        with self.assertRaises(AccessError):
            audit.with_user(self.auditor).action_cancel()

    def test_reports_print(self):
        html = self.env["ir.actions.report"]._render_qweb_html("mdq_supplier.mdq_supplier_audit_report_action", self._issued().ids)[0].decode()
        for text in ("Machine 3 runs", "Not acknowledged yet", "Test list", "Major"):
            self.assertIn(text, html)
