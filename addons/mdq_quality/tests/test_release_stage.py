from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form

from .release_common import ReleaseStageCase


class TestReleaseStage(ReleaseStageCase):
    """Requirement: MDQ-QUA-047 MDQ-QUA-710"""

    def test_two_people_sign_and_only_then_the_lot_is_released(self):
        self._name()
        first = self._release_first()
        self.assertEqual((first.stage, self.lot.mdq_status, self.lot.mdq_production_release_id), ("production", "quarantine", first))
        self.assertEqual(self.lot.mdq_release_stage, "market")
        second = self.env["mdq.release"].browse(self._release(self.lot, self.market_releaser))
        self.assertEqual((second.stage, self.lot.mdq_status, second.production_release_id), ("market", "released", first))
        self.assertEqual(second.authority_id.user_id, self.market_releaser)
        self.assertEqual((first.signature_state, second.signature_state), ("valid", "valid"))
        picking = self._picking("out", [(self.bar, self.lot, 5)])
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_between_the_two_it_moves_and_is_packed_inside_but_goes_to_nobody(self):
        self._name()
        self._release_first()
        shelf = self.env["stock.location"].create({"name": "Shelf 2", "location_id": self.stock.id})
        box = self.env["stock.package"].create({"name": "BOX-1"})
        moved = self._picking("internal", [(self.bar, self.lot, 5)], destination=shelf)
        moved.move_line_ids.result_package_id = box
        moved.button_validate()
        self.assertEqual((moved.state, self._on_hand(self.lot, shelf), self.lot.mdq_release_stage), ("done", 5, "market"))
        with self.assertRaisesRegex(UserError, f"shipped.*market release.*{self.market_releaser.name}"):
            self._picking("out", [(self.bar, self.lot, 1)], source=shelf).button_validate()

    def test_it_is_used_and_processed_further_and_what_is_made_of_it_waits_too(self):
        """Requirement: MDQ-QUA-710"""
        self._name()
        other = self._receive((self.bar, "W", 4)).move_line_ids.lot_id
        with self.assertRaisesRegex(UserError, "consumed in production.*production release"), self.env.cr.savepoint():
            self._order(other).button_mark_done()
        self._release_first()
        self._picking("out", [(self.bar, self.lot, 1)], destination=self.outside).button_validate()
        self._plan(self.screw, point="fqc")
        order = self._order(self.lot, 2)
        order.button_mark_done()
        made = order.lot_producing_ids
        self._accept(self._inspections(made))
        with self.assertRaisesRegex(UserError, f"has not released what is in it to the market yet: {self.lot.name}"):
            self._release(made)
        self._release(self.lot, self.market_releaser)
        self._release(made)
        self.assertEqual((self.lot | made).mapped("mdq_status"), ["released", "released"])

    def test_no_other_permission_carries_it_past_the_registrant(self):
        """Requirement: MDQ-QUA-710"""
        self._plan(self.screw, point="fqc")
        other = self._receive((self.bar, "W", 4)).move_line_ids.lot_id
        self._concession(other, max_uses=2)
        order = self._order(other, 2)
        order.button_mark_done()
        made = order.lot_producing_ids
        self._accept(self._inspections(made))
        with self.assertRaisesRegex(UserError, f"has not released what is in it to the market yet: {other.name}"):
            self._release(made)

    def test_two_parts_of_one_lot_share_its_production_release(self):
        """Requirement: MDQ-QUA-712"""
        first = self._release_first()
        split = self.env["mdq.lot.split"].with_user(self.quality_engineer)
        split.split(self.lot.id, [{"location_id": self.stock.id, "quantity": 1}], "rejected", self.credential_of(self.quality_engineer), "Dent")
        self.assertEqual(self.lot.mdq_production_release_id, first)
        self._name()
        releases = self.env["mdq.release"].with_user(self.market_releaser)
        part = releases.browse(releases.release_part(
            self.lot.id, [{"location_id": self.stock.id, "quantity": 2}], self.credential_of(self.market_releaser))).lot_id
        self.assertEqual((part.mdq_status, part.mdq_production_release_id, self.lot.mdq_release_stage), ("released", first, "market"))

    def test_the_scheduler_takes_it_for_production_and_gives_it_back(self):
        """Requirement: MDQ-QUA-710"""
        self._name()
        self._release_first()
        move = self.env["stock.move"].create({
            "product_id": self.bar.id, "product_uom_qty": 2, "location_id": self.stock.id, "location_dest_id": self.production.id})
        move._action_confirm()
        move._action_assign()
        self.assertEqual(move.move_line_ids.lot_id, self.lot)
        releases = self.env["mdq.release"].with_user(self.releaser)
        releases.withdraw_production(self.lot.ids, self.credential_of(self.releaser), "Wrong label")
        self.assertFalse(move.move_line_ids)
        move._action_assign()
        self.assertFalse(move.move_line_ids)

    def test_no_route_ships_a_lot_with_its_production_release_alone(self):
        self._release_first()
        # Superuser and context words, too; and a line added to a delivery that is done.
        picking = self._picking("out", [(self.bar, self.lot, 1)]).sudo()
        words = {"skip_backorder": True, "skip_sms": True, "mdq_only_statuses": ["quarantine"], "mdq_skip": True}
        with self.assertRaisesRegex(UserError, "market release"):
            picking.with_context(**words)._action_done()
        other = self._lot(status="released", quantity=1)
        done = self._picking("out", [(self.bar, other, 1)])
        done.button_validate()
        with self.assertRaisesRegex(UserError, "market release"):
            done.move_line_ids.copy({"lot_id": self.lot.id, "quantity": 1, "move_id": done.move_ids.id, "picking_id": done.id})
        with self.assertRaisesRegex(UserError, "market release"):
            done.move_line_ids.lot_id = self.lot
        with self.assertRaisesRegex(UserError, "production release.*market"):
            scrap = self.env["stock.scrap"].create({"product_id": self.bar.id, "lot_id": self.lot.id, "scrap_qty": 1})
            scrap.action_validate()

    def test_the_scheduler_reserves_nothing_of_it_for_a_customer(self):
        self._name()
        self._release_first()
        move = self.env["stock.move"].create({
            "product_id": self.bar.id, "product_uom_qty": 2, "location_id": self.stock.id, "location_dest_id": self.customers.id,
        })
        move._action_confirm()
        self.env["stock.rule"].run_scheduler()
        self.assertFalse(move.move_line_ids)
        self._release(self.lot, self.market_releaser)
        move._action_assign()
        self.assertEqual(move.move_line_ids.lot_id, self.lot)

    def test_who_signed_first_does_not_sign_second(self):
        self._name(self.releaser)
        self._name()
        self._release_first()
        with self.assertRaisesRegex(AccessError, f"You signed the production release.*{self.market_releaser.name}"):
            self._release(self.lot)
        answer, = self.env["mdq.release"].with_user(self.releaser).evaluate(self.lot.ids)
        self.assertEqual((answer["stage"], answer["ready"]), ("market", False))
        self.assertEqual([check["code"] for check in answer["checks"] if not check["ok"]], ["segregation"])
        self.assertFalse(self.lot.with_user(self.releaser).mdq_release_mine)
        self.assertTrue(self.lot.with_user(self.market_releaser).mdq_release_mine)

    def test_neither_releaser_inspected_the_lot(self):
        """Requirement: MDQ-QUA-711"""
        self.market_releaser.group_ids += self.env.ref("mdq_base.group_inspector")
        self.releaser.group_ids += self.env.ref("mdq_base.group_inspector")
        self._name()
        self._accept(self.inspection, self.market_releaser)
        first = self._release_first()
        with self.assertRaisesRegex(AccessError, "You inspected"):
            self._release(self.lot, self.market_releaser)
        another = self.new_user("mdq_market_releaser_2", "mdq_base.group_releaser")
        self._name(another)
        # Whoever signed first inspects the lot afterwards: his release does not stand.
        self.lot.with_user(self.releaser).action_mdq_inspect()
        self._accept(self._inspections(self.lot) - self.inspection, self.releaser)
        with self.assertRaisesRegex(UserError, f"{self.releaser.name} signed the production release {first.name} and has inspected"):
            self._release(self.lot, another)

    def test_market_release_is_for_those_named_and_nobody_stands_in(self):
        """Requirement: MDQ-QUA-711"""
        self._release_first()
        with self.assertRaisesRegex(AccessError, "for those whom the registrant has named.*nobody yet"):
            self._release(self.lot, self.market_releaser)
        self._name()
        deputy = self.new_user("mdq_deputy", "mdq_base.group_releaser")
        now = fields.Datetime.now()
        self.env["mdq.delegation"].with_user(self.market_releaser).create({
            "user_id": self.market_releaser.id, "delegate_id": deputy.id, "date_from": now - timedelta(hours=1),
            "date_to": now + timedelta(days=9), "reason": "Holiday",
        })
        with self.assertRaisesRegex(AccessError, f"nobody stands in for them: {self.market_releaser.name}"):
            self._release(self.lot, deputy)
        with self.assertRaises(AccessError):
            self.env["mdq.release"].with_user(deputy).sudo().release(self.lot.ids, self.credential_of(deputy))
        for user in (self.quality_manager, self.admin, self.planner):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._release(self.lot, user)
        self.assertEqual(self.lot.mdq_status, "quarantine")

    def test_a_name_holds_for_its_products_its_company_and_its_time(self):
        """Requirement: MDQ-QUA-711"""
        now = fields.Datetime.now()
        other = self.env["res.company"].create({"name": "Other registrant"})
        self.market_releaser.company_ids += other
        cases = (
            {"product_tmpl_ids": [Command.set(self.screw.product_tmpl_id.ids)]}, {"valid_from": now + timedelta(days=1)},
            {"valid_from": now - timedelta(days=9), "valid_to": now - timedelta(days=1)}, {"company_id": other.id},
        )
        self.lot.company_id = self.company
        self._release_first()
        for vals in cases:
            if "company_id" in vals:
                self.quality_manager.company_ids += other
            self._name(**vals)
            with self.subTest(vals=vals), self.assertRaisesRegex(AccessError, "nobody yet"):
                self._release(self.lot, self.market_releaser)
        ended = self._name()
        ended.with_user(self.quality_manager).end(self.credential_of(self.quality_manager), "Left the company")
        with self.assertRaisesRegex(AccessError, "nobody yet"):
            self._release(self.lot, self.market_releaser)
        self._name(product_tmpl_ids=[Command.set(self.bar.product_tmpl_id.ids)])
        self._release(self.lot, self.market_releaser)
        self.assertEqual(self.lot.mdq_status, "released")

    def test_names_are_signed_by_a_quality_manager_and_not_for_himself(self):
        """Requirement: MDQ-QUA-711"""
        authorities = self.env["mdq.release.authority"]
        vals = {"user_id": self.market_releaser.id, "basis": "Authorisation 7"}
        for user in (self.releaser, self.quality_engineer, self.planner, self.admin):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                authorities.with_user(user).create(vals)
        with self.assertRaises(UserError):
            authorities.with_user(self.quality_manager).create({**vals, "state": "active"})
        sent = authorities.with_user(self.quality_manager).with_context(default_state="active").create(vals)
        self.assertEqual(sent.state, "draft")
        self.quality_manager.group_ids += self.env.ref("mdq_base.group_releaser")
        own = authorities.with_user(self.quality_manager).create({**vals, "user_id": self.quality_manager.id})
        with self.assertRaisesRegex(AccessError, "Nobody names himself"):
            own.appoint(self.credential_of(self.quality_manager))
        wrong = authorities.with_user(self.quality_manager).create({**vals, "user_id": self.planner.id})
        with self.assertRaisesRegex(UserError, "does not have the role Releaser"):
            wrong.appoint(self.credential_of(self.quality_manager))
        named = self._name()
        for change in ({"user_id": self.releaser.id}, {"product_tmpl_ids": [Command.clear()]}, {"valid_to": False}):
            with self.subTest(change=change), self.assertRaises(UserError):
                named.with_user(self.quality_manager).write(change)
        with self.assertRaises(UserError):
            named.sudo().unlink()

    def test_what_happens_between_the_two_undoes_the_first(self):
        """Requirement: MDQ-QUA-712"""
        self._name()
        self._release_first()
        self._receive((self.bar, self.lot, 3))
        self.assertFalse(self.lot.mdq_production_release_id, "more goods came in")
        self._accept(self._inspections(self.lot).filtered(lambda each: each.state == "open"))
        self._release(self.lot)
        hold = self.env["mdq.hold"].browse(self.env["mdq.hold"].with_user(self.inspector).place(self.lot.ids, "Scratches"))
        self.assertFalse(self.lot.mdq_production_release_id, "it was put on hold")
        hold.with_user(self.quality_engineer).lift(self.credential_of(self.quality_engineer), "No scratches")
        self.assertEqual((self.lot.mdq_status, self.lot.mdq_release_stage), ("quarantine", "production"))
        with self.assertRaises(AccessError):
            self._release(self.lot, self.planner)
        self._release(self.lot)
        first = self.lot.mdq_production_release_id
        releases = self.env["mdq.release"].with_user(self.releaser)
        with self.assertRaisesRegex(UserError, "Say why"):
            releases.withdraw_production(self.lot.ids, self.credential_of(self.releaser), " ")
        with self.assertRaises(UserError):
            releases.withdraw_production(self.lot.ids, {"type": "password", "password": "wrong"}, "Wrong label")
        releases.withdraw_production(self.lot.ids, self.credential_of(self.releaser), "Wrong label")
        self.assertEqual((self.lot.mdq_release_stage, first.signature_ids.mapped("meaning")), ("production", ["released", "rejected"]))
        with self.assertRaisesRegex(UserError, "no production release to withdraw"):
            releases.withdraw_production(self.lot.ids, self.credential_of(self.releaser), "Again")

    def test_a_rejection_between_the_two_undoes_the_first(self):
        """Requirement: MDQ-QUA-712"""
        self._name()
        self._release_first()
        self.lot.with_user(self.inspector).action_mdq_inspect()
        inspection = self._inspections(self.lot) - self.inspection
        with self.assertRaisesRegex(UserError, "Not inspected yet"):
            self._release(self.lot, self.market_releaser)
        readings = [{**reading, "value": "9.0"} if "value" in reading else reading for reading in self._good(inspection)]
        inspection.with_user(self.inspector).record(readings)
        inspection.with_user(self.inspector).action_conclude()
        self.assertFalse(self.lot.mdq_production_release_id)
        self.assertIn(self.lot.mdq_status, ("rejected", "hold"))  # a quality event, where there are such, holds it as well

    def test_the_first_signature_is_set_by_no_other_route(self):
        """Requirement: MDQ-QUA-712"""
        release = self._release_first()
        lot = self._lot(quantity=1)
        for user in (self.releaser, self.head_keeper, self.admin):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                lot.with_user(user).write({"mdq_production_release_id": release.id})
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self.env["stock.lot"].with_user(user).create({
                    "name": "X", "product_id": self.bar.id, "mdq_production_release_id": release.id})
        made = self.env["stock.lot"].with_context(default_mdq_production_release_id=release.id).create(
            {"name": "Y", "product_id": self.bar.id})
        self.assertFalse(made.mdq_production_release_id)
        self.assertFalse(self.lot.copy({"name": "Z"}).mdq_production_release_id)

    def test_a_production_release_has_no_certificate(self):
        first = self._release_first()
        with self.assertRaisesRegex(UserError, "certificate is issued with the registrant's market release"):
            first.with_user(self.releaser).action_mdq_certificate()
        self._name()
        self.assertTrue(self.env["mdq.release"].browse(self._release(self.lot, self.market_releaser)).action_mdq_certificate())

    def test_lots_of_both_kinds_are_released_in_one_call(self):
        self._name()
        self._release_first()
        product = self._product("Released once")
        self._plan(product)
        once = self._receive((product, "B", 5)).move_line_ids.lot_id
        self._accept(self._inspections(once))
        self._release(self.lot | once, self.market_releaser)
        self.assertEqual((self.lot | once).mapped("mdq_status"), ["released", "released"])
        self.assertEqual(once.mdq_release_ids.stage, "single")

    def test_the_queries_of_a_release_do_not_grow_with_lots(self):
        self._name()
        counts = {}
        for number in (2, 12):
            lots = self._receive(*((self.bar, f"Q{number}-{index}", 1) for index in range(number))).move_line_ids.lot_id
            self._accept(self.env["mdq.inspection"].search([("lot_id", "in", lots.ids)]))
            self._release(lots)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["mdq.release"].with_user(self.market_releaser).evaluate(lots.ids)
            counts[number] = self.cr.sql_log_count - before
        self.assertLessEqual(counts[12], counts[2])


