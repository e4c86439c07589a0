from odoo.exceptions import AccessError

from .common import MdqQualityCase


class TestDefectAnalysis(MdqQualityCase):
    """What fails, counted by defect code, characteristic, supplier, process and class.

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

    def _defects(self, user=None, kind="reading"):
        self.env.flush_all()
        return self.env["mdq.defect.analysis"].with_user(user or self.sqe).search([("lot_id", "=", self.lot.id), ("kind", "=", kind)])

    def _record_defects(self, *rows):
        answer = self.inspection.with_user(self.inspector).record_defects(list(rows))
        self.assertFalse(answer["rejected"])

    def test_defects_count_by_their_code_as_often_as_they_were_found(self):
        codes = self.env["mdq.defect.code"].create([
            {"code": "T-BUR", "name": "Burr", "defect_class": "major"}, {"code": "T-SCR", "name": "Scratch", "defect_class": "minor"}])
        self._record_defects({"code": "T-SCR", "unit_no": 2, "count": 3}, {"code": "T-BUR", "unit_no": 1, "count": 2},
                             {"code": "T-SCR", "unit_no": 1, "count": 4})
        groups = self.env["mdq.defect.analysis"].with_user(self.sqe)._read_group(
            [("lot_id", "=", self.lot.id), ("kind", "=", "code")], ["code_id"], ["defects:sum"], order="defects:sum desc")
        self.assertEqual(groups, [(codes[1], 7), (codes[0], 2)])
        rows = self._defects(kind="code")
        self.assertEqual((rows.partner_id, rows.product_id), (self.supplier, self.bar))
        # Unit 2 is bad in one characteristic, unit 1 in two: there nobody knows of which the defect is.
        self.assertEqual([row.characteristic_id for row in rows.sorted("unit_no")][-1], self.diameter)
        self.assertFalse(rows.filtered(lambda row: row.unit_no == 1).characteristic_id)
        self.assertEqual(len(self._defects()), 3, "readings are counted apart")

    def test_a_defect_that_was_corrected_counts_as_it_stands(self):
        self.env["mdq.defect.code"].create({"code": "T-SCR", "name": "Scratch", "defect_class": "minor"})
        self._record_defects({"code": "T-SCR", "unit_no": 2, "count": 3})
        self._record_defects({"code": "T-SCR", "unit_no": 2, "count": 1, "corrects": self.inspection.defect_ids.id, "reason": "Counted twice"})
        self.assertEqual(self._defects(kind="code").mapped("defects"), [1])
        last = self.inspection.defect_ids.filtered("stands")
        self._record_defects({"code": "T-SCR", "unit_no": 2, "count": 0, "corrects": last.id, "reason": "It was dust"})
        self.assertFalse(self._defects(kind="code"))

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
