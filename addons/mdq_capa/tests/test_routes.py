from odoo.addons.mdq_base.tests.common import effective_route
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestRoutes(MdqCapaCommon):
    """Who decides, closes and concludes is said by routes, which are data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot()

    def _route(self, model, *groups, **vals):
        steps = [{"name": f"Step {number}", "sequence": number, "group_id": self.env.ref(f"mdq_base.group_{group}").id}
                 for number, group in enumerate(groups, 1)]
        return effective_route(self.env, model, *steps, **vals)

    def _in_review(self, **vals):
        event = self._event(conclusion="Tool worn", **vals).with_user(self.engineer)
        event.action_review()
        return event

    # --------------------------------------------------------------------------------- dispositions

    def test_the_severity_names_who_decides(self):
        """Requirement: MDQ-CAP-040"""
        for severity, route in (("minor", "MINOR"), ("major", "MAJOR"), ("critical", "CRITICAL")):
            disposition = self._disposition(self._event(self.lot, severity=severity), "scrap", 1)
            disposition.action_submit()
            self.assertEqual(disposition.approval_request_ids.sudo().route_id.code, f"ROUTE-DISPOSITION-{route}")

    def test_who_proposed_does_not_decide(self):
        """Requirement: MDQ-CAP-040"""
        scrap = self._disposition(self._event(self.lot), "scrap")
        with self.assertRaisesRegex(AccessError, "Somebody else decides"):
            scrap.decide(CREDENTIAL)
        self.assertEqual(scrap.state, "draft")

    def test_a_board_of_two_is_configured_without_code(self):
        """Requirement: MDQ-CAP-040"""
        self._route("mdq.disposition", "quality_engineer", "quality_manager", domain="[('severity', '=', 'major')]")
        scrap = self._disposition(self._event(self.lot, severity="major"), "scrap")
        scrap.with_user(self.engineer2).decide(CREDENTIAL, "Agreed")
        self.assertEqual(scrap.state, "draft")
        scrap.with_user(self.manager).decide(CREDENTIAL, "Agreed")
        self.assertEqual((scrap.state, scrap.decided_by_id), ("decided", self.manager))
        self.assertEqual(scrap.signature_ids.user_id, self.engineer2 | self.manager)

    def test_a_graver_event_starts_the_route_anew(self):
        """Requirement: MDQ-CAP-040"""
        event = self._event(self.lot)
        scrap = self._disposition(event, "scrap")
        scrap.action_submit()
        event.with_user(self.engineer).write_with_reason({"severity": "critical"}, "Found in a second lot")
        with self.assertRaisesRegex(AccessError, "Quality Manager"):
            scrap.with_user(self.engineer2).decide(CREDENTIAL)
        scrap.with_user(self.manager).decide(CREDENTIAL)
        self.assertEqual(scrap.state, "decided")

    def test_a_rejected_proposal_is_changed_and_decided_anew(self):
        """Requirement: MDQ-CAP-040"""
        scrap = self._disposition(self._event(self.lot), "scrap")
        scrap.with_user(self.engineer2).reject(CREDENTIAL, "Sort them first")
        self.assertEqual(scrap.state, "draft")
        scrap.kind = "sort"
        requests = [scrap.action_submit() for _time in range(2)]
        self.assertEqual(*requests)  # pressed twice: it keeps its place
        scrap.with_user(self.engineer2).decide(CREDENTIAL)
        self.assertEqual(scrap.state, "decided")

    def test_a_cancelled_proposal_waits_for_nobody(self):
        scrap = self._disposition(self._event(self.lot), "scrap")
        scrap.action_submit()
        scrap.action_cancel()
        self.assertEqual(scrap._mdq_get_requests().state, "superseded")

    # --------------------------------------------------------------------------------------- events

    def test_an_event_is_closed_along_a_route_where_one_fits(self):
        """Requirement: MDQ-CAP-041"""
        self._route("mdq.event", "quality_manager", domain="[('event_type', '=', 'complaint')]")
        plain, complaint = self._in_review(), self._in_review(event_type="complaint")
        (plain | complaint).action_close()
        self.assertEqual((plain.state, complaint.state), ("closed", "in_review"))
        with self.assertRaisesRegex(UserError, "not approved yet"):
            complaint.sudo()._move_to("closed")
        complaint.action_close()  # pressed again: the same request goes on
        request = complaint._mdq_get_requests()
        self.assertEqual(len(request), 1)
        request.with_user(self.manager).approve(CREDENTIAL, "Agreed")
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.signature_state, "valid")

    def test_an_event_that_goes_back_is_approved_anew(self):
        """Requirement: MDQ-CAP-041"""
        self._route("mdq.event", "quality_manager")
        event = self._in_review()
        event.action_close()
        event.action_reopen()
        self.assertEqual(event._mdq_get_requests().state, "superseded")
        event.action_review()
        event.action_close()
        event._mdq_get_requests("pending").with_user(self.manager).approve(CREDENTIAL)
        self.assertEqual(event.state, "closed")

    # ----------------------------------------------------------------------------------------- CAPA

    def _implemented(self):
        capa = self.env["mdq.capa"].with_user(self.engineer).create({
            "title": "Thread depth drifts", "problem": "12 of 300", "root_cause": "No tool life limit", "criterion": "Ten lots",
            "date_effectiveness": "2099-01-01", "action_ids": [(0, 0, {"name": "Limit", "date_due": "2098-01-01"})]})
        capa.action_start()
        capa.action_implement()
        capa.action_ids.evidence = "WI-12 rev. 3"
        capa.action_ids.action_done()
        capa.action_verify()
        capa.effectiveness_evidence = "Ten lots, no reject"
        return capa

    def test_a_capa_is_closed_along_a_route_where_one_fits(self):
        """Requirement: MDQ-CAP-042"""
        self._route("mdq.capa", "quality_manager")
        capa = self._implemented()
        capa.with_user(self.engineer2).conclude(True, CREDENTIAL)
        self.assertEqual((capa.state, capa.effectiveness), ("verification", "passed"))
        with self.assertRaisesRegex(UserError, "waits for approval"):
            capa.with_user(self.manager2).conclude(True, CREDENTIAL)
        with self.assertRaisesRegex(UserError, "not approved yet"):
            capa.sudo()._move_to("closed")
        capa._mdq_get_requests("pending").with_user(self.manager).approve(CREDENTIAL)
        self.assertEqual(capa.state, "closed")

    def test_a_closure_that_is_not_approved_reopens_the_capa(self):
        """Requirement: MDQ-CAP-042"""
        self._route("mdq.capa", "quality_manager")
        capa = self._implemented()
        capa.with_user(self.engineer2).conclude(True, CREDENTIAL)
        capa._mdq_get_requests("pending").with_user(self.manager).reject(CREDENTIAL, "Ten lots are too few")
        self.assertEqual((capa.state, capa.effectiveness, capa.reopened_count), ("analysis", "failed", 1))
        capa.root_cause = "No tool life limit on either machine"
