from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import PDF, MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestLoad(MdqOutsourcingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sterile = cls._template(steps=cls._sterile_steps()[1:], name="Sterile screw")
        cls.steps = cls.env["mdq.batch.step"]
        cls.lots = cls.env["stock.lot"]
        for number in (1, 2):
            order = cls._outsourcing_order(cls.sterile, cls.packed)
            lot = cls._lot(cls.packed, name=f"SP-{number}", status="released", quantity=10)
            step = order.step_ids.with_user(cls.planner)
            step.action_send({lot.id: 10})
            cls.steps |= step
            cls.lots |= lot

    def _load(self, user=None, **vals):
        return self.env["mdq.treatment.load"].with_user(user or self.planner).create({
            "process_id": self.sterilisation.id, "partner_id": self.anke.id, "cycle_number": f"EO-{len(self.env['mdq.treatment.load'].search([]))}",
            "line_ids": [Command.create({"step_id": step.id, "lot_id": lot.id, "quantity": 10})
                         for step, lot in zip(self.steps, self.lots, strict=True)], **vals,
        })

    def _take_back(self):
        for step in self.steps:
            step.with_user(self.planner).action_receive()

    def _judge(self, load, verdict, user=None, reason="Cycle checked"):
        user = user or self.quality_engineer
        return getattr(load.with_user(user), verdict)(self.credential_of(user), reason)

    def _check(self, lot):
        return next(check for check in lot._mdq_release_checks()[lot.id] if check["code"] == "step_load")

    def test_one_load_holds_lots_of_several_orders_and_lets_them_go(self):
        """Requirement: MDQ-OUT-040"""
        load = self._load()
        self._take_back()
        self.assertFalse(self._check(self.lots[0])["ok"])
        load.with_user(self.inspector).report({"parameters": [{"code": "C", "value": "55"}],
                                               "certificate": {"name": "cycle.pdf", "data": PDF}})
        self._judge(load, "accept")
        self.assertEqual(load.state, "accepted")
        self.assertEqual(load.signature_state, "valid")
        for lot in self.lots:
            self.assertTrue(self._check(lot)["ok"])
            self.assertTrue(all(check["ok"] for check in lot._mdq_release_checks()[lot.id] if check["code"] == "step_parameters"))

    def test_without_a_load_nothing_is_released(self):
        """Requirement: MDQ-OUT-041"""
        self._take_back()
        self.assertRegex(self._check(self.lots[0])["why"], "treatment load is not recorded")
        with self.assertRaisesRegex(UserError, "treatment load is not recorded"):
            self._release(self.lots[0])

    def test_rejected_load_holds_all_its_lots(self):
        """Requirement: MDQ-OUT-042"""
        load = self._load()
        self._take_back()
        self._judge(load, "reject", reason="Temperature curve broken")
        self.assertEqual(self.lots.mapped("mdq_status"), ["hold", "hold"])
        self.assertEqual(load.hold_id.lot_ids, self.lots)
        self.assertRegex(load.hold_id.reason, "Temperature curve broken")

    def test_lots_of_one_load_are_held_by_rule(self):
        """Requirement: MDQ-QUA-601"""
        load = self._load()
        holds = self.env["mdq.hold"]
        hold = holds.browse(holds.with_user(self.inspector).place_by_rule("load", {"load_id": load.id}, "Indicator grew"))
        self.assertEqual((hold.lot_ids, hold.load_id), (self.lots, load))
        self.assertEqual(self.lots.mapped("mdq_status"), ["hold", "hold"])

    def test_second_cycle_counts_after_a_rejected_one(self):
        self._judge(self._load(), "reject", reason="Curve broken")
        load = self._load()
        load.with_user(self.inspector).report({"parameters": [{"code": "C", "value": 55}]})
        self._judge(load, "accept")
        self._take_back()
        self.assertTrue(self._check(self.lots[0])["ok"])

    def test_load_out_of_limits_is_not_accepted(self):
        """Requirement: MDQ-OUT-040"""
        load = self._load()
        with self.assertRaisesRegex(UserError, "Temperature is not reported"):
            self._judge(load, "accept")
        load.with_user(self.inspector).report({"parameters": [{"code": "C", "value": 61}]})
        with self.assertRaisesRegex(UserError, "Temperature was 61, outside"):
            self._judge(load, "accept")
        self.assertEqual(load.state, "draft")

    def test_values_that_the_supplier_reported_with_the_steps_count(self):
        anke = self._person(self.anke, "anke_quality", "mdq_base.group_supplier_quality")
        for step in self.steps:
            step.with_user(anke).report({"quantity": 10, "parameters": [{"code": "C", "value": 54}]})
        load = self._load()
        self.assertFalse(load._get_problems())

    def test_who_reported_does_not_judge(self):
        """Requirement: MDQ-OUT-043"""
        load = self._load()
        load.with_user(self.quality_engineer).report({"parameters": [{"code": "C", "value": 55}]})
        with self.assertRaisesRegex(AccessError, "Who reports does not judge"):
            self._judge(load, "accept")
        self._judge(load, "accept", self.quality_manager)

    def test_only_quality_engineers_judge_with_their_own_credential(self):
        """Requirement: MDQ-OUT-043"""
        load = self._load()
        for user in (self.planner, self.inspector, self.releaser, self.auditor):
            with self.assertRaises(AccessError):
                self._judge(load, "accept", user)
        with self.assertRaises(UserError), self.cr.savepoint():
            load.with_user(self.quality_engineer).reject({"type": "password", "password": "wrong"}, "x")
        with self.assertRaisesRegex(UserError, "Say why"):
            self._judge(load, "reject", reason=" ")

    def test_judged_load_is_frozen(self):
        """Requirement: MDQ-OUT-043"""
        load = self._load()
        load.with_user(self.inspector).report({"parameters": [{"code": "C", "value": 55}]})
        self._judge(load, "accept")
        for change in (lambda: load.sudo().write({"cycle_number": "X"}), lambda: load.sudo().write({"state": "draft"}),
                       lambda: load.line_ids[0].sudo().write({"quantity": 1}), lambda: load.line_ids[0].sudo().unlink(),
                       lambda: load.with_user(self.inspector).report({"parameters": [{"code": "C", "value": 50}], "reason": "x"})):
            with self.assertRaises(UserError), self.cr.savepoint():
                change()

    def test_lots_in_a_load_are_those_of_its_steps(self):
        for vals in ({"quantity": 11}, {"lot_id": self.lots[1].id}):
            with self.assertRaises(UserError), self.cr.savepoint():
                self._load(line_ids=[Command.create({"step_id": self.steps[0].id, "lot_id": self.lots[0].id, "quantity": 1, **vals})])
        with self.assertRaisesRegex(UserError, "its process or its supplier is another"), self.cr.savepoint():
            self._load(partner_id=self.lantian.id)

    def test_part_of_a_lot_in_the_load_is_not_enough(self):
        """Requirement: MDQ-OUT-041"""
        load = self._load(line_ids=[Command.create({"step_id": self.steps[0].id, "lot_id": self.lots[0].id, "quantity": 6})])
        load.with_user(self.inspector).report({"parameters": [{"code": "C", "value": 55}]})
        self._judge(load, "accept")
        self._take_back()
        self.assertRegex(self._check(self.lots[0])["why"], "cover 6.0 of 10.0")

    def test_a_cycle_is_recorded_once(self):
        self._load(cycle_number="EO-9")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._load(cycle_number="EO-9")
            self.env.flush_all()
