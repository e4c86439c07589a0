from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestApprovalRoute(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_manager = cls.new_user("mdq_second_manager", "mdq_base.group_quality_manager")
        cls.partner = cls.env["res.partner"].create({"name": "A"})
        cls.group = cls.env.ref("mdq_base.group_change_board")

    def _route(self, **vals):
        return self.env["mdq.approval.route"].with_user(self.quality_manager).create({
            "name": "Concessions", "model_id": self.env["ir.model"]._get_id("mdq.concession"), "sequence": 1,
            "step_ids": [(0, 0, {"name": "Board", "group_id": self.group.id})], **vals,
        })

    def _in_force(self, route):
        route.action_submit()
        request = route.approval_request_ids.filtered(lambda r: r.state == "pending").with_user(self.second_manager)
        request.approve(self.credential_of(self.second_manager))
        route.action_make_effective()
        return route

    def _request(self, **vals):
        return self.env["mdq.concession"].with_user(self.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": self.partner.id, "valid_to": "2099-01-01", **vals,
        })._mdq_request_approval()

    def test_a_route_counts_only_when_it_is_effective(self):
        """Requirement: MDQ-BAS-191"""
        route = self._route()
        self.assertFalse(self._request().route_id)
        route.action_submit()
        with self.assertRaisesRegex(UserError, "is not approved yet"):
            route.action_make_effective()
        self.assertFalse(self._request().route_id)
        self._in_force(self._route(code="SECOND"))
        self.assertEqual(self._request().route_id.code, "SECOND")

    def test_who_wrote_a_route_does_not_approve_it(self):
        """Requirement: MDQ-BAS-191"""
        route = self._route()
        route.action_submit()
        request = route.approval_request_ids
        with self.assertRaisesRegex(AccessError, "Somebody else decides"):
            request.approve(self.credential_of(self.quality_manager))
        with self.assertRaisesRegex(AccessError, "for Quality Manager"):
            request.with_user(self.change_board).approve(self.credential_of(self.change_board))

    def test_who_translated_a_route_does_not_approve_it(self):
        """A translation is content: the ledger names who wrote it. Requirements: MDQ-BAS-191, MDQ-BAS-031"""
        route = self._route()
        route.with_user(self.second_manager).update_field_translations("name", {"en_US": "Concessions of the board"})
        changes = self.env["mdq.ledger"].with_user(self.auditor).history(route._name, route.id)
        change = next(change for change in reversed(changes) if change["field"] == "name")
        self.assertEqual((change["uid"], change["new"]["en_US"]), (self.second_manager.id, "Concessions of the board"))
        self.assertNotEqual(change["source"], "SQL")
        route.action_submit()
        with self.assertRaisesRegex(AccessError, "Somebody else decides"):
            route.approval_request_ids.with_user(self.second_manager).approve(self.credential_of(self.second_manager))

    def test_no_route_replaces_the_built_in_one(self):
        """Requirement: MDQ-BAS-191"""
        with self.assertRaisesRegex(ValidationError, "No route replaces it"):
            self._route(model_id=self.env["ir.model"]._get_id("mdq.approval.route"))

    def test_steps_are_moved_neither_out_of_a_route_in_force_nor_into_it(self):
        """Requirement: MDQ-BAS-191"""
        route, draft, other = self._in_force(self._route()), self._route(code="DRAFT"), self._route(code="OTHER")
        draft.step_ids.route_id = other
        self.assertEqual((len(draft.step_ids), len(other.step_ids)), (0, 2))
        for step, target in ((other.step_ids[0], route), (route.step_ids, other)):
            with self.assertRaisesRegex(UserError, "can no longer be changed"):
                step.write({"route_id": target.id})
            with self.assertRaisesRegex(UserError, "can no longer be changed"):
                target.write({"step_ids": [(4, step.id)]})

    def test_an_effective_route_is_changed_by_its_next_revision_alone(self):
        """Requirement: MDQ-BAS-191"""
        route = self._in_force(self._route())
        for record, vals in ((route, {"domain": "[('id', '=', 0)]"}), (route, {"sequence": 99}), (route, {"state": "draft"}),
                             (route.step_ids, {"quorum": 3})):
            with self.assertRaises(UserError):
                record.write(vals)
        with self.assertRaises(UserError):
            route.step_ids.unlink()
        with self.assertRaises(UserError):
            self.env["mdq.approval.step"].with_user(self.quality_manager).create(
                {"route_id": route.id, "name": "More", "group_id": self.group.id})

    def test_running_requests_keep_the_revision_they_began_with(self):
        """Requirement: MDQ-BAS-191"""
        route = self._in_force(self._route())
        before = self._request()
        draft = route.browse(route.action_revise()["res_id"])
        draft.step_ids.quorum = 2
        self._in_force(draft)
        self.assertEqual((route.state, before.route_id, before.line_ids.quorum), ("superseded", route, 1))
        self.assertEqual(self._request().line_ids.quorum, 2)

    def test_a_route_in_force_ends_signed_by_a_quality_manager(self):
        """Requirement: MDQ-BAS-191"""
        route = self._in_force(self._route())
        self.assertEqual(route.action_obsolete()["tag"], "mdq_sign")
        self.assertEqual(route.state, "effective")
        with self.assertRaises(AccessError):
            route.with_user(self.admin).retire(self.credential_of(self.admin), "No need")
        with self.assertRaisesRegex(UserError, "Say why"):
            route.retire(self.credential_of(self.quality_manager), " ")
        route.retire(self.credential_of(self.quality_manager), "Merged with another")
        self.assertEqual(route.state, "obsolete")

    def test_only_an_installation_ships_routes(self):
        """Requirement: MDQ-BAS-191"""
        route = self._route()
        with self.assertRaisesRegex(AccessError, "Only the installation"):
            route._put_in_force_with_addon()
        with self.assertRaisesRegex(UserError, "not a first revision shipped"):
            route.with_user(self.env.ref("base.user_root"))._put_in_force_with_addon()
        self.env["ir.model.data"].create({"module": "mdq_base", "name": "shipped", "model": route._name, "res_id": route.id})
        route.with_user(self.env.ref("base.user_root"))._put_in_force_with_addon()
        self.assertEqual((route.state, route.shipped_with), ("effective", "mdq_base"))
        history = self.env["mdq.ledger"].with_user(self.quality_manager).history(route._name, route.id)
        self.assertIn("Shipped with mdq_base", [change["reason"] for change in history])

    def test_the_filter_chooses_the_route(self):
        """Requirement: MDQ-BAS-190"""
        self._in_force(self._route(domain="[('gate', '=', 'lot_use')]"))
        self.assertFalse(self._request().route_id)
        product = self.env["product.product"].create({"name": "P"})
        self.assertTrue(self._request(gate="lot_use", product_id=product.id).route_id)

    def test_a_filter_is_data(self):
        """Requirement: MDQ-BAS-190"""
        for domain in ("[('nonsense', '=', 1)]", "[('create_uid', '=', uid)]", "__import__('os')", "[(1", "['&']"):
            with self.assertRaisesRegex(ValidationError, "cannot be used"), self.env.cr.savepoint():
                self._route(domain=domain)

    def test_a_step_says_who_decides(self):
        """Requirement: MDQ-BAS-190"""
        board = self.group.id
        for vals, refusal in (
            ({}, "say who decides"), ({"is_portal": True, "group_id": board}, "decides alone"),
            ({"user_ids": [self.sqe.id], "quorum": 2}, "fewer people"), ({"group_id": board, "takeover_limit": 2}, "needs a time limit"),
            ({"group_id": board, "time_limit": 1, "takeover_limit": 2}, "name the role that may decide"),
        ):
            with self.assertRaisesRegex(ValidationError, refusal), self.env.cr.savepoint():
                self._route(step_ids=[(0, 0, {"name": "S", **vals})])

    def test_a_route_without_steps_is_not_submitted(self):
        """Requirement: MDQ-BAS-190"""
        with self.assertRaisesRegex(UserError, "needs at least one step"):
            self._route(step_ids=[]).action_submit()

    def test_roles_below_do_not_write_routes(self):
        """Requirement: MDQ-BAS-191"""
        route = self._route()
        for user in (self.quality_engineer, self.sqe, self.change_board, self.auditor):
            with self.assertRaises(AccessError):
                route.with_user(user).write({"name": "Mine"})
