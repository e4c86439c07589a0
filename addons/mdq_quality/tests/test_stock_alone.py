from datetime import datetime

from odoo.tests import Form

from .common import MdqQualityCase

EARLY, LATE = datetime(2030, 1, 5), datetime(2030, 1, 10)


class TestStockAlone(MdqQualityCase):
    """Goods that are not controlled move as they do in Odoo without the suite."""

    def _deliver(self, *days):
        """A delivery of a cap for each day, entered by one person."""
        picking = self.env["stock.picking"].create({
            "picking_type_id": self.warehouse.out_type_id.id, "location_id": self.stock.id, "location_dest_id": self.customers.id,
        })
        moves = self.env["stock.move"].create([{
            "product_id": self._product(f"Cap of {day:%d}", mdq_controlled=False, is_storable=False, tracking="none").id,
            "product_uom_qty": 1, "date": day, "picking_id": picking.id,
            "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id,
        } for day in days])
        picking.action_confirm()
        return picking, moves

    def test_a_delivery_split_by_another_person_keeps_its_date(self):
        """The ledger names each person; for that it must not reckon dates of Odoo while goods are half way. Requirement: MDQ-BAS-103"""
        picking, (now, later) = self._deliver(EARLY, LATE)
        now.quantity, later.quantity = 1, 0
        Form.from_action(self.env, picking.button_validate()).save().with_user(self.keeper).process()
        self.assertEqual((now.state, picking.scheduled_date), ("done", EARLY))
        self.assertEqual(picking.backorder_ids.scheduled_date, LATE)

    def test_what_moves_nothing_writes_nothing(self):
        """What Odoo keeps back for later is not written because a list of ours was empty."""
        self.supplier.comment = "Waits"
        self.env["mdq.lot.document.need"]._move_to("cancelled", reason="None of them")
        self.assertIn(self.supplier.id, self.env._field_dirty.get(self.supplier._fields["comment"], ()))
