from datetime import date

from odoo.tests import tagged

from .common import MdqCapaCommon

MAY = (date(2026, 5, 1), date(2026, 5, 31))


@tagged("post_install", "-at_install")
class TestSupplierScorecardEvents(MdqCapaCommon):
    """Whether what went wrong with a supplier's goods was settled in time.

    Requirement: MDQ-SUP-045
    """

    def _rows(self, code, period=MAY):
        rows = self.env["mdq.supplier.scorecard"].sudo()._get_facts(self.supplier, *period, self.company)
        return [row for row in rows if row.metric == code]

    def _due(self, due, closed=None, state=None, **vals):
        vals = {"partner_id": self.supplier.id, "date_detected": "2026-04-20 06:00:00", "date_due": due, **vals}
        event = self._event(**vals)
        if closed or state:
            event._write_guarded({"state": state or "closed", "state_changed_on": f"{closed or '2026-05-05'} 06:00:00"})
        return event

    def test_closed_by_the_due_date(self):
        self._due("2026-05-10", closed="2026-05-10")
        late = self._due("2026-05-11", closed="2026-05-12")
        self._due("2026-06-01", closed="2026-05-12")  # due in June
        rows = self._rows("scar")
        self.assertEqual([row.numerator for row in rows], [1, 0])
        self.assertIn("closed on 2026-05-12", self.env["mdq.supplier.scorecard"]._explain_fact("scar", rows[1].data))
        self.assertEqual(rows[1].res_id, late.id)

    def test_still_open_at_the_end_of_the_month(self):
        self._due("2026-05-20")
        self._due("2026-06-10")
        self.assertEqual([row.numerator for row in self._rows("scar")], [0])
        self.assertEqual([row.numerator for row in self._rows("events")], [0, 1])

    def test_the_past_is_answered_as_it_was(self):
        """Closed in June: on the last day of May it was open, and late."""
        self._due("2026-05-20", closed="2026-06-03")
        self.assertEqual([row.numerator for row in self._rows("scar")], [0])
        self.assertEqual([row.numerator for row in self._rows("events")], [0])

    def test_without_a_due_date_nothing_is_late(self):
        self._due(False)
        self._due(False, closed="2026-06-03")
        self.assertEqual(self._rows("scar"), [])
        self.assertEqual([row.numerator for row in self._rows("events")], [1, 1])

    def test_what_is_not_the_suppliers(self):
        self._due("2026-05-10", event_type="complaint")
        self._due("2026-05-10", state="cancelled")
        self._due("2026-05-10", partner_id=self.env["res.partner"].create({"name": "Other", "is_company": True}).id)
        self._event(opened=False, partner_id=self.supplier.id, date_due="2026-05-10")
        self.assertEqual((self._rows("scar"), self._rows("events")), ([], []))

    def test_an_event_costs_points_and_is_opened_from_there(self):
        """Requirement: MDQ-SUP-045"""
        event = self._due("2026-05-10", closed="2026-05-12")
        scorecards = self.env["mdq.supplier.scorecard"]
        scheme = self.env["mdq.supplier.scorecard.scheme"].create({
            "name": "Events", "company_id": self.company.id, "sequence": 1, "weight_ids": [(0, 0, {"code": "scar", "weight": 100})],
        })
        scheme._write_guarded({"state": "effective"})
        card = scorecards._snapshot(self.supplier, *MAY, self.company)
        self.assertEqual((card.grade, card.score), ("D", 0))
        action = card.loss_ids.with_user(self.sqe).action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("mdq.event", event.id))
