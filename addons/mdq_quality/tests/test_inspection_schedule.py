from datetime import datetime, timedelta

import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import MdqQualityCase


class TestInspectionSchedule(MdqQualityCase):
    """Lots in stock are inspected again in time, and what is overdue stays where it is.

    Requirement: MDQ-QUA-507
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot(status="released", quantity=40)
        cls.plan = cls._plan(point="retest")
        cls.schedule = cls._schedule()

    @classmethod
    def _schedule(cls, **vals):
        return cls.env["mdq.inspection.schedule"].with_user(cls.quality_engineer).create({
            "name": "Twice a year", "product_id": cls.bar.id, "interval_number": 6, "interval_unit": "months", "lead_days": 14, **vals,
        })

    def _age(self, lot, days):
        self.env.flush_all()
        self.cr.execute("UPDATE stock_lot SET create_date = %s WHERE id = %s", [datetime.now() - timedelta(days=days), lot.id])
        lot.invalidate_recordset()

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref("mdq_quality.ir_cron_mdq_inspection_schedule").method_direct_trigger()
        self.env.invalidate_all()

    def test_it_opens_before_it_is_due_with_what_is_in_stock(self):
        self._run()
        self.assertFalse(self._inspections(self.lot))
        self._age(self.lot, 175)
        self._run()
        inspection = self._inspections(self.lot)
        self.assertEqual((inspection.point, inspection.plan_id, inspection.quantity, inspection.source, inspection.schedule_id),
                         ("retest", self.plan, 40, "schedule", self.schedule))
        self.assertGreater(inspection.due_date, datetime.now())
        self.assertTrue(inspection._get_deadline().startswith(str(inspection.due_date.date())), "the work list says until when")
        self._run()
        self.assertEqual(len(self._inspections(self.lot)), 1)

    def test_the_time_runs_again_from_the_last_acceptance(self):
        self._age(self.lot, 300)
        self._run()
        self._accept(self._inspections(self.lot))
        self._run()
        self.assertEqual(self._inspections(self.lot).mapped("state"), ["accepted"])
        self.assertFalse(self.env["mdq.inspection.schedule"]._find_overdue(self.lot))

    def test_what_is_overdue_stays_whether_the_job_ran_or_not(self):
        self._age(self.lot, 300)
        delivery = self._picking("out", [(self.bar, self.lot, 5)])
        with self.assertRaisesRegex(UserError, "overdue since"):
            delivery.with_user(self.head_keeper).button_validate()
        order = self._order(self.lot)
        with self.assertRaisesRegex(UserError, "Twice a year"), self.cr.savepoint():
            order.button_mark_done()
        self._picking("internal", [(self.bar, self.lot, 5)]).button_validate()
        self._run()
        self._accept(self._inspections(self.lot))
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_an_overdue_retest_is_a_gap_of_the_release(self):
        lot = self._lot(quantity=5)
        self._plan()
        self._accept(self.env["mdq.inspection"]._create_for_lots(lot, "iqc", {"quantity": 5}))
        self.env.flush_all()
        self.cr.execute("UPDATE mdq_inspection SET state_changed_on = %s WHERE lot_id = %s", [datetime.now() - timedelta(days=300), lot.id])
        with self.assertRaisesRegex(UserError, "overdue"):
            self._release(lot)

    def test_where_it_is_not_to_stop_it_only_reminds(self):
        self.schedule.stops = False
        self._age(self.lot, 300)
        delivery = self._picking("out", [(self.bar, self.lot, 5)])
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_a_category_and_what_lies_below_it(self):
        parent = self.env["product.category"].create({"name": "Metal"})
        self.screw.categ_id = self.env["product.category"].create({"name": "Screws", "parent_id": parent.id})
        lot = self._lot(self.screw, status="released", quantity=5)
        self._schedule(product_id=False, categ_id=parent.id, interval_number=30, interval_unit="days")
        self._age(lot, 40)
        self._run()
        self.assertEqual(self._inspections(lot).point, "retest")

    def test_none_falls_due_after_it_expires_unless_asked_for(self):
        self._age(self.lot, 175)
        self.lot.with_user(self.quality_manager).sudo().expiration_date = datetime.now() + timedelta(days=2)
        self._run()
        self.assertFalse(self._inspections(self.lot))
        self.schedule.until_expiry = False
        self._run()
        self.assertTrue(self._inspections(self.lot))

    def test_what_is_gone_or_decided_against_is_left_alone(self):
        gone, rejected = self._lot(status="released"), self._lot(status="rejected", quantity=5)
        for lot in (gone, rejected):
            self._age(lot, 300)
        self._run()
        self.assertFalse(self._inspections(gone) | self._inspections(rejected))

    def test_it_opens_once_for_two_workers(self):
        """Requirement: MDQ-QUA-505"""
        self._age(self.lot, 300)
        self._run()
        vals = {"lot_id": self.lot.id, "point": "retest", "schedule_id": self.schedule.id, "source": "schedule"}
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.UniqueViolation), self.cr.savepoint():
            self.env["mdq.inspection"].create(vals)

    def test_queries_do_not_grow_with_lots(self):
        counts = {}
        for number in (2, 60):
            product = self._product(f"T{number}")
            schedule = self._schedule(product_id=product.id)
            for _index in range(number):
                self._age(self._lot(product, status="released", quantity=1), 300)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(schedule.sudo()._open_due()), number)
            self.env.flush_all()
            counts[number] = self.cr.sql_log_count - before
        self.assertLess(counts[60] - counts[2], 6, counts)

    def test_roles(self):
        for user in (self.inspector, self.releaser, self.planner, self.sqe, self.auditor, self.admin):
            self.assertTrue(self.schedule.with_user(user).name)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.schedule.with_user(user).write({"interval_number": 1})
        with self.assertRaises(AccessError):
            self.schedule.with_user(self.keeper).read(["name"])
        with self.assertRaises(AccessError):
            self.schedule.with_user(self.releaser).action_open_now()
        self._age(self.lot, 300)
        self.schedule.with_user(self.inspector).action_open_now()
        self.assertEqual(self._inspections(self.lot).create_uid, self.inspector)
        with self.assertRaises(UserError):
            self.schedule.with_user(self.quality_manager).unlink()

    def test_another_company_sees_nothing_of_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=other.id, company_ids=[(6, 0, other.ids)])
        self.assertFalse(self.env["mdq.inspection.schedule"].with_user(stranger).search([("id", "=", self.schedule.id)]))
        with self.assertRaises(AccessError):
            self.schedule.with_user(stranger).action_open_now()

    def test_it_is_for_something(self):
        with self.assertRaises(ValidationError):
            self._schedule(product_id=False)
        for vals in ({"interval_number": 0}, {"lead_days": -1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.cr.savepoint():
                self._schedule(**vals)
