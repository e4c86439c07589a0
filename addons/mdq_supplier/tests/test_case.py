from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .admission import PDF, AdmissionCommon


@tagged("post_install", "-at_install")
class TestCase(AdmissionCommon):

    def _closing(self, **vals):
        """A case in its last stage, proposed and approved as a qualification, not closed yet."""
        case = self._closing_step(**vals)
        case.line_ids.qualification_id.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "ok")
        return case

    def _closing_step(self, **vals):
        """A case in its last stage whose qualifications are submitted."""
        self._only_stages("application", "approval")
        case = self._case(**vals)
        case.action_set_risk_class()
        self._sign(case, self.sqe)
        case.line_ids.decision = "approve"
        case.action_propose()
        return case

    def test_a_case_enters_its_first_stage_with_a_clock(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case()
        self.assertTrue(case.name.startswith("SA/"))
        self.assertEqual((case.stage_id.name, len(case.step_ids), case.days_in_stage), ("Application", 7, 0))
        self.assertEqual(case.due_date, fields.Date.add(self.env.company._mdq_today(), days=5))
        with freeze_time(fields.Datetime.now() + timedelta(days=9)):
            case.invalidate_recordset()
            self.assertEqual((case.days_in_stage, case.is_overdue), (9, True))
            self.assertIn(case, self.cases.with_user(self.sqe).search([("is_overdue", "=", True)]))
            self.cases._cron_remind()
            self.cases._cron_remind()
            self.assertEqual(len(case.activity_ids), 1)

    def test_a_gate_says_what_is_missing(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case()
        self.assertIn("The risk class is not set.", case.gate_text)
        with self.refused("cannot be signed yet:\n• The risk class is not set. \\(Supplier Quality Engineer\\)"):
            self._sign(case, self.sqe)
        empty = self.cases.with_user(self.sqe).create({"partner_id": self.partner.id})
        with self.refused("No scope is named"):
            self._sign(empty, self.sqe)
        with self.refused("Name the scopes first"):
            empty.action_set_risk_class()

    def test_a_case_that_is_being_written_is_not_in_its_last_stage(self):
        """Requirement: MDQ-SUP-040"""
        with Form(self.cases.with_user(self.sqe)) as form:
            form.partner_id = self.partner
            self.assertFalse(form.is_last)

    def test_what_nothing_here_checks_is_stated_by_the_signer(self):
        """Requirement: MDQ-SUP-040"""
        case = self._closing_step()
        self.patch(type(case), "_get_checked_needs", lambda record: {"risk", "agreement"})
        case.line_ids.qualification_id.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "ok")
        with self.refused("Say in the reason how this was shown, as nothing here checks it: No finding open"):
            self._sign(case, self.quality_manager, " ")
        self._sign(case, self.quality_manager, "The audit report of 2026-11-02 lists none")
        self.assertIn("Stated by the signer: No finding open", case.step_ids.filtered(lambda step: step.state == "done")[-1:].facts)

    def test_one_role_signs_each_gate(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case()
        case.action_set_risk_class()
        for user in (self.quality_engineer, self.quality_manager):
            with self.refused("signed by the role Supplier Quality Engineer", AccessError):
                self._sign(case, user)
        for user in (self.planner, self.auditor, self.inspector):
            with self.assertRaises(AccessError):
                self._sign(case, user)
        self._sign(case, self.sqe, "Complete")
        step = case.step_ids.filtered(lambda step: step.state == "done")
        self.assertEqual((step.signed_by, step.reason, case.stage_id.name), (self.sqe, "Complete", "Documents"))
        self.assertIn("Anodising", step.facts)
        self.assertEqual(step.signature_ids.meaning, "reviewed")
        self.assertEqual(step.signature_state, "valid")
        with self.refused("signed|frozen"):
            step.sudo().facts = "Other"

    def test_the_credential_is_the_signer_s_own(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case()
        case.action_set_risk_class()
        with self.assertRaises(UserError):
            case.with_user(self.sqe).sign_gate(self.credential_of(self.quality_manager))

    def test_steps_are_written_by_the_server_alone(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case()
        for values in ({"state": "done"}, {"signed_by": self.sqe.id}):
            with self.assertRaises(UserError):
                case.step_ids[0].with_user(self.quality_manager).write(values)
        for values in ({"state": "approved"}, {"stage_id": case.stage_id.id}, {"risk_class_id": False}):
            with self.refused("cannot be set directly"):
                case.with_user(self.sqe).write(values)
        with self.assertRaises(AccessError):
            case.step_ids[0].with_user(self.quality_manager)._move_to("done")

    def test_the_worker_does_not_sign_the_last_gate(self):
        """Requirement: MDQ-SUP-040"""
        case = self._closing()
        both = self.new_user("mdq_both", "mdq_base.group_quality_manager", "mdq_base.group_sqe")
        case.with_user(self.sqe).responsible_id = both
        with self.refused("You worked on", AccessError):
            self._sign(case, both)
        self._sign(case, self.quality_manager, "Admitted")
        self.assertEqual((case.state, bool(case.closed_on)), ("approved", True))

    def test_the_end_is_a_qualification_approved_on_its_route(self):
        """Requirement: MDQ-SUP-040"""
        case = self._closing()
        self._sign(case, self.quality_manager)
        record = case.line_ids.qualification_id
        self.assertEqual((record.state, record.case_id, record.product_id), ("approved", case, self.screw))
        self.assertIn("Anodising", record.basis)
        self.assertTrue(self._check(self.screw, self.anodising)["allowed"])

    def test_conditions_and_refusals_decide_the_outcome(self):
        """Requirement: MDQ-SUP-040"""
        self._only_stages("application", "approval")
        case = self._case(line_ids=[
            Command.create({"process_id": self.anodising.id, "product_id": self.screw.id}),
            Command.create({"process_id": self.machining.id, "product_id": self.screw.id}),
        ])
        case.action_set_risk_class()
        with self.refused("proposed in the last stage"):
            case.action_propose()
        self._sign(case, self.sqe)
        with self.refused("Propose a decision for each scope"):
            case.action_propose()
        with self.refused("name the conditions", ValidationError):
            case.line_ids[0].decision = "conditional"
        case.line_ids[0].write({"decision": "conditional", "conditions": "Three lots, each inspected in full"})
        case.line_ids[1].decision = "refuse"
        with self.refused("not submitted as a qualification"):
            self._sign(case, self.quality_manager)
        case.action_propose()
        with self.refused("is not approved"):
            self._sign(case, self.quality_manager)
        case.line_ids.qualification_id.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "ok")
        self._sign(case, self.quality_manager)
        self.assertEqual((case.state, case.line_ids.qualification_id.state), ("conditional", "conditional"))

    def test_only_a_stage_that_does_not_apply_is_skipped(self):
        """Requirement: MDQ-SUP-095"""
        self._only_stages("application", "audit", "approval")
        case = self._case()
        case.action_set_risk_class()
        self.assertEqual(case.risk_class_id.code, "II")
        self._sign(case, self.sqe)
        engineer = case.with_user(self.quality_engineer)
        with self.refused("applies to .* and cannot be skipped"):
            engineer.skip_stage(self.credential_of(self.quality_engineer), "No time")
        low = self._process("TST-LOW", "Engraving", criticality="low")
        plain = self._product("Tray", mdq_controlled=True, mdq_grade="C")
        case = self._case(line_ids=[Command.create({"process_id": low.id, "product_id": plain.id})])
        case.action_set_risk_class()
        self._sign(case, self.sqe)
        engineer = case.with_user(self.quality_engineer)
        with self.refused("Say why"):
            engineer.skip_stage(self.credential_of(self.quality_engineer), " ")
        engineer.skip_stage(self.credential_of(self.quality_engineer), "Low risk: the questionnaire stands for it")
        skipped = case.step_ids.filtered(lambda step: step.state == "skipped")
        self.assertEqual((skipped.stage_id.name, skipped.signed_by, case.stage_id.name), ("Audit", self.quality_engineer, "Approval"))

    def test_an_open_finding_keeps_the_case_open(self):
        """Requirement: MDQ-SUP-096"""
        case = self._closing()
        found = [{"code": "finding", "why": "Finding F-1 is open", "who": "Lantian Surface"}]
        original = type(case)._get_gate_gaps
        self.patch(type(case), "_get_gate_gaps", lambda record: original(record) + found)
        with self.refused("Finding F-1 is open"):
            self._sign(case, self.quality_manager)

    def test_a_scope_that_asks_for_an_agreement_waits_for_it(self):
        """Requirement: MDQ-SUP-040"""
        self.anodising.mdq_needs_agreement = True
        case = self._closing_step()
        with self.refused("A quality agreement is needed for it, and none in force covers it"):
            self._sign(case, self.quality_manager)

    def test_refuse_cancel_and_reopen_are_signed_with_a_reason(self):
        """Requirement: MDQ-SUP-095"""
        case = self._case()
        sqe = case.with_user(self.sqe)
        for method in (sqe.refuse, sqe.cancel, sqe.reopen):
            with self.refused("Say why"):
                method(self.credential_of(self.sqe), "")
        sqe.cancel(self.credential_of(self.sqe), "No demand any more")
        self.assertEqual((case.state, case.step_ids[0].state), ("cancelled", "cancelled"))
        with self.refused("no longer be changed"):
            sqe.note = "x"
        with self.refused("is closed \\(Cancelled\\)"):
            self._sign(case, self.sqe)
        sqe.reopen(self.credential_of(self.sqe), "Demand is back")
        self.assertEqual((case.state, case.stage_id.name, len(case.step_ids)), ("open", "Application", 8))
        sqe.refuse(self.credential_of(self.sqe), "No licence for the process")
        self.assertEqual(case.state, "refused")
        with self.assertRaises(AccessError):
            case.with_user(self.quality_engineer).reopen(self.credential_of(self.quality_engineer), "x")

    def test_scopes_stay_as_they_were_examined(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case()
        case.line_ids.process_id = self.machining
        case.action_set_risk_class()
        self._sign(case, self.sqe)
        for change in (
            lambda: case.line_ids.write({"process_id": self.anodising.id}), lambda: case.write({"partner_id": self.other_partner.id}),
            lambda: case.write({"line_ids": [Command.create({"product_id": self.bar.id})]}),
        ):
            with self.refused("first gate of .* is signed"):
                change()
        with self.refused("written by the case"):
            case.line_ids.qualification_id = self._draft(product=self.bar)

    def test_after_a_suspension_the_qualification_is_lifted(self):
        """Requirement: MDQ-SUP-040"""
        record = self._qualify(product=self.bar)
        self._suspend(record)
        stages = self._only_stages("application", "approval")
        case = self._case(kind="resumption", line_ids=[Command.create({"suspended_id": record.id, "product_id": self.bar.id})])
        case.action_set_risk_class()
        self._sign(case, self.sqe)
        case.line_ids.decision = "approve"
        case.action_propose()
        self.assertEqual(case.line_ids.qualification_id, record)
        with self.refused("is not lifted yet: lift it on the qualification"):
            self._sign(case, self.quality_manager)
        record.with_user(self.quality_manager).lift(self.credential_of(self.quality_manager), "Corrected")
        self._sign(case, self.manager_2)
        self.assertEqual(case.state, "approved")
        self.assertEqual(case.stage_ids, stages, "the bar on the form shows the stages of this case alone")

    def test_the_kind_stays_as_the_stages_were_copied_for_it(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case(kind="resumption")
        with self.refused("follow from its kind, which stays"):
            case.kind = "new"
        case.kind = "resumption"

    def test_only_the_suspended_scope_itself_is_lifted(self):
        """Requirement: MDQ-SUP-040"""
        bar, others = self._qualify(product=self.bar), self._qualify(self.other_partner, product=self.bar)
        for record, product in ((bar, self.screw), (others, self.bar)):
            with self.refused("is not for this supplier and this scope", ValidationError):
                self._case(kind="resumption", line_ids=[Command.create({"suspended_id": record.id, "product_id": product.id})])
        case = self._case(kind="resumption", line_ids=[Command.create({"suspended_id": bar.id, "product_id": self.bar.id})])
        with self.refused("is not for this supplier and this scope", ValidationError):
            case.partner_id = self.other_partner

    def test_a_requalification_follows_on_what_is_in_force(self):
        """Requirement: MDQ-SUP-040"""
        record = self._qualify(process=self.anodising, product=self.screw)
        case = self._closing(kind="requalification")
        renewal = case.line_ids.qualification_id
        self.assertEqual((renewal.valid_from, renewal.previous_id), (fields.Date.add(record.valid_to, days=1), record))
        self.assertTrue(record.is_renewed, "nobody is asked to renew it again")

    # ----------------------------------------------------------------------------------- documents

    def test_documents_are_asked_for_by_rule(self):
        """Requirement: MDQ-SUP-097"""
        case = self._case()
        case.action_set_risk_class()
        self.assertEqual(len(case.document_ids), 4)
        case.action_prepare_documents()
        self.assertEqual(len(case.document_ids), 4)
        case.action_ask_for_documents()
        case.cancel(self.credential_of(self.sqe), "Not needed")
        with self.refused("is closed"):
            case.action_ask_for_documents()

    def test_documents_are_asked_of_somebody(self):
        """Requirement: MDQ-SUP-097"""
        case = self._case()
        case.action_set_risk_class()
        self.qa_person.active = False
        with self.refused("Nobody at Lantian Surface can answer in the portal yet"):
            case.action_ask_for_documents()

    def test_documents_are_handed_in_and_reviewed_one_by_one(self):
        """Requirement: MDQ-SUP-097"""
        self._only_stages("application", "documents", "approval")
        case = self._case()
        case.action_set_risk_class()
        self._sign(case, self.sqe)
        document = case.document_ids[0]
        for user, pattern in ((self.stranger, "own people"), (self.sqe, "own people"), (self.reader, "Quality")):
            with self.refused(pattern, AccessError):
                document.with_user(user)._receive("licence.pdf", PDF)
        document.with_user(self.qa_person)._receive("licence.pdf", PDF)
        self.assertEqual((document.state, len(document.file_ids)), ("received", 1))
        with self.refused("Say in the comment"):
            document.with_user(self.sqe).action_return()
        document.comment = "The seal is missing"
        document.with_user(self.sqe).action_return()
        document.with_user(self.qa_person)._receive("licence 2.pdf", PDF + b"\n")
        document.with_user(self.sqe).action_accept()
        self.assertEqual((document.reviewed_by, len(document.file_ids)), (self.sqe, 2))
        with self.refused("is not asked for any more"):
            document.with_user(self.qa_person)._receive("licence 3.pdf", PDF)
        with self.refused("Quality manual"):
            self._sign(case, self.sqe)
        rest = case.document_ids - document
        rest.write({"comment": "Seen at the audit of 2026"})
        rest.with_user(self.sqe).action_waive()
        self._sign(case, self.sqe)
        self.assertEqual(case.stage_id.name, "Approval")
        facts = case.step_ids.filtered(lambda step: step.stage_id.name == "Documents").facts
        self.assertIn(document.file_ids[0].sha256, facts)

    def test_a_questionnaire_of_a_case_is_a_gate(self):
        """Requirement: MDQ-SUP-040"""
        self._only_stages("questionnaire", "approval")
        case = self._case()
        with self.refused("No questionnaire was sent"):
            self._sign(case, self.sqe)
        case.action_send_questionnaire()
        sheet = case.answer_ids
        self.assertEqual((sheet.questionnaire_id, sheet.partner_id), (self.questionnaire, self.partner))
        sheet.action_send()
        self._fill(sheet)
        sheet.with_user(self.qa_person).submit()
        with self.refused("to review"):
            self._sign(case, self.sqe)
        self._accept(sheet)
        self._sign(case, self.sqe)

    # ------------------------------------------------------------------------------------- borders

    def test_a_case_belongs_to_the_supplier_not_to_a_person(self):
        with self.refused("belongs to Lantian Surface", ValidationError):
            self._case(partner=self.person)

    def test_an_archived_supplier_keeps_his_case(self):
        """Requirement: MDQ-SUP-040"""
        case = self._case()
        self.partner.active = False
        case.invalidate_recordset()
        case.action_set_risk_class()
        self._sign(case, self.sqe)
        self.assertEqual(case.stage_id.name, "Documents")

    def test_companies_are_separate(self):
        """Requirement: MDQ-SUP-040"""
        company = self.env["res.company"].create({"name": "Other"})
        case = self._case(company_id=self.env.company.id)
        foreigner = self.new_user("mdq_sqe_abroad", "mdq_base.group_sqe", company_id=company.id, company_ids=[Command.set(company.ids)])
        for record in (case, case.line_ids, case.step_ids):
            self.assertFalse(record.with_user(foreigner).search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                record.with_user(foreigner).read(["display_name"])

    def test_a_new_stage_is_for_cases_to_come(self):
        """Requirement: MDQ-SUP-095"""
        case = self._case()
        stage = self.env.ref("mdq_supplier.stage_application")
        with self.assertRaises(AccessError):
            stage.with_user(self.sqe).target_days = 99
        stage.with_user(self.quality_manager).write({"target_days": 99, "group_id": self.env.ref("mdq_base.group_planner").id})
        self.assertEqual((case.target_days, case.step_id.group_id), (5, self.env.ref("mdq_base.group_sqe")))

    def test_stage_times_are_measured(self):
        """Requirement: MDQ-SUP-095"""
        with freeze_time("2026-03-02 08:00:00"):
            case = self._case()
            case.action_set_risk_class()
        with freeze_time("2026-03-05 20:00:00"):
            self._sign(case, self.sqe)
        self.assertEqual(case.step_ids[0].days, 3.5)
