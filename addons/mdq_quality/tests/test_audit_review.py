from odoo.exceptions import UserError

from .common import MdqQualityCase


class TestAuditReview(MdqQualityCase):
    """Requirement: MDQ-BAS-147"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.lot = cls._receive((cls.bar, "A", 5)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)])
        cls._accept(cls.inspection)
        cls.env.flush_all()

    def _review_and_sign(self):
        review = self.env["mdq.audit.review"].with_user(self.quality_manager).create({
            "res_model": "stock.lot", "res_id": self.lot.id, "reviewer_id": self.quality_manager.id,
            "conclusion": "Readings and corrections looked at."})
        review.complete(self.credential_of(self.quality_manager))
        return review

    def test_release_waits_for_the_review_where_the_company_asks_for_it(self):
        self.inspection.company_id.mdq_review_before_release = True
        with self.assertRaisesRegex(UserError, "The audit trail is not reviewed"):
            self._release(self.lot)
        self._review_and_sign()
        self._release(self.lot)
        self.assertEqual(self.lot.mdq_status, "released")

    def test_release_asks_for_no_review_by_default(self):
        self._release(self.lot)
        self.assertEqual(self.lot.mdq_status, "released")

    def test_a_later_inspection_makes_the_review_stale(self):
        self.inspection.company_id.mdq_review_before_release = True
        review = self._review_and_sign()
        self.env.cr.execute("UPDATE mdq_inspection SET write_date = %s WHERE id = %s",
                            [review.state_changed_on.replace(year=2099), self.inspection.id])
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "Changes were made after"):
            self._release(self.lot)

    def test_the_timeline_of_a_lot_tells_nothing_of_inspections_that_are_closed_to_the_reader(self):
        ledger = self.env["mdq.ledger"].with_user(self.keeper)
        self.assertEqual({item["model"] for item in ledger.timeline("stock.lot", self.lot.id, limit=200)["items"]}, {"stock.lot"})
        self.assertFalse(self.env["mdq.inspection"].with_user(self.keeper).has_access("read"))

    def test_the_timeline_of_a_lot_tells_of_its_inspections_and_readings(self):
        items = self.env["mdq.ledger"].with_user(self.quality_manager).timeline("stock.lot", self.lot.id, limit=200)["items"]
        self.assertLessEqual({"stock.lot", "mdq.inspection", "mdq.measurement"}, {item["model"] for item in items})
        self.assertIn(f"Inspection: {self.inspection.name}", {item["part"] for item in items})
