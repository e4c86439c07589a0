from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestQualification(MdqSupplierCommon):

    # ----------------------------------------------------------------------------- who decides

    def test_approval_is_signed_and_dated(self):
        """Requirement: MDQ-SUP-005"""
        with freeze_time("2026-03-01 08:00:00"):
            record = self._qualify(process=self.anodising)
        self.assertEqual(record.state, "approved")
        self.assertEqual(record.signature_ids.mapped("meaning"), ["approved"])
        self.assertEqual(record.signature_state, "valid")
        decision = record.decision_ids
        self.assertEqual((decision.status, str(decision.date), decision.reason, decision.user_id),
                         ("approved", "2026-03-01", "Audit passed", self.quality_manager))

    def test_who_writes_it_does_not_approve_it(self):
        """Requirement: MDQ-SUP-006"""
        both = self.new_user("mdq_both", "mdq_base.group_sqe", "mdq_base.group_quality_manager")
        record = self._draft().with_user(both).copy()
        with self.refused("Somebody else decides"):
            record.approve(self.credential_of(both))
        self.assertEqual(record.state, "draft")

    def test_a_route_says_who_approves(self):
        """Requirement: MDQ-SUP-006"""
        self.effective_route(
            "mdq.supplier.qualification", {"name": "Board", "sequence": 1, "group_id": self.env.ref("mdq_base.group_change_board").id},
            {"name": "Quality", "sequence": 2, "group_id": self.env.ref("mdq_base.group_quality_manager").id})
        record = self._draft(process=self.anodising)
        with self.refused("for Change Board"):
            record.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))
        record._mdq_request_approval().with_user(self.change_board).approve(self.credential_of(self.change_board))
        self.assertEqual(record.state, "draft")
        record.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager), "Audit passed")
        self.assertEqual((record.state, record.decision_ids.reason), ("approved", "Audit passed"))

    def test_only_supplier_quality_decides(self):
        """Requirement: MDQ-SUP-006"""
        record = self._draft()
        for user in (self.planner, self.quality_engineer, self.inspector, self.releaser, self.auditor, self.admin):
            for method, arguments in (("approve", ()), ("suspend", ("x",)), ("withdraw", ("x",))):
                with self.assertRaises(AccessError):
                    getattr(record.with_user(user), method)(self.credential_of(user), *arguments)

    def test_superuser_mode_does_not_sign(self):
        with self.assertRaises(AccessError):
            self._draft().with_user(self.quality_manager).sudo().approve(self.credential_of(self.quality_manager))

    @mute_logger("odoo.addons.base.models.res_users")
    def test_a_wrong_credential_decides_nothing(self):
        record = self._draft().with_user(self.quality_manager)
        with self.refused("wrong credential"), self.enter_registry_test_mode():
            record.approve({"type": "password", "password": "wrong"})
        self.assertEqual(record.state, "draft")
        self.assertFalse(record.decision_ids)

    def test_conditions_make_the_approval_conditional(self):
        record = self._qualify(process=self.anodising, conditions="100 % inspection of the first five lots")
        self.assertEqual(record.state, "conditional")
        answer = self._check(self.service, self.anodising)
        self.assertTrue(answer["allowed"])
        self.assertIn("100 % inspection", answer["reasons"][1])

    def test_suspend_lift_withdraw_need_a_reason(self):
        record = self._qualify()
        for method in ("suspend", "withdraw"):
            with self.refused("Say why"):
                getattr(record.with_user(self.quality_manager), method)(self.credential_of(self.quality_manager), " ")
        self._suspend(record)
        with self.refused("Say why"):
            record.with_user(self.sqe).lift(self.credential_of(self.sqe), "")

    def test_life_from_draft_to_withdrawn(self):
        """Requirement: MDQ-SUP-005"""
        record = self._qualify(conditions="Small lots")
        self._suspend(record)
        record.with_user(self.sqe).lift(self.credential_of(self.sqe), "Re-audited")
        self.assertEqual(record.state, "conditional")
        self._withdraw(record)
        self.assertEqual(record.decision_ids.mapped("status"), ["conditional", "suspended", "conditional", "withdrawn"])
        self.assertEqual(record.signature_ids.mapped("meaning"), ["approved", "rejected", "lifted", "rejected"])
        self.assertEqual(record.signature_state, "valid")
        with self.refused("is decided already"):
            record.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))

    def test_lift_is_for_the_suspended(self):
        with self.refused("is not suspended"):
            self._draft().with_user(self.quality_manager).lift(self.credential_of(self.quality_manager), "x")

    def test_a_withdrawn_draft_was_never_a_decision(self):
        record = self._draft()
        self._withdraw(record)
        self.assertEqual(record.state, "withdrawn")
        self.assertFalse(record.decision_ids)

    # ------------------------------------------------------------------------------ guards

    def test_state_is_not_written(self):
        """Requirement: MDQ-SUP-007"""
        record = self._draft()
        for user in (self.sqe, self.quality_manager, self.env.user):
            with self.refused("cannot be set directly"):
                record.with_user(user).write({"state": "approved"})
        with self.refused("cannot be set directly"):
            record.sudo().with_context(mdq_guarded=True, install_mode=True).write({"state": "approved"})
        with self.refused("cannot be set directly"):
            self._draft(state="approved")
        with self.refused("cannot be set directly"):
            record.write({"name": "SQ/1"})

    def test_decided_content_is_frozen(self):
        """Requirement: MDQ-SUP-007"""
        record = self._qualify()
        for vals in ({"valid_to": "2099-12-31"}, {"product_id": self.bar.id}, {"conditions": "none"}):
            with self.assertRaises(UserError):
                record.with_user(self.sqe).write(vals)
            with self.assertRaises(UserError):
                record.sudo().write(vals)
        record.with_user(self.sqe).responsible_id = self.sqe
        self.assertEqual(record.signature_state, "valid")

    def test_never_deleted(self):
        for record in (self._draft(), self._qualify()):
            with self.assertRaises(UserError):
                record.with_user(self.sqe).unlink()
            with self.refused("never deleted"):
                record.sudo().unlink()

    def test_decisions_are_written_by_no_role(self):
        """Requirement: MDQ-SUP-007"""
        record = self._qualify()
        decision = record.decision_ids
        for user in (self.sqe, self.quality_manager, self.admin):
            for operation in ("write", "create", "unlink"):
                self.assertFalse(decision.with_user(user).has_access(operation))
            with self.assertRaises(UserError):
                decision.with_user(user).write({"date": "2020-01-01"})
            with self.assertRaises(AccessError):
                decision.with_user(user).copy()
        with self.refused("frozen"):
            decision.sudo().write({"date": "2020-01-01"})
        with self.refused("never deleted"):
            decision.sudo().unlink()
        with self.assertRaises(UserError):
            record.with_user(self.sqe).write({"decision_ids": [(0, 0, {
                "status": "approved", "date": "2020-01-01", "user_id": self.sqe.id, "decided_on": "2020-01-01"})]})

    def test_planner_reads_and_does_not_write(self):
        record = self._draft()
        self.assertTrue(record.with_user(self.planner).read(["name"]))
        with self.assertRaises(AccessError):
            record.with_user(self.planner).write({"basis": "x"})
        with self.assertRaises(AccessError):
            self.env["mdq.supplier.qualification"].with_user(self.planner).create({"partner_id": self.partner.id})

    # ------------------------------------------------------------------------------ content

    def test_the_supplier_is_the_company_and_the_site_is_its_address(self):
        """Requirement: MDQ-SUP-003"""
        with self.refused("name the address as its site", ValidationError):
            self._draft(partner=self.site)
        with self.refused("is not a site of", ValidationError):
            self._draft(site_id=self.other_partner.id)
        with self.refused("is a person", ValidationError):
            self._draft(site_id=self.person.id)
        self.assertTrue(self._draft(site_id=self.site.id))

    def test_dates_are_in_order_and_the_goods_are_one_kind(self):
        for vals in ({"valid_from": "2026-02-01", "valid_to": "2026-01-01"},
                     {"product_id": self.bar.id, "categ_id": self.category.id}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.env["mdq.supplier.qualification"].create({"partner_id": self.partner.id, **vals})

    def test_overlapping_approvals_of_one_scope_are_refused(self):
        """Requirement: MDQ-SUP-008"""
        first = self._qualify(process=self.anodising, valid_from="2026-01-01", valid_to="2026-12-31")
        again = self._draft(process=self.anodising, valid_from="2026-12-31", valid_to="2027-12-31")
        credential = self.credential_of(self.quality_manager)
        with self.refused("overlaps"):
            again.with_user(self.quality_manager).approve(credential)
        self._suspend(first)
        with self.refused("overlaps"):
            again.with_user(self.quality_manager).approve(credential)
        self._withdraw(first)
        again.with_user(self.quality_manager).approve(credential)
        self.assertEqual(again.state, "approved")

    def test_two_drafts_of_one_scope_are_not_approved_together(self):
        both = self._draft(process=self.anodising) | self._draft(process=self.anodising)
        with self.refused("overlaps"):
            both.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))

    def test_two_who_decide_on_one_supplier_at_once_meet_on_its_row(self):
        """Requirement: MDQ-SUP-008"""
        before = self.partner.sudo().mdq_decision_count
        self._qualify(process=self.anodising)
        self.assertEqual(self.partner.sudo().mdq_decision_count, before + 1)

    def test_following_years_and_other_scopes_do_not_overlap(self):
        self._qualify(process=self.anodising, valid_from="2026-01-01", valid_to="2026-12-31")
        self._qualify(process=self.anodising, valid_from="2027-01-01", valid_to="2027-12-31")
        self._qualify(process=self.anodising, site_id=self.site.id)
        self._qualify(process=self.anodising, product=self.screw)
        self._qualify(process=self.anodising, partner=self.other_partner)

    # ------------------------------------------------------------------------------ companies

    def test_companies_are_separate(self):
        """Requirement: MDQ-SUP-009"""
        company = self.env["res.company"].create({"name": "Second maker"})
        foreign = self.env["mdq.supplier.qualification"].create({"partner_id": self.partner.id, "company_id": company.id})
        self.assertNotIn(foreign, self.env["mdq.supplier.qualification"].with_user(self.sqe).search([]))
        with self.assertRaises(AccessError):
            foreign.with_user(self.quality_manager).approve(self.credential_of(self.quality_manager))
        with self.assertRaises(UserError):
            self._draft(process=self._process("FOR", "Foreign", company_id=company.id))

    # --------------------------------------------------------------------------------- today

    def test_validity_follows_the_date_without_any_job(self):
        record = self._qualify(valid_from="2026-02-01", valid_to="2026-12-31")
        for day, validity in (("2026-01-31", "future"), ("2026-06-01", "valid"), ("2026-12-01", "soon"),
                              ("2026-12-31", "soon"), ("2027-01-01", "expired")):
            with freeze_time(f"{day} 04:00:00"):
                record.invalidate_recordset(["validity"])
                self.assertEqual(record.validity, validity, day)
                found = self.env["mdq.supplier.qualification"].search([("validity", "=", validity)])
                self.assertIn(record, found, day)
                self.assertNotIn(record, self.env["mdq.supplier.qualification"].search([("validity", "!=", validity)]))

    def test_the_day_is_the_day_of_the_company(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-12-31 17:00:00"):
            self.assertEqual(str(self.env.company._mdq_today()), "2027-01-01")
            self.assertEqual(str(self.env.company.with_context(tz="America/New_York")._mdq_today()), "2027-01-01")

    def test_the_end_is_announced_once(self):
        """Requirement: MDQ-SUP-014"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.sqe.lang = "zh_CN"
        with freeze_time("2026-03-01 08:00:00"):
            record = self._qualify(valid_to="2026-03-20")
            later = self._qualify(process=self.anodising, valid_to="2026-05-20")
            for _time in range(2):
                self.env["mdq.supplier.qualification"]._cron_remind_expiry()
        self.assertEqual(len(record.activity_ids), 1)
        self.assertIn("到期", record.activity_ids.summary, "in the language of who gets it")
        self.assertEqual((record.activity_ids.user_id, str(record.activity_ids.date_deadline)), (self.sqe, "2026-03-20"))
        self.assertFalse(later.activity_ids)

    def test_buttons_ask_for_the_signature(self):
        record = self._draft()
        action = record.with_user(self.quality_manager).action_approve()
        self.assertEqual((action["tag"], action["params"]["method"], action["params"]["args"]),
                         ("mdq_sign", "approve", {"ids": record.ids}))
        for method in ("action_suspend", "action_lift", "action_withdraw"):
            self.assertTrue(getattr(record, method)()["params"]["reason_required"])
