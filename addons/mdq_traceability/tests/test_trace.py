from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestTrace(MdqTraceCommon):
    """Requirement: MDQ-TRA-004"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar_lot, cls.pouch_lot, cls.machined_lot, cls.packed_lot = cls._chain()

    def _levels(self, trace):
        return {node["name"]: node["level"] for node in trace["nodes"]}

    def test_forward_from_the_bar_through_the_subcontractor_to_the_packed_screw(self):
        trace = self.bar_lot.with_user(self.quality_engineer).mdq_trace("forward")
        self.assertEqual(self._levels(trace), {"BAR": 0, "M": 1, "P": 2})
        self.assertEqual(
            [(edge["parent"], edge["child"], edge["quantity"], edge["partner"]) for edge in trace["edges"]],
            [(self.bar_lot.id, self.machined_lot.id, 5, "Kunshan Hongda"),
             (self.machined_lot.id, self.packed_lot.id, 10, False)],
        )
        self.assertFalse(trace["truncated"])

    def test_backward_from_the_packed_screw_to_bar_and_pouch(self):
        trace = self.packed_lot.with_user(self.auditor).mdq_trace("backward")
        self.assertEqual(self._levels(trace), {"P": 0, "M": -1, "POUCH": -1, "BAR": -2})

    def test_both_ways_from_the_middle(self):
        self.assertEqual(self._levels(self.machined_lot.mdq_trace("both")), {"M": 0, "BAR": -1, "P": 1})

    def test_depth_limits_and_says_where_more_is_to_come(self):
        trace = self.packed_lot.mdq_trace("backward", depth=1)
        self.assertEqual(self._levels(trace), {"P": 0, "M": -1, "POUCH": -1})
        nodes = {node["name"]: node for node in trace["nodes"]}
        self.assertEqual((nodes["M"]["parents"], nodes["M"]["children"]), (1, 1))
        self.assertEqual(nodes["POUCH"]["parents"], 0)
        self.assertEqual(self._levels(self.packed_lot.mdq_trace("backward", depth=2)), self._levels(
            self.packed_lot.mdq_trace("backward")))

    def test_nodes_tell_product_and_quantity_made(self):
        nodes = {node["name"]: node for node in self.bar_lot.mdq_trace("forward")["nodes"]}
        self.assertEqual((nodes["BAR"]["quantity"], nodes["M"]["quantity"], nodes["P"]["quantity"]), (10, 10, 10))
        self.assertEqual(nodes["P"]["product"], "Screw, packed")

    def test_a_lot_that_went_nowhere_is_alone(self):
        lot = self._receive(self.bar, "LONELY", 1)
        trace = lot.mdq_trace("both")
        self.assertEqual((self._levels(trace), trace["edges"]), ({"LONELY": 0}, []))

    def test_what_is_cut_off_is_what_lies_farthest(self):
        lots = [self._receive(self.bar, "C0", 1)]
        for number in range(1, 6):
            product = self._product(f"Cut {number}")
            lots.append(self._lot(product, f"C{number}"))
            self._make(self._bom(product, {lots[-2].product_id: 1}), {lots[-1]: 1}, {lots[-2]: 1})
        with patch("odoo.addons.mdq_traceability.models.stock_lot.MOST_EDGES", 3):
            for depth in (None, 9):
                trace = lots[0].mdq_trace("forward", depth=depth)
                self.assertTrue(trace["truncated"])
                self.assertEqual(self._levels(trace), {"C0": 0, "C1": 1, "C2": 2, "C3": 3})
        self.assertEqual(len(lots[0]._mdq_reach("forward")), 6, "A recall is never cut off")

    def test_an_unknown_direction_and_depth_are_refused(self):
        with self.assertRaisesRegex(UserError, "forward, backward or both"):
            self.bar_lot.mdq_trace("sideways")
        with self.assertRaisesRegex(UserError, "at least one generation"):
            self.bar_lot.mdq_trace("forward", depth=0)

    def test_the_trace_of_five_levels_takes_as_many_queries_as_that_of_two(self):
        """Requirement: MDQ-TRA-005"""
        first = self._receive(self.bar, "L0", 50)
        lots = [first]
        for level in range(1, 6):
            product = self._product(f"Level {level}")
            lot = self._lot(product, f"L{level}")
            self._make(self._bom(product, {lots[-1].product_id: 1}), {lot: 10}, {lots[-1]: 10})
            lots.append(lot)
        self.assertEqual(len(first.mdq_trace("forward")["nodes"]), 6)
        engineer = self.quality_engineer
        self._count(first.with_user(engineer))  # warms the caches of access rights
        self.assertEqual(self._count(lots[3].with_user(engineer)), self._count(first.with_user(engineer)))

    def _count(self, lot):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lot.mdq_trace("forward")
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestTraceAccess(MdqTraceCommon):
    """Requirement: MDQ-TRA-007"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bar_lot, cls.pouch_lot, cls.machined_lot, cls.packed_lot = cls._chain()

    def test_every_role_may_trace(self):
        for user in (self.inspector, self.quality_engineer, self.quality_manager, self.releaser, self.sqe, self.planner,
                     self.change_board, self.auditor):
            with self.subTest(user.login):
                self.assertEqual(len(self.bar_lot.with_user(user).mdq_trace("both")["nodes"]), 3)
                self.assertTrue(self.bar_lot.with_user(user).mdq_where_now())
                self.assertTrue(self.env["mdq.recall"].with_user(user).simulate(self.bar_lot.ids)["lots"])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_the_portal_may_not(self):
        """Requirement: MDQ-TRA-007"""
        portal = new_test_user(self.env, "mdq_portal", groups="mdq_base.group_supplier_quality")
        lot = self.bar_lot.with_user(portal)
        for call in (lambda: lot.mdq_trace("forward"), lot.mdq_where_now, lot.mdq_balance,
                     lambda: self.env["mdq.recall"].with_user(portal).simulate(lot.ids)):
            with self.assertRaises(AccessError):
                call()

    def test_a_lot_of_another_company_comes_out_as_not_visible(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_lot SET company_id = %s WHERE id = %s", [other.id, self.machined_lot.id])
        self.env.cr.execute("UPDATE mdq_lot_edge SET company_id = %s WHERE child_lot_id = %s", [other.id, self.machined_lot.id])
        self.env.invalidate_all()
        trace = self.bar_lot.with_user(self.quality_engineer).mdq_trace("forward")
        node = next(node for node in trace["nodes"] if node["lot_id"] == self.machined_lot.id)
        self.assertEqual((node["visible"], node["name"], node["product"]), (False, False, False))
        edge = next(edge for edge in trace["edges"] if edge["child"] == self.machined_lot.id)
        self.assertEqual((edge["partner"], edge["production_id"]), (False, False))
        self.assertIn("P", [node["name"] for node in trace["nodes"]], "What lies behind it is still found")
