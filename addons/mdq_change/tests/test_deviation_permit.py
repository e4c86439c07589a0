from odoo import fields
from odoo.addons.mdq_base.tests.common import effective_route
from odoo.addons.mdq_capa.tests.common import CREDENTIAL
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import MdqChangeCommon


@tagged("post_install", "-at_install")
class TestDeviationPermit(MdqChangeCommon):
    @classmethod
    def _permit(cls, *lots, user=None, **vals):
        return (
            cls.env["mdq.deviation.permit"]
            .with_user(user or cls.engineer)
            .create(
                {
                    "title": "Bath two degrees warmer",
                    "product_id": cls.product.id,
                    "lot_ids": [Command.set([lot.id for lot in lots])],
                    "requirement": "WI-7 rev. 2, 4.1: 20 C",
                    "reason": "Cooler under repair",
                    "quantity_limit": 50,
                    "date_to": "2099-01-01",
                    **vals,
                }
            )
        )

    @classmethod
    def _active(cls, *lots, **vals):
        permit = cls._permit(*lots, **vals)
        permit.action_submit()
        permit.with_user(cls.manager).approve(CREDENTIAL, "Risk assessed")
        return permit

    def test_a_lot_moves_under_its_permit_up_to_the_quantity(self):
        """Requirement: MDQ-CHG-011"""
        lot = self._lot()
        with self.assertRaisesRegex(UserError, "L-1"):
            self._consume(lot, 30)
        permit = self._active(lot)
        self._consume(lot, 30)
        self.assertEqual(permit.used_quantity, 30)
        with self.assertRaisesRegex(UserError, "L-1"):
            self._consume(lot, 21)
        self._consume(lot, 20)
        self.assertEqual(permit.used_quantity, 50)

    def test_other_lots_stay_where_they_are(self):
        """Requirement: MDQ-CHG-011"""
        lot, other = self._lot("L-1"), self._lot("L-2")
        self._active(lot)
        with self.assertRaisesRegex(UserError, "L-2"):
            self._consume(other, 1)

    def test_a_permit_without_lots_is_for_its_product(self):
        lot, other = self._lot("L-1"), self._lot("L-2")
        permit = self._active()
        self._consume(lot, 10)
        self._consume(other, 10)
        self.assertEqual(permit.used_quantity, 20)

    def test_nothing_moves_after_its_date(self):
        """Requirement: MDQ-CHG-011"""
        lot = self._lot()
        permit = self._active(lot, date_to=fields.Datetime.add(fields.Datetime.now(), days=2))
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), days=3)):
            with self.assertRaisesRegex(UserError, "L-1"):
                self._consume(lot, 1)
            self.env["mdq.deviation.permit"]._cron_expire()
        self.assertEqual((permit.state, permit.concession_id.state), ("expired", "withdrawn"))

    def test_a_permit_that_is_used_up_expires(self):
        lot = self._lot()
        permit = self._active(lot)
        self._consume(lot, 50)
        self.env["mdq.deviation.permit"]._cron_expire()
        self.assertEqual(permit.state, "expired")

    def test_the_concession_rests_on_the_approval_of_its_permit(self):
        """Requirement: MDQ-CHG-012"""
        permit = self._active(self._lot())
        self.assertEqual(permit.approved_by_id, self.manager)
        self.assertEqual(permit.signature_state, "valid")
        self.assertEqual(permit.concession_id.state, "active")
        self.assertTrue(permit.concession_id._mdq_is_approved())
        other = permit.concession_id.sudo().copy()
        with self.assertRaisesRegex(UserError, "is not approved yet"):
            other._move_to("active")

    def test_a_route_decides_who_approves(self):
        """Requirement: MDQ-CHG-012"""
        effective_route(self.env, "mdq.deviation.permit", {"name": "Board", "group_id": self.env.ref("mdq_base.group_change_board").id})
        permit = self._permit()
        permit.action_submit()
        with self.assertRaisesRegex(AccessError, "for Change Board"):
            permit.with_user(self.manager).approve(CREDENTIAL)
        permit.with_user(self.board).approve(CREDENTIAL)
        self.assertEqual((permit.state, permit.approved_by_id), ("active", self.board))

    def test_who_asks_does_not_approve(self):
        """Requirement: MDQ-CHG-012"""
        permit = self._permit(user=self.manager)
        permit.action_submit()
        with self.assertRaisesRegex(AccessError, "Somebody else decides"):
            permit.approve(CREDENTIAL)
        permit.with_user(self.manager2).approve(CREDENTIAL)

    def test_only_the_quality_manager_approves(self):
        permit = self._permit()
        permit.action_submit()
        for user in (self.engineer2, self.planner, self.board, self.releaser, self.auditor):
            with self.assertRaises(AccessError):
                permit.with_user(user).approve(CREDENTIAL)
        with mute_logger("odoo.addons.mdq_base.models.mdq_signature_attempt"), self.assertRaises(UserError):
            permit.with_user(self.manager).approve({"type": "password", "password": "wrong"})
        self.assertEqual(permit.state, "submitted")
        self.assertFalse(permit.concession_id)

    def test_nothing_is_approved_before_it_is_submitted(self):
        permit = self._permit()
        with self.assertRaisesRegex(UserError, "does not wait"):
            permit.with_user(self.manager).approve(CREDENTIAL)

    def test_a_refusal_says_why(self):
        permit = self._permit()
        permit.action_submit()
        with self.assertRaisesRegex(UserError, "why"):
            permit.with_user(self.manager).refuse(CREDENTIAL, " ")
        permit.with_user(self.manager).refuse(CREDENTIAL, "Repair the cooler")
        self.assertEqual(permit.state, "refused")
        self.assertFalse(permit.concession_id)

    def test_a_withdrawn_permit_stops_the_goods(self):
        """Requirement: MDQ-CHG-030"""
        lot = self._lot()
        permit = self._active(lot)
        with self.assertRaises(AccessError):
            permit.with_user(self.engineer).withdraw(CREDENTIAL, "No longer needed")
        with self.assertRaisesRegex(UserError, "why"):
            permit.with_user(self.manager).withdraw(CREDENTIAL, "")
        with self.assertRaises(UserError), mute_logger("odoo.addons.mdq_base.models.mdq_signature_attempt"), self.env.cr.savepoint():
            permit.with_user(self.manager).withdraw({"type": "session"}, "Cooler is back")
        permit.with_user(self.manager).withdraw(CREDENTIAL, "Cooler is back")
        self.assertEqual(permit.signature_ids.filtered(lambda s: s.meaning == "rejected").user_id, self.manager)
        with self.assertRaisesRegex(UserError, "L-1"):
            self._consume(lot, 1)

    def test_limits_do_not_change_once_submitted(self):
        """Requirement: MDQ-CHG-012"""
        permit = self._active(self._lot())
        for actor in (permit, permit.with_user(self.manager), permit.sudo()):
            for vals in ({"quantity_limit": 1000}, {"date_to": "2100-01-01"}, {"lot_ids": [Command.clear()]}):
                with self.assertRaisesRegex(UserError, "no longer be changed"):
                    actor.write(vals)
            with self.assertRaisesRegex(UserError, "cannot be set directly"):
                actor.write({"state": "active"})
            with self.assertRaisesRegex(UserError, "cannot be set directly"):
                actor.write({"concession_id": False})
        with self.assertRaisesRegex(UserError, "no longer be changed|frozen|signed"):
            permit.concession_id.sudo().max_quantity = 1000

    def test_limits_make_sense(self):
        other = self.env["product.product"].create({"name": "Plate", "tracking": "lot", "is_storable": True})
        with self.assertRaisesRegex(ValidationError, "not a lot of"):
            self._permit(self._lot(), product_id=other.id)
        for vals in ({"quantity_limit": 0}, {"date_from": "2099-01-01", "date_to": "2098-01-01"}):
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
                self._permit(**vals)

    def test_other_companies_see_nothing(self):
        permit = self._permit()
        other = self.env["res.company"].create({"name": "Other maker"})
        self.engineer2.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(
            self.env["mdq.deviation.permit"].with_user(self.engineer2).search([("id", "=", permit.id)])
        )
        with self.assertRaises(AccessError):
            permit.with_user(self.auditor).action_submit()
        with self.assertRaisesRegex(UserError, "never deleted"):
            permit.sudo().unlink()

    def _consume(self, lot, quantity):
        production = self.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", self.company.id)], limit=1
        )
        places = {"location_id": self.stock.id, "location_dest_id": production.id}
        line = {**places, "product_id": self.product.id, "lot_id": lot.id, "quantity": quantity}
        move = self.env["stock.move"].create(
            {
                **places,
                "product_id": self.product.id,
                "product_uom_qty": quantity,
                "move_line_ids": [Command.create(line)],
            }
        )
        move.picked = True
        with self.env.cr.savepoint():
            move._action_done()
