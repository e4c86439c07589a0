from odoo.addons.mdq_base.exceptions import ReasonNeeded
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestReason(MdqQualityCase):
    """What was approved once changes for a reason. Requirement: MDQ-BAS-045"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan()
        cls.next = cls.plan.browse(cls.plan.action_revise()["res_id"]).with_user(cls.quality_engineer)

    def test_limits_of_a_first_draft_are_free(self):
        draft = self._plan(effective=False)
        draft.line_ids[0].upper_limit = "6.50"
        draft.sample_size = 9

    def test_limits_of_the_next_revision_ask_also_through_their_plan(self):
        line = self.next.line_ids[0]
        for write in (lambda: line.write({"upper_limit": "6.50"}), lambda: line.sudo().write({"upper_limit": "6.50"}),
                      lambda: self.next.write({"line_ids": [Command.update(line.id, {"upper_limit": "6.50"})]}),
                      lambda: self.next.web_save({"line_ids": [Command.update(line.id, {"upper_limit": "6.50"})]}, {})):
            with self.assertRaisesRegex(ReasonNeeded, "Upper Limit of .* cannot be changed without a reason"):
                write()
        self.next.web_save_with_reason(
            {"line_ids": [Command.update(line.id, {"upper_limit": "6.50"})]}, "Drawing changed", {"line_ids": {}})
        self.assertEqual(line.upper_limit, "6.50")
        told = [item["reason"] for item in self.env["mdq.ledger"].with_user(self.auditor).timeline(self.plan._name, self.next.id)["items"]
                if any(change["field"] == "upper_limit" and change["new"] == "6.50" for change in item["changes"])]
        self.assertEqual(told, ["Drawing changed"])

    def test_the_class_of_a_characteristic_in_use_asks(self):
        characteristic = self.plan.line_ids[0].characteristic_id.with_user(self.quality_engineer)
        with self.assertRaises(ReasonNeeded):
            characteristic.defect_class = "critical"
        characteristic.write_with_reason({"defect_class": "critical"}, "Risk file, revision 4")
        self.env["mdq.characteristic"].create({"code": "NEW", "name": "New"}).defect_class = "critical"

    def test_asking_costs_no_query_per_line(self):
        lines = self.next.line_ids
        self.env.flush_all()
        lines.invalidate_recordset()
        with self.assertQueryCount(12):
            lines.write_with_reason({"required": False}, "Test")
            self.env.flush_all()
