from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestCapa(MdqCapaCommon):
    @classmethod
    def _capa(cls, **vals):
        return (
            cls.env["mdq.capa"]
            .with_user(cls.engineer)
            .create({"title": "Thread depth drifts", "problem": "12 of 300 screws too deep in March", **vals})
        )

    @classmethod
    def _planned(cls, **vals):
        """A CAPA with cause, action and criterion, in implementation."""
        capa = cls._capa(
            root_cause="No tool life limit",
            criterion="No reject of this cause in ten lots",
            date_effectiveness="2099-01-01",
            why_ids=[Command.create({"question": "Why too deep?", "answer": "Worn tool"})],
            action_ids=[
                Command.create({"name": "Set a tool life limit", "owner_id": cls.planner.id, "date_due": "2098-01-01"})
            ],
            **vals,
        )
        capa.action_start()
        capa.action_implement()
        return capa

    @classmethod
    def _implemented(cls):
        capa = cls._planned()
        action = capa.action_ids.with_user(cls.planner)
        action.evidence = "WI-12 rev. 3"
        action.action_done()
        capa.action_verify()
        capa.effectiveness_evidence = "Ten lots, no reject"
        return capa

    def test_the_whole_way(self):
        """Requirement: MDQ-CAP-014"""
        event = self._event(self._lot())
        capa = self._implemented()
        capa.event_ids = event
        self.assertEqual(event.capa_count, 1)
        capa.with_user(self.engineer2).conclude(True, CREDENTIAL, "Checked on site")
        self.assertEqual((capa.state, capa.effectiveness), ("closed", "passed"))
        self.assertEqual(capa.check_ids.signature_ids.user_id, self.engineer2)
        self.assertEqual(capa.check_ids.signature_state, "valid")
        self.assertFalse(capa.activity_ids)

    def test_analysis_needs_the_problem(self):
        with self.assertRaisesRegex(UserError, "problem statement"):
            self._capa(problem=False).action_start()

    def test_the_criterion_comes_before_the_implementation(self):
        """Requirement: MDQ-CAP-013"""
        capa = self._capa(root_cause="Worn tool", action_ids=[Command.create({"name": "x", "date_due": "2098-01-01"})])
        capa.action_start()
        with self.assertRaisesRegex(UserError, "criterion"):
            capa.action_implement()
        capa.write({"criterion": "Ten lots", "date_effectiveness": "2099-01-01"})
        capa.action_implement()
        for actor in (capa, capa.with_user(self.manager), capa.sudo()):
            with self.assertRaisesRegex(UserError, "fixed before implementation"):
                actor.criterion = "One lot"

    def test_implementation_needs_cause_and_action(self):
        capa = self._capa(criterion="Ten lots", date_effectiveness="2099-01-01")
        capa.action_start()
        with self.assertRaisesRegex(UserError, "no root cause"):
            capa.action_implement()
        capa.root_cause = "Worn tool"
        with self.assertRaisesRegex(UserError, "no action"):
            capa.action_implement()

    def test_action_owners_are_reminded(self):
        capa = self._planned()
        self.assertEqual(capa.activity_ids.user_id, self.planner)
        self.assertEqual(capa.activity_ids.date_deadline, fields.Date.to_date("2098-01-01"))

    def test_an_action_is_done_with_its_evidence(self):
        """Requirement: MDQ-CAP-012"""
        capa = self._planned()
        action = capa.action_ids.with_user(self.planner)
        with self.assertRaisesRegex(UserError, "evidence"):
            action.action_done()
        with self.assertRaisesRegex(UserError, "still open"):
            capa.action_verify()
        action.evidence = "WI-12 rev. 3"
        action.action_done()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            action.evidence = "Other"
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            action.sudo().state = "open"
        capa.action_verify()

    def test_an_action_is_cancelled_by_quality_only(self):
        capa = self._planned()
        with self.assertRaises(AccessError):
            capa.action_ids.with_user(self.planner).action_cancel()
        capa.action_ids.action_cancel()
        self.assertEqual(capa.action_ids.state, "cancelled")

    def test_no_closing_without_the_effectiveness_check(self):
        """Requirement: MDQ-CAP-014"""
        capa = self._implemented()
        for actor in (capa, capa.with_user(self.manager), capa.sudo()):
            with self.assertRaisesRegex(UserError, "cannot be set directly"):
                actor.write({"state": "closed", "effectiveness": "passed"})
        with self.assertRaisesRegex(UserError, "has not been passed"):
            capa._move_to("closed")
        with self.assertRaises(AccessError):
            self.env["mdq.capa.check"].with_user(self.manager).create(
                {
                    "capa_id": capa.id,
                    "criterion": "x",
                    "evidence": "x",
                    "result": "passed",
                    "checked_by_id": self.manager.id,
                    "checked_on": fields.Datetime.now(),
                }
            )

    def test_a_failed_check_reopens_the_analysis(self):
        """Requirement: MDQ-CAP-015"""
        capa = self._implemented()
        capa.with_user(self.engineer2).conclude(False, CREDENTIAL, "Two rejects in lot nine")
        self.assertEqual((capa.state, capa.effectiveness, capa.reopened_count), ("analysis", "failed", 1))
        self.assertEqual(capa.check_ids.evidence, "Ten lots, no reject")
        self.assertFalse(capa.effectiveness_evidence)
        capa.criterion = "No reject in twenty lots"
        self.assertEqual(capa.check_ids.criterion, "No reject of this cause in ten lots")
        self.assertEqual(capa.check_ids.signature_state, "valid")

    def test_owners_do_not_judge_their_own_work(self):
        capa = self._implemented()
        with self.assertRaisesRegex(AccessError, "somebody else"):
            capa.conclude(True, CREDENTIAL)
        capa.owner_id = self.manager
        with self.assertRaisesRegex(AccessError, "somebody else"):
            capa.conclude(True, CREDENTIAL)
        self.planner.group_ids = [Command.link(self.env.ref("mdq_base.group_quality_manager").id)]
        with self.assertRaisesRegex(AccessError, "somebody else"):
            capa.with_user(self.planner).conclude(True, CREDENTIAL)
        for user in (self.inspector, self.sqe, self.auditor):
            with self.assertRaises(AccessError):
                capa.with_user(user).conclude(True, CREDENTIAL)

    def test_the_check_comes_after_the_implementation_and_has_evidence(self):
        capa = self._planned()
        with self.assertRaisesRegex(UserError, "after the implementation"):
            capa.with_user(self.engineer2).conclude(True, CREDENTIAL)
        capa = self._implemented()
        capa.effectiveness_evidence = False
        with self.assertRaisesRegex(UserError, "evidence of the effectiveness"):
            capa.with_user(self.engineer2).conclude(True, CREDENTIAL)

    def test_a_closed_capa_is_not_changed(self):
        capa = self._implemented()
        capa.with_user(self.engineer2).conclude(True, CREDENTIAL)
        for actor in (capa, capa.sudo()):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                actor.root_cause = "Other"
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                actor.why_ids = [Command.create({"question": "Why?", "answer": "Because"})]
        with self.assertRaisesRegex(UserError, "never deleted"):
            capa.sudo().unlink()
        with self.assertRaisesRegex(UserError, "signed|never deleted|changed"):
            capa.check_ids.sudo().write({"result": "failed"})

    def test_auditor_and_other_company(self):
        capa = self._planned()
        with self.assertRaises(AccessError):
            capa.with_user(self.auditor).title = "x"
        with self.assertRaises(AccessError):
            capa.with_user(self.auditor).action_verify()
        self.assertEqual(capa.with_user(self.auditor).why_ids.answer, "Worn tool")
        other = self.env["res.company"].create({"name": "Other maker"})
        self.engineer2.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(self.env["mdq.capa"].with_user(self.engineer2).search([("id", "=", capa.id)]))
        self.assertFalse(self.env["mdq.capa.action"].with_user(self.engineer2).search([("capa_id", "=", capa.id)]))

    def test_buttons_ask_for_the_signature(self):
        capa = self._implemented().with_user(self.engineer2)
        self.assertEqual(capa.action_pass()["params"]["args"], {"ids": capa.ids, "passed": True})
        failed = capa.action_fail()["params"]
        self.assertEqual(failed["args"], {"ids": capa.ids, "passed": False})
        self.assertTrue(failed["reason_required"])
