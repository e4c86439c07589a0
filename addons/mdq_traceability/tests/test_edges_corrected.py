from odoo.tests import tagged

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestEdgesCorrected(MdqTraceCommon):
    """Requirement: MDQ-TRA-003"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.screw, cls.other = cls._receive(cls.machined, "M1", 20), cls._receive(cls.machined, "M2", 20)
        cls.pouches = cls._receive(cls.pouch, "PO1", 20)
        cls.lot = cls._lot(cls.packed, "P1")
        cls.order = cls._make(cls.packing, {cls.lot: 10}, {cls.screw: 10, cls.pouches: 10})
        cls.line = cls.order.move_raw_ids.move_line_ids.filtered(lambda line: line.lot_id == cls.screw)

    def _history(self):
        return self.env["mdq.lot.edge"].search([("consume_line_id", "=", self.line.id)], order="id")

    def test_another_component_lot_on_a_done_order_supersedes_the_relation(self):
        old = self._history()
        self.line.lot_id = self.other
        self._assert_relations({(self.other, self.lot): 10, (self.pouches, self.lot): 10})
        self.assertFalse(self._edges(parent_lot_id=self.screw))
        self.assertTrue(old.superseded_on)
        self.assertEqual((old.parent_lot_id, old.quantity), (self.screw, 10), "What was recorded first stays readable")
        self.assertEqual(self._history()[-1].supersedes_id, old)

    def test_another_quantity_on_a_done_order_supersedes_the_relation(self):
        self.line.quantity = 9
        self._assert_relations({(self.screw, self.lot): 9, (self.pouches, self.lot): 10})
        self.assertEqual(self._history().mapped("quantity"), [10, 9])

    def test_a_quantity_taken_back_to_none_ends_the_relation(self):
        self.line.quantity = 0
        self._assert_relations({(self.pouches, self.lot): 10})
        self.assertTrue(self._history().superseded_on)

    def test_a_component_added_to_a_done_order_gets_its_relation(self):
        self._add_line(self.line.move_id, self.other, 2)
        self._assert_relations({(self.screw, self.lot): 10, (self.other, self.lot): 2, (self.pouches, self.lot): 10})

    def test_a_component_move_added_to_a_done_order_gets_its_relation(self):
        glue = self._product("Glue")
        lot = self._receive(glue, "G1", 5)
        move = self.env["stock.move"].with_context(default_raw_material_production_id=self.order.id).create({
            "product_id": glue.id, "product_uom": glue.uom_id.id, "raw_material_production_id": self.order.id,
            "location_id": self.line.location_id.id, "location_dest_id": self.line.location_dest_id.id,
        })
        self._add_line(move, lot, 1)
        self._assert_relations({(lot, self.lot): 1, (self.screw, self.lot): 10})

    def test_a_component_posted_to_a_done_order_gets_its_relation(self):
        glue = self._product("Glue")
        lot = self._receive(glue, "G1", 5)
        move = self.env["stock.move"].create({
            "product_id": glue.id, "product_uom": glue.uom_id.id, "raw_material_production_id": self.order.id,
            "product_uom_qty": 1, "location_id": self.line.location_id.id,
            "location_dest_id": self.line.location_dest_id.id,
        })
        self._add_line(move, lot, 1)
        move._action_done()
        self._assert_relations({(lot, self.lot): 1, (self.screw, self.lot): 10})

    def test_another_finished_lot_moves_all_its_relations(self):
        right = self._lot(self.packed, "P-right")
        self.order.move_finished_ids.move_line_ids.lot_id = right
        self._assert_relations({(self.screw, right): 10, (self.pouches, right): 10})
        self.assertFalse(self._edges(child_lot_id=self.lot))

    def test_saving_a_done_line_without_change_adds_no_row(self):
        count = self.env["mdq.lot.edge"].search_count([])
        self.line.write({"lot_id": self.line.lot_id.id, "quantity": self.line.quantity})
        self.assertEqual(self.env["mdq.lot.edge"].search_count([]), count)

    def test_taking_apart_relates_the_finished_lot_to_what_came_back(self):
        self._unbuild(4)
        self._assert_relations({
            (self.screw, self.lot): 10, (self.pouches, self.lot): 10, (self.lot, self.screw): 4, (self.lot, self.pouches): 4,
        })
        back = self._edges(parent_lot_id=self.lot)
        self.assertEqual(set(back.mapped("kind")), {"unbuild"})
        self.assertEqual(back.production_id, self.order)

    def _unbuild(self, quantity):
        unbuild = self.env["mrp.unbuild"].create({
            "product_id": self.packed.id, "mo_id": self.order.id, "lot_id": self.lot.id, "product_qty": quantity,
            "bom_id": self.packing.id,
        })
        unbuild.action_unbuild()
        return unbuild

    def test_a_trace_ends_although_an_unbuild_closes_a_circle(self):
        self._unbuild(4)
        for direction in ("forward", "backward", "both"):
            trace = self.screw.mdq_trace(direction)
            self.assertEqual({node["lot_id"] for node in trace["nodes"]}, {self.screw.id, self.lot.id, self.pouches.id})

    def test_the_trace_of_a_past_day_shows_what_was_known_then(self):
        """Requirement: MDQ-TRA-006"""
        self._date(self._edges(child_lot_id=self.lot), "2026-03-01 08:00:00")
        self.line.lot_id = self.other
        self.env.cr.execute("UPDATE mdq_lot_edge SET superseded_on = '2026-03-10 08:00:00' WHERE superseded_on IS NOT NULL")
        self._date(self._edges(parent_lot_id=self.other), "2026-03-10 08:00:00", event="2026-03-01 08:00:00")
        for day, expected in (("2026-02-01", set()), ("2026-03-05", {self.screw.id, self.pouches.id}),
                              ("2026-03-11", {self.other.id, self.pouches.id})):
            nodes = self.lot.mdq_trace("backward", as_of=f"{day} 00:00:00")["nodes"]
            self.assertEqual({node["lot_id"] for node in nodes} - {self.lot.id}, expected, day)

    def _date(self, edges, recorded, event=None):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mdq_lot_edge SET recorded_at = %s, event_date = %s WHERE id = ANY(%s)",
            [recorded, event or recorded, edges.ids],
        )
        self.env.invalidate_all()
