from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestEventInspection(MdqCapaCommon):
    def test_a_rejected_inspection_raises_its_event(self):
        """Requirement: MDQ-CAP-001"""
        lot = self._lot()
        inspection = self._rejected_inspection(lot)
        event = self.env["mdq.event"].search([("lot_ids", "in", lot.ids)])
        self.assertEqual(event.state, "open")
        self.assertEqual((event.res_model, event.res_id), ("mdq.inspection", inspection.id))
        self.assertEqual(event.source_name, inspection.display_name)
        self.assertEqual(event.raised_by_id, self.inspector)
        self.assertEqual(event.line_ids.lot_id, lot)
        self.assertEqual(lot.mdq_status, "hold")
        self.assertEqual(inspection.event_count, 1)
        self.assertEqual(self.env["mdq.event"].search(inspection.action_view_events()["domain"]), event)
        self.assertEqual(event.action_open_source()["res_id"], inspection.id)

    def test_the_inspector_of_the_lot_does_not_decide(self):
        """Requirement: MDQ-CAP-011"""
        lot = self._lot()
        self.engineer2.group_ids |= self.env.ref("mdq_base.group_inspector")
        self._rejected_inspection(lot, self.engineer2)
        event = self._event(lot, user=self.sqe)
        scrap = self._disposition(event, "scrap")
        with self.assertRaisesRegex(AccessError, "inspected"):
            scrap.with_user(self.engineer2).decide(CREDENTIAL)
        scrap.with_user(self.manager).decide(CREDENTIAL)

    def test_who_inspected_lots_in_one_decides_on_none_of_them(self):
        """Requirement: MDQ-CAP-011"""
        first, second = self._lot(), self._lot("L-2")
        self.engineer2.group_ids |= self.env.ref("mdq_base.group_inspector")
        inspection = self._rejected_inspection(first, self.engineer2, lot_ids=[Command.set((first | second).ids)])
        scrap = self._disposition(self._event(second, user=self.sqe), "scrap")
        with self.assertRaisesRegex(AccessError, "inspected"):
            scrap.with_user(self.engineer2).decide(CREDENTIAL)
        line = self.env["mdq.event.line"].search([("lot_id", "=", second.id)], limit=1)
        self.assertEqual(line._get_last_inspection(), inspection.sudo())

    def _rejected_inspection(self, lot, user=None, **vals):
        values = {"point": "iqc", "quantity": 100, "inspector_id": (user or self.inspector).id, **vals}
        inspection = self.env["mdq.inspection"].with_user(user or self.inspector).create({"lot_id": lot.id, **values})
        inspection._move_to("rejected")
        return inspection
