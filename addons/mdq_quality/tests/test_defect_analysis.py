from odoo.exceptions import AccessError

from .common import MdqQualityCase


class TestDefectAnalysis(MdqQualityCase):
    """What fails, counted by characteristic, supplier, process and class.

    Requirement: MDQ-QUA-609
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.diameter.write_with_reason({"defect_class": "major"}, "Test")
        cls.surface.write_with_reason({"defect_class": "minor"}, "Test")
        cls._plan()
        cls.lot = cls._receive((cls.bar, "BAR-1", 10)).move_line_ids.lot_id
        cls.inspection = cls.env["mdq.inspection"].search([("lot_id", "=", cls.lot.id)])
        cls.inspection.with_user(cls.inspector).record([
            {"characteristic": "OD", "unit_no": 1, "value": "6.20"}, {"characteristic": "OD", "unit_no": 2, "value": "6.30"},
            {"characteristic": "SURF", "unit_no": 1, "ok": False}, {"characteristic": "SURF", "unit_no": 2, "ok": True},
        ])
        cls.env.flush_all()

    def _defects(self, user=None):
        return self.env["mdq.defect.analysis"].with_user(user or self.sqe).search([("lot_id", "=", self.lot.id)])

    def test_failed_readings_count_with_what_they_belong_to(self):
        rows = self._defects()
        self.assertEqual(len(rows), 3)
        self.assertEqual((rows.partner_id, rows.product_id, rows.inspection_id), (self.supplier, self.bar, self.inspection))
        groups = self.env["mdq.defect.analysis"]._read_group(
            [("lot_id", "=", self.lot.id)], ["characteristic_id", "defect_class"], ["defects:sum"], order="defects:sum desc"
        )
        self.assertEqual(groups, [(self.diameter, "major", 2), (self.surface, "minor", 1)])

    def test_a_corrected_reading_counts_as_it_stands(self):
        self.inspection.with_user(self.inspector).record(
            [{"characteristic": "OD", "unit_no": 2, "value": "5.98", "reason": "Misread"}]
        )
        self.env.flush_all()
        self.assertEqual(len(self._defects()), 2)

    def test_a_cancelled_inspection_counts_no_more(self):
        self.inspection.with_user(self.quality_engineer).action_cancel()
        self.env.flush_all()
        self.assertFalse(self._defects())

    def test_roles_read_it_and_companies_are_apart(self):
        for user in (self.inspector, self.releaser, self.planner, self.auditor, self.admin):
            self.assertEqual(len(self._defects(user)), 3, user.login)
        with self.assertRaises(AccessError):
            self._defects(self.keeper)
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_sqe", company_id=other.id, company_ids=[other.id])
        self.assertFalse(self._defects(stranger))
