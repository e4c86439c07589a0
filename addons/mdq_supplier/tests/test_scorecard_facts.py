from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from .scorecard_common import JUNE, MAY, MdqScorecardCommon


@tagged("post_install", "-at_install")
class TestScorecardDeliveries(MdqScorecardCommon):
    """On time in full, counted from receipts.

    Requirement: MDQ-SUP-045
    """

    def _numerators(self, **options):
        return [row.numerator for row in self._rows(**options)]

    def test_on_the_promised_day_is_on_time(self):
        self._deliver(self._buy("2026-05-12"), "2026-05-12")
        self.assertEqual(self._numerators(), [1])

    def test_the_day_is_that_of_the_company(self):
        """Half past one in the night in Shanghai is still the day before in UTC, and a day late."""
        self._deliver(self._buy("2026-05-12"), "2026-05-12 15:59:00")
        self._deliver(self._buy("2026-05-12"), "2026-05-12 17:30:00")
        self.assertEqual(self._numerators(), [1, 0])

    def test_a_promise_in_the_night_belongs_to_the_day_of_the_company(self):
        self._buy(datetime(2026, 5, 31, 17, 0))  # the first of June in Shanghai
        self.assertEqual((self._numerators(), self._numerators(period=JUNE)), ([], [0]))

    def test_days_of_grace(self):
        self._deliver(self._buy("2026-05-12"), "2026-05-14")
        self.assertEqual(self._numerators(), [0])
        self.company.mdq_score_days = 2
        self.assertEqual(self._numerators(), [1])

    def test_grace_moves_a_line_into_the_period_where_it_is_due(self):
        self.company.mdq_score_days = 2
        self._deliver(self._buy("2026-05-30"), "2026-06-01")
        self.assertEqual((self._numerators(), self._numerators(period=JUNE)), ([], [1]))

    def test_a_back_order_comes_late(self):
        order = self._buy("2026-05-12")
        self._deliver(order, "2026-05-12", 6)
        self._deliver(order, "2026-05-20", 4)
        self.assertEqual(self._numerators(), [0])
        self.assertEqual((self._rows()[0].data["received"], self._rows()[0].data["ordered"]), ("6", "10"))

    def test_two_deliveries_in_time_are_in_full(self):
        order = self._buy("2026-05-12")
        self._deliver(order, "2026-05-10", 6)
        self._deliver(order, "2026-05-12", 4)
        self.assertEqual(self._numerators(), [1])

    def test_short_and_closed_is_not_in_full(self):
        self._deliver(self._buy("2026-05-12"), "2026-05-12", 9, backorder=False)
        self.assertEqual(self._numerators(), [0])
        self.company.mdq_score_short = 10
        self.assertEqual(self._numerators(), [1])

    def test_what_went_back_had_not_come(self):
        picking = self._deliver(self._buy("2026-05-12"), "2026-05-12")
        self._give_back(picking, "2026-05-20", 3)
        self.assertEqual((self._numerators(), self._rows()[0].data["received"]), ([0], "7"))

    def test_what_goes_back_later_leaves_the_period_as_it_was(self):
        picking = self._deliver(self._buy("2026-05-12"), "2026-05-12")
        self._give_back(picking, "2026-06-02", 3)
        self.assertEqual(self._numerators(), [1])

    def test_nothing_came(self):
        self._buy("2026-05-12")
        self.assertEqual(self._numerators(), [0])

    def test_a_cancelled_order_counts_for_nothing(self):
        self._buy("2026-05-12").button_cancel()
        self.assertEqual(self._rows(), [])

    def test_other_units(self):
        """Two dozen ordered, 24 pieces received."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._buy("2026-05-12", 2, product_uom_id=dozen.id)
        self._deliver(order, "2026-05-12")
        self.assertEqual((self._numerators(), self._rows()[0].data["received"]), ([1], "2"))
        piece = self.env.ref("uom.product_uom_unit")
        short = self._buy("2026-05-13", 2, product_uom_id=dozen.id)
        short.picking_ids.move_ids.write({"product_uom": piece.id, "product_uom_qty": 24})
        self._deliver(short, "2026-05-13", 18)
        self.assertEqual((self._numerators(), self._rows()[1].data["received"]), ([1, 0], "1.5"))

    def test_a_site_and_a_person_count_for_the_company(self):
        self._deliver(self._buy("2026-05-12", partner=self.site), "2026-05-12")
        self._buy("2026-05-13", partner=self.person)
        self.assertEqual(self._numerators(), [1, 0])

    def test_nobody_elses(self):
        self._buy("2026-05-12", partner=self.other_partner)
        self.assertEqual(self._rows(), [])

    def test_another_companys(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._buy("2026-05-12")
        self.assertEqual(self.cards._get_ruled_facts(self.partner, *MAY, other), [])

    def test_the_number_of_queries_does_not_grow(self):
        self._bought(12)
        self._count_queries()  # what the registry keeps is asked once
        few = self._count_queries()
        self._bought(13, 14, 15, 16, 17, 18, partner=self.other_partner)
        self.assertEqual(self._count_queries(), few)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.cards.compute((self.partner | self.other_partner).ids, *map(str, MAY))
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestScorecardPrices(MdqScorecardCommon):
    """Requirement: MDQ-SUP-045"""

    def _stable(self):
        return [row.numerator for row in self._rows("price")]

    def test_a_first_price_has_nothing_before_it(self):
        self._buy("2026-05-12", on="2026-05-04")
        self.assertEqual(self._stable(), [])

    def test_rise_and_fall(self):
        self._buy("2026-05-12", price=100, on="2026-04-04")
        for day, price in ((4, 101), (5, 102.5), (6, 90), (7, 90.5)):
            self._buy("2026-06-12", price=price, on=f"2026-05-{day:02}")
        self.assertEqual(self._stable(), [1, 0, 1, 1])
        self.assertEqual((self._rows("price")[1].data["price"], self._rows("price")[1].data["before"]), ("102.5000", "101.0000"))

    def test_a_dozen_at_twelve_times_the_price_is_stable(self):
        self._buy("2026-05-12", price=10, on="2026-05-04")
        self._buy("2026-05-12", price=120, on="2026-05-05", product_uom_id=self.env.ref("uom.product_uom_dozen").id)
        self.assertEqual(self._stable(), [1])

    def test_a_discount_is_part_of_the_price(self):
        self._buy("2026-05-12", price=10, on="2026-05-04")
        self._buy("2026-05-12", price=12.5, on="2026-05-05", discount=20)
        self._buy("2026-05-12", price=12.5, on="2026-05-06")
        self.assertEqual(self._stable(), [1, 0])

    def test_another_currency_begins_anew(self):
        usd = self.env.ref("base.USD")
        usd.active = True
        self._buy("2026-05-12", price=10, on="2026-05-04")
        order = self.env["purchase.order"].create({
            "partner_id": self.partner.id, "currency_id": (usd if self.company.currency_id != usd else self._euro()).id,
            "order_line": [Command.create({"product_id": self.box.id, "product_qty": 1, "price_unit": 50})],
        })
        order.button_confirm()
        order.date_approve = "2026-05-05 02:00:00"
        self.assertEqual(self._stable(), [])
        self._buy("2026-05-12", price=10, on="2026-05-06")
        self.assertEqual(self._stable(), [1])

    def _euro(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        return euro

    def test_a_price_of_nothing_before_is_no_ground(self):
        self._buy("2026-05-12", price=0, on="2026-05-04")
        self._buy("2026-05-12", price=5, on="2026-05-05")
        self.assertEqual(self._stable(), [])


@tagged("post_install", "-at_install")
class TestScorecardAnswers(MdqScorecardCommon):
    """Requirement: MDQ-SUP-045"""

    def test_documents_with_receipts(self):
        for day, papers in ((4, "right"), (5, "wrong"), (6, False)):
            picking = self._deliver(self._buy(f"2026-05-{day:02}"), f"2026-05-{day:02}")
            picking.write({"mdq_papers": papers, "mdq_papers_note": "No certificate" if papers == "wrong" else False})
        rows = self._rows("papers")
        self.assertEqual([row.numerator for row in rows], [1, 0])
        self.assertEqual(self.cards._explain_fact("papers", rows[1].data), "No certificate")

    def test_confirming_a_document_is_an_answer(self):
        document = self.env["mdq.document"].with_user(self.quality_engineer).create({
            "name": "Drawing", "type_id": self.env["mdq.document.type"].search([], limit=1).id,
        })
        receipts = self.env["mdq.document.receipt"].sudo().create([
            {"name": f"D-{number}", "document_id": document.id, "partner_id": self.partner.id, "due_date": due}
            if number == 1 else
            {"name": f"D-{number}", "document_id": document.id, "partner_id": self.other_partner.id, "due_date": due}
            for number, due in ((1, "2026-05-10"), (2, "2026-05-10"))
        ])
        self.env.cr.execute(
            "UPDATE mdq_document_receipt SET create_date = '2026-05-04 02:00:00' WHERE id IN %s", [tuple(receipts.ids)]
        )
        receipts.invalidate_recordset()
        receipts[0]._write_guarded({"state": "acknowledged", "acknowledged_on": "2026-05-06 14:00:00"})
        answered, = self._rows("response")
        self.assertAlmostEqual(answered.numerator, 2.5)
        waiting, = self._rows("response", partner=self.other_partner)
        self.assertAlmostEqual(waiting.numerator, 27.5833, 3)  # until the end of the last day in Shanghai
        self.assertEqual(self._rows("response", period=JUNE), [])
