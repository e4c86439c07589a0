from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CREDENTIAL, MdqCapaCommon


@tagged("post_install", "-at_install")
class TestLotSplit(MdqCapaCommon):
    """A part taken out of a lot stays in the quality event of the lot.

    Requirement: MDQ-QUA-041
    """

    def _split(self, lot, quantity):
        quant = self.env["stock.quant"].search([("lot_id", "=", lot.id), ("location_id.usage", "=", "internal")], limit=1)
        splits = self.env["mdq.lot.split"].with_user(self.engineer)
        parts = [{"location_id": quant.location_id.id, "quantity": quantity}]
        return splits.browse(splits.split(lot.id, parts, "rejected", CREDENTIAL, "Sorted")).sudo()

    def test_the_part_is_a_lot_of_the_open_event_with_its_quantity(self):
        lot = self._lot("L-1", status="released")
        event = self._event(lot)
        before = event.line_ids.quantity
        part = self._split(lot, 2).new_lot_id
        quantities = {line.lot_id: line.quantity for line in event.line_ids}
        self.assertEqual(quantities, {lot: before - 2, part: 2})
        self.assertEqual((part.mdq_status, lot.mdq_status), ("hold", "hold"))

    def test_what_a_disposition_was_signed_for_is_not_split(self):
        lot = self._lot("L-1", status="released")
        event = self._event(lot)
        self._decide(self._disposition(event, "return_to_supplier"))
        with self.assertRaisesRegex(UserError, "Carry them out"):
            self._split(lot, 2)