class TestReleaseStageRule(ReleaseStageCase):
    """Which products are released twice.

    Requirement: MDQ-QUA-713
    """

    def _twice(self):
        lot = self._lot(self.screw)
        self.assertEqual(lot in self.env["stock.lot"].search([("mdq_release_stage", "=", "production")]), lot._mdq_is_released_twice())
        self.assertEqual(lot in self.env["stock.lot"].search([("mdq_release_stage", "=", "single")]), not lot._mdq_is_released_twice())
        return lot._mdq_is_released_twice()

    def test_product_before_category_before_company(self):
        above = self.env["product.category"].create({"name": "Devices"})
        category = self.env["product.category"].create({"name": "Screws", "parent_id": above.id})
        self.screw.categ_id = category
        self.assertFalse(self._twice())
        self.company.mdq_two_stage_release = True
        self.assertTrue(self._twice())
        above.mdq_two_stage_release = "no"
        self.assertFalse(self._twice())
        category.mdq_two_stage_release = "yes"
        self.assertTrue(self._twice())
        self.screw.mdq_two_stage_release = "no"
        self.assertFalse(self._twice())

    def test_another_companys_setting_is_not_ours(self):
        other = self.env["res.company"].create({"name": "Other", "mdq_two_stage_release": True})
        self.assertFalse(self._twice())
        lot = self._lot(self.screw, company_id=other.id)
        self.assertTrue(lot._mdq_is_released_twice())
        # Words of a caller decide nothing: the lot says whose rule counts.
        self.assertTrue(lot.with_context(allowed_company_ids=self.company.ids)._mdq_is_released_twice())

    def test_only_quality_management_makes_it_one_release(self):
        keeper = self.head_keeper
        keeper.group_ids += self.env.ref("product.group_product_manager")
        once = self.env["product.category"].create({"name": "Once", "mdq_two_stage_release": "no"})
        twice = self.env["product.category"].create({"name": "Twice", "mdq_two_stage_release": "yes"})
        self.screw.categ_id = twice
        template = self.screw.product_tmpl_id.with_user(keeper)
        for change in ({"mdq_two_stage_release": "no"}, {"categ_id": once.id}):
            with self.subTest(change=change), self.assertRaises(AccessError):
                template.write(change)
        with self.assertRaises(AccessError):
            twice.with_user(keeper).write({"mdq_two_stage_release": "no"})
        with self.assertRaises(AccessError):
            twice.with_user(keeper).write({"parent_id": once.id, "mdq_two_stage_release": False})
        products = self.env["product.template"].with_user(keeper)
        with self.assertRaises(AccessError):
            products.with_context(default_mdq_two_stage_release="no").create({"name": "New"})
        with self.assertRaises(AccessError):
            self.company.with_user(keeper).write({"mdq_two_stage_release": True})
        template.write({"list_price": 3})
        self.assertEqual(template.copy().mdq_two_stage_release, False)
        self.assertEqual(products.create({"name": "New", "categ_id": twice.id})._mdq_get_stage_rule(), "yes")
        template.with_user(self.quality_manager).sudo().write({"mdq_two_stage_release": "no"})

    def test_uncontrolled_products_and_lots_with_one_release_are_as_before(self):
        """Requirement: MDQ-QUA-710"""
        self.company.mdq_two_stage_release = True
        lot = self._lot(self.cap, quantity=3)
        self.assertFalse(lot._mdq_is_released_twice() or lot.mdq_release_stage)
        picking = self._picking("out", [(self.cap, lot, 3)])
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_the_releaser_sees_the_stage_on_the_form_and_in_the_list(self):
        """Requirement: MDQ-QUA-714"""
        self._accept(self.inspection)
        with Form(self.lot.with_user(self.releaser)) as form:
            self.assertEqual((form.mdq_release_stage, form.mdq_release_mine), ("production", True))
        self._release(self.lot)
        self.lot.invalidate_recordset()
        gaps = self.lot.with_user(self.releaser).mdq_release_gaps
        self.assertRegex(gaps, "has named nobody.*Quality Manager")
        self._name()
        self.lot.invalidate_recordset()
        self.assertIn(self.market_releaser.name, self.lot.with_user(self.releaser).mdq_release_gaps)
        lots = self.env["stock.lot"].with_user(self.releaser)
        self.assertIn(self.lot, lots.search([("mdq_release_stage", "=", "market")]))
        self.assertNotIn(self.lot, lots.search([("mdq_release_stage", "in", ("production", "single"))]))
