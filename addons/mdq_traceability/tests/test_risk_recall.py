from odoo import fields
from odoo.addons.mdq_quality.tests.release_common import ReleaseRiskCase
from odoo.exceptions import AccessError


class TestRiskRecall(ReleaseRiskCase):
    """A bad late result leads to a recall.

    Requirement: MDQ-QUA-719
    """

    def test_the_quality_manager_makes_a_recall_of_a_bad_result(self):
        risk = self._grant()
        made = self._make(2)
        self._reject()
        with self.assertRaises(AccessError):
            risk.with_user(self.planner).action_recall()
        action = risk.with_user(self.quality_manager).action_recall()
        recall = self.env["mdq.recall"].browse(action["res_id"])
        self.assertEqual((recall.lot_ids, recall.is_drill, recall.state), (self.lot, False, "draft"))
        self.assertIn(risk.name, recall.reason)
        recall.with_user(self.quality_manager).start(self.credential_of(self.quality_manager))
        self.assertEqual(recall.affected_lot_ids, self.lot | made)

    def test_the_hold_reaches_what_the_graph_knows(self):
        self._grant()
        made = self._make(2)
        apart, now = self._lot(self.bar), fields.Datetime.now()
        self.env["mdq.lot.edge"].create({  # as taking a lot apart leaves it
            "parent_lot_id": made.id, "child_lot_id": apart.id, "quantity": 1, "kind": "unbuild", "company_id": self.company.id,
            "event_date": now, "recorded_at": now,
        })
        self._reject()
        self.assertEqual((made | apart).mapped("mdq_status"), ["hold", "hold"])
