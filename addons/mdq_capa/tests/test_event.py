from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestEvent(MdqCapaCommon):
    def test_opening_holds_the_lots(self):
        """Requirement: MDQ-CAP-002"""
        lot, other = self._lot("L-1", status="released"), self._lot("L-2")
        event = self._event(lot, other)
        self.assertEqual(event.state, "open")
        self.assertEqual((lot.mdq_status, other.mdq_status), ("hold", "hold"))
        self.assertEqual(event._get_active_holds().event_id, event)

    def test_a_draft_holds_nothing_yet(self):
        lot = self._lot(status="released")
        self._event(lot, opened=False)
        self.assertEqual(lot.mdq_status, "released")

    def test_a_lot_added_later_is_held_too(self):
        """Requirement: MDQ-CAP-002"""
        lot, late = self._lot("L-1"), self._lot("L-2", status="released")
        event = self._event(lot)
        event.with_user(self.engineer).line_ids = [Command.create({"lot_id": late.id})]
        self.assertEqual(late.mdq_status, "hold")
        self.assertIn(late, event._get_active_holds().lot_ids)

    def test_a_held_lot_is_not_shipped(self):
        lot = self._lot(status="released")
        self._event(lot)
        with self.assertRaisesRegex(UserError, "L-1"):
            self._ship(lot)

    def test_the_hold_of_an_open_event_is_not_lifted_beside_it(self):
        """Requirement: MDQ-CAP-002"""
        lot = self._lot(status="released")
        event = self._event(lot, conclusion="All conform")
        hold = event._get_active_holds()
        for actor in (hold.with_user(self.engineer), hold.with_user(self.manager)):
            with self.assertRaisesRegex(UserError, "until its dispositions are executed"):
                actor.lift(CREDENTIAL, "Looks good")
        event.with_user(self.engineer).action_cancel()
        hold.with_user(self.engineer).lift(CREDENTIAL, "Measured again")
        self.assertEqual((hold.state, lot.mdq_status), ("lifted", "quarantine"))

    def test_contained_lots_stay_in_the_event(self):
        event = self._event(self._lot("L-1"))
        other = self._lot("L-2")
        with self.assertRaisesRegex(UserError, "stays in it"):
            event.with_user(self.engineer).line_ids.lot_id = other
        with self.assertRaisesRegex(UserError, "never deleted"):
            event.with_user(self.engineer).line_ids.unlink()

    def test_a_draft_line_can_be_taken_out(self):
        event = self._event(self._lot(), opened=False)
        event.with_user(self.inspector).line_ids.unlink()
        self.assertFalse(event.line_ids)

    def test_quantity_starts_as_everything_on_hand(self):
        event = self._event(self._lot(quantity=70), opened=False)
        self.assertEqual(event.line_ids.quantity, 70)
        self.assertEqual(event.line_ids.open_quantity, 70)

    def test_numbers_run_by_type(self):
        with freeze_time("2026-03-01"):
            nonconformance = self._event(opened=False)
            complaint = self._event(opened=False, event_type="complaint")
        self.assertRegex(nonconformance.name, r"^NC/2026/\d{5}$")
        self.assertRegex(complaint.name, r"^CC/2026/\d{5}$")

    def test_due_date_follows_severity(self):
        """Requirement: MDQ-CAP-003"""
        event = self._event(opened=False, date_detected="2026-03-01 08:00:00", severity="critical")
        self.assertEqual(str(event.date_due), "2026-03-04")
        event.severity = "minor"
        self.assertEqual(str(event.date_due), "2026-03-31")

    def test_due_date_counts_the_days_at_the_company(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        event = self._event(opened=False, date_detected="2026-03-01 17:00:00", severity="critical")
        self.assertEqual(str(event.date_due), "2026-03-05", "It was found on 2 March in Shanghai.")
        with freeze_time("2026-03-05 17:00:00"):
            event.invalidate_recordset(["is_overdue"])
            self.assertTrue(event.is_overdue)
            self.assertIn(event, self.env["mdq.event"].search([("is_overdue", "=", True)]))

    def test_overdue_is_found(self):
        event = self._event(opened=False, date_detected="2026-03-01 08:00:00")
        later = self._event(opened=False)
        with freeze_time("2026-05-01"):
            event.invalidate_recordset(["is_overdue"])
            self.assertTrue(event.is_overdue)
            self.assertIn(event, self.env["mdq.event"].search([("is_overdue", "=", True)]))
        self.assertIn(later, self.env["mdq.event"].search([("is_overdue", "=", False)]))

    def test_the_owner_is_reminded(self):
        event = self._event()
        self.assertEqual(event.activity_ids.user_id, self.engineer)
        self.assertEqual(event.activity_ids.date_deadline, event.date_due)

    def test_closing_needs_every_quantity_settled(self):
        """Requirement: MDQ-CAP-004"""
        event = self._event(self._lot())
        event = event.with_user(self.engineer)
        event.action_review()
        event.conclusion = "Tool worn"
        with self.assertRaisesRegex(UserError, "0.0 of 100.0 are settled"):
            event.action_close()

    def test_closing_needs_every_disposition_executed(self):
        """Requirement: MDQ-CAP-004"""
        event = self._event(self._lot())
        disposition = self._decide(self._disposition(event, "scrap"))
        event = event.with_user(self.engineer)
        event.action_review()
        event.conclusion = "Tool worn"
        with self.assertRaisesRegex(UserError, disposition.name):
            event.action_close()
        self._execute(disposition)
        event.action_close()
        self.assertEqual(event.state, "closed")
        self.assertFalse(event.activity_ids)

    def test_closing_needs_a_conclusion(self):
        event = self._event().with_user(self.engineer)
        event.action_review()
        with self.assertRaisesRegex(UserError, "no conclusion"):
            event.action_close()

    def test_a_critical_event_is_closed_by_the_quality_manager(self):
        """Requirement: MDQ-CAP-003"""
        event = self._event(severity="critical", conclusion="Tool worn")
        with self.assertRaisesRegex(AccessError, "Quality Manager"):
            event.with_user(self.engineer).action_review()
        event.with_user(self.manager).action_review()
        with self.assertRaisesRegex(AccessError, "Quality Manager"):
            event.with_user(self.engineer).action_close()
        event.with_user(self.manager).action_close()
        self.assertEqual(event.state, "closed")

    def test_nobody_lowers_the_severity_into_his_own_reach(self):
        """Requirement: MDQ-CAP-003"""
        event = self._event(severity="critical")
        for user in (self.engineer, self.inspector, self.sqe):
            with self.assertRaisesRegex(AccessError, "Quality Manager"):
                event.with_user(user).severity = "minor"
        with self.assertRaisesRegex(UserError, "without a reason"):
            event.with_user(self.manager).severity = "major"
        event.with_user(self.manager).write_with_reason({"severity": "major"}, "No patient was concerned")
        with self.assertRaises(AccessError):
            event.with_user(self.inspector).severity = "minor"
        event.with_user(self.engineer).write_with_reason({"severity": "minor"}, "Cosmetic")

    def test_how_much_does_not_conform_is_said_by_quality(self):
        event = self._event(self._lot())
        with self.assertRaises(AccessError):
            event.with_user(self.inspector).line_ids.quantity = 1
        event.with_user(self.engineer).line_ids.quantity = 1

    def test_an_inspector_closes_nothing(self):
        event = self._event(conclusion="Nothing")
        with self.assertRaises(AccessError):
            event.with_user(self.inspector).action_review()
        event.with_user(self.engineer).action_review()
        with self.assertRaises(AccessError):
            event.with_user(self.inspector).action_close()

    def test_cancelling_keeps_the_hold(self):
        lot = self._lot(status="released")
        event = self._event(lot).with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "why"):
            event.action_cancel()
        event.conclusion = "Wrong gauge used: measured again, all conform"
        event.action_cancel()
        self.assertEqual((event.state, lot.mdq_status), ("cancelled", "hold"))

    def test_an_event_with_signed_dispositions_is_not_cancelled(self):
        event = self._event(self._lot(), conclusion="x")
        self._decide(self._disposition(event, "scrap"))
        with self.assertRaisesRegex(UserError, "signed dispositions"):
            event.with_user(self.engineer).action_cancel()

    def test_state_changes_by_no_other_route(self):
        event = self._event(self._lot())
        for actor in (event.with_user(self.manager), event.sudo()):
            with self.assertRaisesRegex(UserError, "cannot be set directly"):
                actor.write({"state": "closed"})
            with self.assertRaisesRegex(UserError, "cannot be set directly"):
                actor.write({"raised_by_id": self.manager.id})
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self.env["mdq.event"].with_user(self.manager).create({"title": "Born closed", "state": "closed"})
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self.env["mdq.event"].create({"title": "Raised by another", "raised_by_id": self.engineer.id})

    def test_a_closed_event_is_not_changed(self):
        event = self._event(conclusion="Done")
        event.with_user(self.engineer).action_review()
        event.with_user(self.engineer).action_close()
        lot = self._lot("L-9")
        for actor in (event.with_user(self.manager), event.sudo()):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                actor.title = "Nothing happened"
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                actor.line_ids = [Command.create({"lot_id": lot.id})]
        with self.assertRaisesRegex(UserError, "final"):
            event.with_user(self.manager).action_open()

    def test_events_are_never_deleted(self):
        event = self._event(opened=False)
        with self.assertRaisesRegex(UserError, "never deleted"):
            event.sudo().unlink()
        with self.assertRaisesRegex(UserError, "never deleted"):
            event.with_user(self.manager).unlink()

    def test_auditor_reads_and_writes_nothing(self):
        event = self._event(self._lot())
        audited = event.with_user(self.auditor)
        self.assertEqual(audited.title, "Diameter out of tolerance")
        self.assertTrue(audited.line_ids.lot_id)
        with self.assertRaises(AccessError):
            audited.title = "Changed"
        with self.assertRaises(AccessError):
            audited.action_review()
        with self.assertRaises(AccessError):
            self.env["mdq.event"].with_user(self.auditor).create({"title": "New"})

    def test_other_companies_see_nothing(self):
        event = self._event(self._lot())
        other = self.env["res.company"].create({"name": "Other maker"})
        self.engineer.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            event.with_user(self.engineer).title  # noqa: B018
        self.assertNotIn(event, self.env["mdq.event"].with_user(self.engineer).search([]))
        self.assertFalse(self.env["mdq.event.line"].with_user(self.engineer).search([("event_id", "=", event.id)]))

    def test_an_open_event_keeps_the_lot_from_release(self):
        """Requirement: MDQ-CAP-005"""
        lot = self._lot()
        checks = lot._mdq_release_checks()[lot.id]
        self.assertTrue(next(c for c in checks if c["code"] == "quality_event")["ok"])
        event = self._event(lot)
        check = next(c for c in lot._mdq_release_checks()[lot.id] if c["code"] == "quality_event")
        self.assertFalse(check["ok"])
        self.assertIn(event.name, check["why"])
        self.assertEqual(check["refs"][0]["id"], event.id)

    def test_counts_lead_to_the_events(self):
        lot = self._lot()
        event = self._event(lot, partner_id=self.supplier.id)
        contact = self.env["res.partner"].create({"name": "Mr Li", "parent_id": self.supplier.id})
        self._event(partner_id=contact.id)
        self.assertEqual(lot.with_user(self.engineer).mdq_event_count, 1)
        self.assertEqual(self.supplier.with_user(self.engineer).mdq_event_count, 2)
        domain = lot.with_user(self.engineer).action_mdq_view_events()["domain"]
        self.assertEqual(self.env["mdq.event"].search(domain), event)
        domain = self.supplier.with_user(self.engineer).action_mdq_view_events()["domain"]
        self.assertEqual(len(self.env["mdq.event"].search(domain)), 2)

    def test_a_lot_stands_once_in_an_event(self):
        lot = self._lot()
        event = self._event(lot, opened=False)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "duplicate"), self.env.cr.savepoint():
            event.line_ids = [Command.create({"lot_id": lot.id})]
            self.env.flush_all()

    def _ship(self, lot):
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 1,
                "location_id": self.stock.id,
                "location_dest_id": self.customers.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "lot_id": lot.id,
                            "quantity": 1,
                            "location_id": self.stock.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        move.picked = True
        move._action_done()
