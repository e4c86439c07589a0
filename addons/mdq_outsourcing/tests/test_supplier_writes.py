from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestSupplierWrites(MdqOutsourcingCase):
    """What a supplier may do with the subcontracting portal of Odoo, over RPC: report his lots, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._outsourcing_order()
        cls.bars = cls._supply_bars()
        cls.receipt = cls._buy(cls.order.step_ids[0])
        cls.move = cls.receipt.move_ids.with_user(cls.reporter)
        cls.production = cls.receipt._get_subcontract_production().with_user(cls.reporter)
        cls.component = cls.production.sudo().move_raw_ids.with_user(cls.reporter)

    def _refused(self, *changes):
        for number, change in enumerate(changes):
            with self.subTest(number=number), self.assertRaises(AccessError), self.cr.savepoint():
                change()

    def test_number_sequences_are_not_written(self):
        """Requirement: MDQ-OUT-050"""
        sequence = self.env["ir.sequence"].search([("code", "=", "mdq.outsourcing.order")], limit=1)
        self._refused(lambda: sequence.with_user(self.reporter).write({"prefix": "X"}))
        self.assertTrue(sequence.with_user(self.reporter).next_by_id())

    def test_movements_are_not_rerouted(self):
        """Requirement: MDQ-OUT-051"""
        move, stock = self.move, self.stock.id
        self._refused(
            lambda: move.write({"location_dest_id": stock}), lambda: move.write({"location_id": stock}),
            lambda: move.write({"price_unit": 1000}), lambda: move.write({"picked": True}),
            lambda: move.write({"product_uom_qty": 1}), lambda: move.write({"state": "done"}),
            lambda: move.write({"quantity": 5, "location_dest_id": stock}), lambda: move.write({"purchase_line_id": False}),
            lambda: move.create({"product_id": self.machined.id, "location_id": stock, "location_dest_id": stock}),
            lambda: move.copy(),
        )

    def test_lines_are_not_rerouted(self):
        """Requirement: MDQ-OUT-051"""
        line, stock = self.move.move_line_ids, self.outside.id
        self._refused(
            lambda: line.write({"location_dest_id": stock}), lambda: line.write({"location_id": self.stock.id}),
            lambda: line.write({"picked": True}), lambda: line.write({"move_id": self.component.id}),
            lambda: line.write({"result_package_id": 1}), lambda: line.write({"owner_id": 1}),
            lambda: line.write({"quantity": 2, "date": "2020-01-01"}),
            lambda: line.create({"move_id": self.move.id, "quantity": 1, "location_dest_id": stock}),
            lambda: line.create({"picking_id": self.receipt.id, "product_id": self.machined.id, "quantity": 1,
                                 "location_id": stock, "location_dest_id": stock}),
            lambda: line.create({"move_id": self.move.id, "quantity": 1, "product_id": self.bar.id}),
            lambda: line.unlink(),
            lambda: self.move.write({"move_line_ids": [Command.update(line.id, {"location_dest_id": stock})]}),
            lambda: self.move.write({"move_line_ids": [Command.create({"quantity": 1, "location_dest_id": stock})]}),
            lambda: self.move.write({"move_line_ids": [Command.delete(line.id)]}),
        )

    def test_words_in_the_context_do_not_help(self):
        """Requirement: MDQ-OUT-051"""
        hostile = {"mrp_subcontracting": True, "is_subcontracting_portal": 1, "default_location_dest_id": self.stock.id,
                   "default_picked": True, "default_price_unit": 9, "from_subcontract": True, "force": True}
        move = self.move.with_context(**hostile)
        self._refused(lambda: move.write({"location_dest_id": self.stock.id}),
                      lambda: move.move_line_ids.write({"picked": True}))
        # Odoo itself takes lines without a lot away again where it finds its own word.
        lines = move.move_line_ids.with_context(mrp_subcontracting=False)
        line = lines.create({"move_id": move.id, "quantity": 1})
        self.assertFalse(line.sudo().picked)
        self.assertEqual(line.sudo().location_dest_id, self.receipt.location_dest_id)

    def test_server_work_is_not_asked_for(self):
        """Requirement: MDQ-OUT-051"""
        receipt, production = self.receipt.with_user(self.reporter), self.production
        self._refused(
            receipt.do_unreserve, receipt.action_cancel, receipt.action_confirm, receipt.action_assign, receipt.button_validate,
            production.do_unreserve, production.action_cancel, production.action_assign, production.action_confirm,
            lambda: receipt.write({"partner_id": 1}), lambda: receipt.write({"location_dest_id": self.stock.id}),
            lambda: production.write({"location_dest_id": self.stock.id}), lambda: production.write({"state": "done"}),
        )

    def test_own_lots_and_quantities_are_reported(self):
        """Requirement: MDQ-OUT-052"""
        lot = self.env["stock.lot"].with_user(self.reporter).create({"name": "SM-1", "product_id": self.machined.id})
        self.assertEqual(lot.sudo().mdq_status, "quarantine")
        line = self.move.move_line_ids
        self.move.write({"move_line_ids": [Command.update(line.id, {"lot_id": lot.id, "quantity": 6})]})
        other = self.env["stock.lot"].with_user(self.reporter).create({"name": "SM-2", "product_id": self.machined.id})
        added = line.create({"move_id": self.move.id, "product_id": self.machined.id, "lot_id": other.id, "quantity": 4})
        self.assertEqual(self.receipt.move_line_ids.mapped("quantity"), [6, 4])
        added.unlink()
        line.write({"quantity": 10})
        self.receipt.with_user(self.keeper).button_validate()
        self.assertEqual(self.order.step_ids[0].state, "done")

    def test_component_lots_are_reported_through_the_order(self):
        """Requirement: MDQ-OUT-052"""
        self.env["stock.move.line"].sudo().create({**self.component.sudo()._mdq_get_given_vals(), "quantity": 0,
                                                   "lot_id": self.bars.id})
        self.production.write({"move_line_raw_ids": [Command.create(
            {"product_id": self.bar.id, "lot_id": self.bars.id, "quantity": 1}
        )]})
        self.assertIn(1, self.component.sudo().move_line_ids.mapped("quantity"))
        stranger = self._lot(self.bar, name="NOT-HIS", status="released", quantity=3)
        self._refused(
            lambda: self.production.write({"move_line_raw_ids": [Command.create(
                {"product_id": self.cap.id, "quantity": 1})]}),
            lambda: self.production.write({"move_line_raw_ids": [Command.create(
                {"product_id": self.bar.id, "lot_id": stranger.id, "quantity": 1})]}),
            lambda: self.production.write({"lot_producing_ids": [Command.link(stranger.id)]}),
        )

    def test_lots_are_named_for_own_open_orders_only(self):
        """Requirement: MDQ-OUT-053"""
        lots = self.env["stock.lot"].with_user(self.reporter)
        product = {"name": "N", "product_id": self.machined.id}
        self._refused(
            lambda: lots.create({**product, "expiration_date": "2099-01-01"}), lambda: lots.create({**product, "note": "x"}),
            lambda: lots.create({**product, "location_id": self.stock.id}), lambda: lots.create({"name": "N", "product_id": self.packed.id}),
            lambda: lots.create({"name": "N", "product_id": self.bar.id}),
            lambda: self.env["stock.lot"].with_user(self.other_uploader).create(product),
        )
        with self.assertRaises(UserError), self.cr.savepoint():
            lots.create({**product, "mdq_status": "released"})
        born = lots.with_context(default_mdq_status="released", default_expiration_date="2099-01-01").create(product)
        self.assertEqual(born.sudo().mdq_status, "quarantine")
        self._refused(lambda: born.write({"name": "M"}), lambda: born.unlink())

    def test_finished_movements_stay(self):
        """Requirement: MDQ-OUT-051"""
        self.order.step_ids[0].with_user(self.reporter).report({"lot": "SM-1", "quantity": 10})
        self.receipt.button_validate()
        line = self.move.move_line_ids
        self._refused(lambda: line.write({"quantity": 50}), lambda: self.move.write({"quantity": 50}), lambda: line.unlink(),
                      lambda: line.create({"move_id": self.move.id, "quantity": 5}))

    def test_our_own_people_are_not_narrowed(self):
        self.receipt.move_line_ids.with_user(self.keeper).write({"picked": True})
        self.receipt.move_ids.with_user(self.keeper).write({"quantity": 3})
        self.assertEqual(self.receipt.move_ids.quantity, 3)
