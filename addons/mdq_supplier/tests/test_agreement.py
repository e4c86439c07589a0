from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestAgreement(AgreementCommon):
    """Drafted from a template, complete or not sent, signed by both, frozen, reviewed, ended."""

    def test_templates_fill_a_draft_in_both_languages(self):
        """Requirement: MDQ-APP-067"""
        for kind in ("processing", "manufacturing", "purchase"):
            template = self.env.ref(f"mdq_supplier.mdq_quality_agreement_template_{kind}")
            agreement = self._agreement(kind=kind, template_id=template.id, section_ids=[], clause_ids=[])
            agreement.action_take_template()
            self.assertEqual(len(agreement.section_ids), len(template.section_ids))
            self.assertEqual(agreement.clause_ids.mapped("party"), template.clause_ids.mapped("party"))
            chinese = agreement.section_ids[0].with_context(lang="zh_CN")
            self.assertEqual(chinese.name, template.section_ids[0].with_context(lang="zh_CN").name)
            with self.refused("has sections already"):
                agreement.action_take_template()

    def test_the_guide_of_the_authority_is_covered(self):
        """Requirement: MDQ-APP-067"""
        sections = self.env.ref("mdq_supplier.mdq_quality_agreement_template_manufacturing").section_ids
        asked = {"law", "scope", "people", "documents", "transfer", "purchasing", "production", "inspection", "release", "change", "trace",
                 "nc", "vigilance", "audits", "records", "ip", "dispute", "validity", "review"}
        self.assertLessEqual(asked, set(sections.filtered("is_mandatory").mapped("code")))

    def test_empty_mandatory_sections_and_open_duties_are_not_sent(self):
        """Requirement: MDQ-APP-067"""
        agreement = self._agreement()
        agreement.section_ids = [Command.create({"name": "Change control", "text": "  "}),
                                 Command.create({"name": "Property", "is_mandatory": False})]
        agreement.clause_ids = [Command.create({"name": "Calibrate"})]
        self.assertIn("Change control", agreement.gap_text)
        with self.assertRaises(UserError) as refusal:
            agreement.action_submit()
        self.assertIn("Section “Change control” is mandatory", str(refusal.exception))
        self.assertIn("Say who answers for “Calibrate”", str(refusal.exception))
        self.assertNotIn("Property", str(refusal.exception))
        self.assertEqual(agreement.state, "draft")
        agreement.section_ids.filtered(lambda s: s.name == "Change control").text = "Sixty days"
        agreement.clause_ids.filtered(lambda c: c.name == "Calibrate").party = "both"
        self._signed(agreement)
        self.assertEqual(agreement.state, "effective")

    def test_an_agreement_without_content_is_not_sent(self):
        with self.refused("take them over from a template"):
            self._agreement(section_ids=[], clause_ids=[]).action_submit()

    def test_it_takes_effect_only_with_both_signatures(self):
        """Requirement: MDQ-SUP-048"""
        agreement = self._agreement()
        agreement.action_submit()
        self.assertFalse(agreement.sent_on)
        for state in (lambda: agreement.action_make_effective(), lambda: agreement.sudo()._move_to("effective")):
            with self.refused("is not approved yet"):
                state()
        self._sign(agreement, self.quality_manager)
        self.assertTrue(agreement.sent_on)
        self.assertEqual(agreement.state, "in_review")
        with self.refused("is not approved yet"):
            agreement.action_make_effective()
        self._sign(agreement, self.signatory)
        self.assertEqual(agreement.state, "effective")
        self.assertEqual(agreement.in_force_from, self.env.company._mdq_today())
        parties = agreement._get_party_signatures()
        self.assertEqual([party["signature"].user_id for party in parties], [self.quality_manager, self.signatory])

    def test_the_wrong_party_is_refused(self):
        """Requirement: MDQ-SUP-048"""
        agreement = self._sent()
        request = self._request(agreement)
        for user in (self.stranger, self.supplier_quality, self.sqe, self.quality_manager, self.planner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).approve(self.credential_of(user))
        self.assertEqual(agreement.state, "in_review")

    def test_a_route_without_the_supplier_does_not_put_it_in_force(self):
        """Whoever takes the supplier's step out of the route cannot do without his signature."""
        self.effective_route("mdq.quality.agreement", {
            "name": "House", "meaning": "agreed", "group_id": self.env.ref("mdq_base.group_quality_manager").id,
        })
        agreement = self._agreement()
        agreement.action_submit()
        with self.refused("when both parties have signed it. Missing: Lantian Surface"):
            self._sign(agreement, self.quality_manager)

    def test_without_a_signatory_it_is_not_sent(self):
        self.stranger.active = False
        with self.refused("nobody signs for that supplier"):
            self._agreement(self.other_partner).action_submit()

    def test_signed_is_frozen_and_revised(self):
        """Requirement: MDQ-SUP-048"""
        agreement = self._signed()
        for change in (lambda: agreement.write({"valid_to": "2099-01-01"}), lambda: agreement.section_ids.write({"text": "Other"}),
                       lambda: agreement.clause_ids.write({"party": "both"}), lambda: agreement.clause_ids.unlink(),
                       lambda: agreement.write({"section_ids": [Command.create({"name": "More", "text": "x"})]})):
            with self.assertRaises(UserError):
                change()
        draft = self.env["mdq.quality.agreement"].with_user(self.sqe).browse(agreement.action_revise()["res_id"])
        self.assertEqual((draft.code, draft.revision, draft.section_ids.text), (agreement.code, 2, "Three years."))
        draft.section_ids.text = "Five years."
        self._signed(draft)
        self.assertEqual((agreement.state, draft.state), ("superseded", "effective"))
        self.assertEqual(agreement.in_force_to, self.env.company._mdq_today())

    def test_returned_by_the_supplier_it_is_a_draft_again(self):
        agreement = self._sent()
        self._request(agreement).with_user(self.signatory).reject(self.credential_of(self.signatory), "Clause 7.4.1 is yours")
        self.assertEqual((agreement.state, agreement.sent_on), ("draft", False))

    def test_signed_early_it_waits_for_its_day(self):
        """Requirement: MDQ-SUP-048"""
        with freeze_time("2026-05-01 08:00:00"):
            agreement = self._signed(valid_from="2026-06-01", valid_to="2027-05-31")
            self.assertEqual(agreement.state, "in_review")
            with self.refused("takes effect by itself on that day"):
                agreement.action_make_effective()
            agreement._cron_make_effective()
            self.assertEqual(agreement.state, "in_review")
        with freeze_time("2026-06-01 08:00:00"):
            agreement._cron_make_effective()
            self.assertEqual(agreement.state, "effective")

    def test_only_the_quality_manager_terminates_signed_and_with_a_reason(self):
        """Requirement: MDQ-SUP-048"""
        agreement = self._signed()
        with self.assertRaises(AccessError):
            agreement.with_user(self.sqe).terminate(self.credential_of(self.sqe), "Enough")
        manager = agreement.with_user(self.quality_manager)
        with self.refused("Say why"):
            manager.terminate(self.credential_of(self.quality_manager), " ")
        manager.terminate(self.credential_of(self.quality_manager), "Plant closed")
        self.assertEqual((agreement.state, agreement.end_reason, agreement.validity), ("obsolete", "Plant closed", "ended"))
        with self.refused("is not in force"):
            manager.terminate(self.credential_of(self.quality_manager), "Again")

    def test_the_yearly_review(self):
        """Requirement: MDQ-APP-067"""
        with freeze_time("2026-01-10 08:00:00"):
            agreement = self._signed(valid_to="2030-01-01")
            self.assertEqual(str(agreement.next_review_date), "2027-01-10")
        with freeze_time("2026-12-20 08:00:00"):
            agreement._cron_remind()
            agreement._cron_remind()
            review = agreement.review_ids
            self.assertEqual((len(review), review.reviewer_id, len(agreement.activity_ids)), (1, self.sqe, 1))
            with self.refused("Choose the outcome"):
                review.with_user(self.sqe).conclude(self.credential_of(self.sqe))
            self._review(agreement)
            self.assertEqual((review.state, str(agreement.next_review_date)), ("done", "2027-12-20"))
            self.assertFalse(agreement.activity_ids)
            with self.assertRaises(UserError):
                review.with_user(self.sqe).outcome = "revise"

    def test_a_review_can_ask_for_a_revision(self):
        agreement = self._signed()
        self._review(agreement, "revise")
        self.assertEqual(agreement._get_newer_draft().revision, 2)

    def test_bad_input(self):
        """Requirement: MDQ-SUP-048"""
        with self.refused("dates_in_order", IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self._agreement(valid_from="2026-02-01", valid_to="2026-01-01")
        with self.refused("belongs to Lantian Surface", ValidationError):
            self._agreement(self.site)
        other_site = self.env["res.partner"].create({"name": "Elsewhere", "parent_id": self.other_partner.id, "type": "other"})
        with self.refused("is not a site of Lantian Surface", ValidationError):
            self._agreement(site_ids=other_site.ids)
        with self.refused("is a person, not a site", ValidationError):
            self._agreement(site_ids=self.person.ids)
        with self.refused("already ended by its dates"):
            self._agreement(valid_from="2020-01-01", valid_to="2021-01-01").action_submit()

    def test_reminders(self):
        """The signatory is written to in his language, once a week; the end is told once."""
        self.signatory.lang = "zh_CN"
        with freeze_time("2026-03-01 08:00:00"):
            agreement = self._sent(valid_to="2026-12-31")
        with freeze_time("2026-03-10 08:00:00"):
            mails = self._mails(lambda: (agreement._cron_remind(), agreement._cron_remind()))
            self.assertEqual(len(mails), 1)
            self.assertEqual(mails.partner_ids, self.signatory.partner_id)
            self.assertIn("缺少您的签名", mails.subject)
            self._sign(agreement, self.signatory)
        with freeze_time("2026-10-10 08:00:00"):
            self.assertEqual(agreement.validity, "soon")
            mails = self._mails(lambda: (agreement._cron_remind(), agreement._cron_remind()))
            self.assertEqual(len(mails.filtered(lambda mail: self.signatory.partner_id in mail.partner_ids)), 1)

    def test_another_company_of_the_group_is_not_written_to(self):
        daughter = self.env["res.partner"].create({"name": "Lantian Coating", "is_company": True, "parent_id": self.partner.id})
        self._portal_user("mdq_daughter", daughter, "signatory")
        self.assertEqual(self.partner._mdq_find_portal_people("mdq_base.group_supplier_signatory"), self.signatory.partner_id)

    def _mails(self, act):
        last = self.env["mail.message"].search([], limit=1, order="id desc")
        act()
        return self.env["mail.message"].search([("id", ">", last.id), ("message_type", "=", "user_notification"),
                                                ("model", "=", False)])

    def test_it_is_written_on_the_form(self):
        with Form(self.env["mdq.quality.agreement"].with_user(self.sqe)) as form:
            form.partner_id = self.partner
            form.template_id = self.env.ref("mdq_supplier.mdq_quality_agreement_template_processing")
        self.assertTrue(form.record.code.startswith("QA-"))
        self.assertIn("Lantian Surface", form.record.name)
        action = self.person.with_user(self.planner).action_open_mdq_agreements()
        self.assertEqual(self.env["mdq.quality.agreement"].search(action["domain"]), form.record)
        self.assertEqual(self.person.mdq_agreement_count, 1)

    def test_forms_open_for_every_role(self):
        agreement = self._signed()
        for role in ("inspector", "quality_engineer", "quality_manager", "sqe", "planner", "change_board", "auditor", "admin"):
            user = getattr(self, role)
            views = agreement.with_user(user).get_views([(False, kind) for kind in ("form", "list", "kanban", "calendar", "search")])
            names = views["models"][agreement._name]["fields"]
            self.assertTrue(agreement.with_user(user).web_read({name: {} for name in names}), role)
        with self.assertRaises(AccessError):
            agreement.with_user(self.auditor).write({"responsible_id": self.auditor.id})
