from odoo.tests import tagged

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestSplit(MdqTraceCommon):
    """A part taken out of a lot stays in its lineage, forward and back, and every piece is accounted for.

    Requirement: MDQ-QUA-041
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rod = cls._product("Rod", mdq_controlled=True)
        cls.lot = cls._receive(cls.rod, "ROD-1", 10)
        shelf = cls.env["stock.location"].create({"name": "Shelf", "location_id": cls.stock.id})
        cls._transfer(cls.warehouse.int_type_id, [(cls.lot, 4)], cls.stock, shelf)
        splits = cls.env["mdq.lot.split"].with_user(cls.quality_engineer)
        parts = [{"location_id": cls.stock.id, "quantity": 2}, {"location_id": shelf.id, "quantity": 1}]
        split = splits.split(cls.lot.id, parts, "rejected", cls.credential_of(cls.quality_engineer), "Cracks")
        cls.part = splits.browse(split).sudo().new_lot_id

    def test_the_graph_has_the_relation_place_by_place(self):
        self._assert_relations({(self.lot, self.part): 3})
        edges = self._edges(child_lot_id=self.part)
        self.assertEqual((edges.mapped("kind"), sorted(edges.mapped("child_quantity"))), (["split", "split"], [1, 2]))

    def test_a_rebuild_finds_the_same(self):
        self.assertEqual(self.env["mdq.lot.edge"]._rebuild(), (0, 0))

    def test_traces_reach_the_part_and_lead_back(self):
        for start, direction, other in ((self.lot, "forward", self.part), (self.part, "backward", self.lot)):
            found = start.with_user(self.quality_engineer).mdq_trace(direction)
            self.assertIn(other.name, [node["name"] for node in found["nodes"]])

    def test_every_piece_is_accounted_for(self):
        kept, taken = (
            {place["kind"]: 0 for place in lot.mdq_where_now()} for lot in (self.lot, self.part)
        )
        self.assertEqual((set(kept), set(taken)), ({"quarantine", "split"}, {"quarantine"}))
        for lot in (self.lot, self.part):
            self.assertEqual(lot.mdq_balance()[0]["difference"], 0)
        self.assertEqual((self.lot.mdq_balance()[0]["made"], self.part.mdq_balance()[0]["made"]), (10, 3))
