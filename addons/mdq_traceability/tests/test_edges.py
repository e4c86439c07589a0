from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestEdges(MdqTraceCommon):
    """Requirement: MDQ-TRA-001"""

    def test_an_order_relates_each_component_lot_to_its_finished_lot(self):
        screw, pouch = self._receive(self.machined, "M1", 10), self._receive(self.pouch, "PO1", 10)
        packed = self._lot(self.packed, "P1")
        order = self._make(self.packing, {packed: 10}, {screw: 10, pouch: 10})
        self._assert_relations({(screw, packed): 10, (pouch, packed): 10})
        edge = self._edges(parent_lot_id=screw)
        self.assertEqual((edge.production_id, edge.kind, edge.child_quantity), (order, "produce", 10))
        self.assertEqual(edge.consume_line_id, order.move_raw_ids.move_line_ids.filtered(lambda x: x.lot_id == screw).id)

    def test_what_was_consumed_is_shared_by_quantity_not_counted_for_each(self):
        first, second = self._receive(self.machined, "M1", 6), self._receive(self.machined, "M2", 4)
        pouch = self._receive(self.pouch, "PO1", 10)
        big, small = self._lot(self.packed, "P-7"), self._lot(self.packed, "P-3")
        self._make(self.packing, {big: 7, small: 3}, {first: 6, second: 4, pouch: 10})
        self._assert_relations({
            (first, big): 4.2, (first, small): 1.8, (second, big): 2.8, (second, small): 1.2,
            (pouch, big): 7, (pouch, small): 3,
        })

    def test_serial_numbers_of_one_order_each_get_their_share(self):
        device, part = self._product("Device", tracking="serial"), self._product("Part")
        bom = self._bom(device, {part: 2})
        lot = self._receive(part, "PART1", 10)
        serials = {self._lot(device, f"SN{n}"): 1 for n in range(5)}
        self._make(bom, serials, {lot: 10})
        self._assert_relations({(lot, serial): 2 for serial in serials})

    def test_a_subcontract_receipt_relates_the_lots_and_names_the_subcontractor(self):
        """Requirement: MDQ-TRA-002"""
        bar, pouch, machined, packed = self._chain()
        self._assert_relations({(bar, machined): 5, (machined, packed): 10, (pouch, packed): 10})
        self.assertEqual(self._edges(child_lot_id=machined).partner_id, self.machinist)

    def test_backorders_keep_the_parts_of_an_order_apart(self):
        first, second = self._receive(self.machined, "M1", 4), self._receive(self.machined, "M2", 6)
        pouch = self._receive(self.pouch, "PO1", 10)
        early, late = self._lot(self.packed, "P-early"), self._lot(self.packed, "P-late")
        order = self._order(self.packing, self.packed, 10)
        self._consume(order, {first: 4, pouch: 4})
        self._finish_part(order, early, 4)
        rest = order.production_group_id.production_ids - order
        self._consume(rest, {second: 6, pouch: 6})
        self._finish(rest, {late: 6})
        self._assert_relations({(first, early): 4, (pouch, early): 4, (second, late): 6, (pouch, late): 6})

    def _finish_part(self, order, lot, quantity):
        order.lot_producing_ids = lot
        order.qty_producing = quantity
        order.with_context(skip_consumption=True, skip_backorder=True, mo_ids_to_backorder=order.ids).button_mark_done()

    def test_nothing_is_written_before_an_order_is_done(self):
        screw = self._receive(self.machined, "M1", 10)
        order = self._order(self.packing, self.packed, 10)
        self._consume(order, {screw: 10})
        self.assertFalse(self._edges(parent_lot_id=screw))

    def test_a_transfer_dated_back_dates_its_relations_back(self):
        screw, pouch = self._receive(self.machined, "M1", 10), self._receive(self.pouch, "PO1", 10)
        packed = self._lot(self.packed, "P1")
        order = self._make(self.packing, {packed: 10}, {screw: 10, pouch: 10})
        earlier = order.move_finished_ids.date - timedelta(days=3)
        order.move_finished_ids.date = earlier
        self.assertEqual(set(self._edges(child_lot_id=packed).mapped("event_date")), {earlier})

    def test_the_number_of_queries_does_not_grow_with_the_lots(self):
        few = self._count_sync_queries(2)
        many = self._count_sync_queries(12)
        self.assertEqual(few, many)

    def _count_sync_queries(self, count):
        pouch = self._receive(self.pouch, f"PO-{count}", count)
        screw = self._receive(self.machined, f"M-{count}", count)
        order = self._make(self.packing, {self._lot(self.packed, f"P-{count}-{n}"): 1 for n in range(count)},
                           {screw: count, pouch: count})
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.env["mdq.lot.edge"]._sync_productions(order)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestEdgesAreKept(MdqTraceCommon):
    """Requirement: MDQ-TRA-003"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lots = cls._chain()
        cls.edge = cls._edges(parent_lot_id=cls.lots[0])

    def test_nobody_deletes_a_relation_not_even_the_server(self):
        for who in (self.edge.sudo(), self.edge.with_user(self.env.ref("base.user_admin"))):
            with self.subTest(who.env.user.login), self.assertRaises(UserError):
                who.unlink()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_no_role_writes_or_makes_a_relation(self):
        for user in (self.quality_manager, self.quality_engineer, self.admin, self.auditor, self.planner):
            edge = self.edge.with_user(user)
            self.assertTrue(edge.quantity)
            with self.subTest(user.login), self.assertRaises(AccessError):
                edge.write({"quantity": 1})
            with self.subTest(user.login), self.assertRaises(AccessError):
                edge.copy()

    def test_another_company_sees_no_relation(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=other.id,
                                 company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env["mdq.lot.edge"].with_user(stranger).search([("id", "=", self.edge.id)]))
