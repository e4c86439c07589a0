from datetime import timedelta

from freezegun import freeze_time
from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestAuditor(MdqCase):
    def _expire(self):
        self.env.cr.execute("UPDATE res_users SET mdq_auditor_until = %s WHERE id = %s",
                            [fields.Datetime.now() - timedelta(minutes=1), self.auditor.id])
        self.env.invalidate_all()

    def test_no_auditor_without_an_end(self):
        """Requirement: MDQ-BAS-255"""
        in_30_days = self.auditor.create_date + timedelta(days=30)
        self.assertAlmostEqual(self.auditor.mdq_auditor_until, in_30_days, delta=timedelta(minutes=5))
        auditors = self.env.ref("mdq_base.group_auditor")
        self.inspector.group_ids += auditors
        auditors.write({"user_ids": [Command.link(self.sqe.id)]})
        for user in (self.inspector, self.sqe):
            self.assertTrue(user.mdq_auditor_until)
        self.assertFalse(self.planner.mdq_auditor_until)

    def test_expired_auditor_reads_nothing(self):
        """Requirement: MDQ-BAS-255"""
        self.env["mdq.concession"].with_user(self.auditor).search([])
        self._expire()
        self.env["res.users"]._cron_end_auditors()
        self.assertNotIn(self.env.ref("mdq_base.group_auditor"), self.auditor.all_group_ids)
        for model in ("mdq.concession", "mdq.ledger", "mdq.signature", "mdq.alert"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.auditor).search([])

    def test_the_job_comes_at_the_minute(self):
        """Requirement: MDQ-BAS-255"""
        moment = fields.Datetime.now() + timedelta(days=2)
        self.auditor.mdq_auditor_until = moment
        job = self.env.ref("mdq_base.ir_cron_mdq_auditor")
        self.assertIn(moment, self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)]).mapped("call_at"))
        with freeze_time(moment + timedelta(seconds=1)):
            self.env["res.users"]._cron_end_auditors()
        self.assertFalse(self.auditor.has_group("mdq_base.group_auditor"))

    def test_past_end_is_refused(self):
        """Requirement: MDQ-BAS-255"""
        with self.assertRaisesRegex(ValidationError, "is over"):
            self.auditor.mdq_auditor_until = fields.Datetime.now() - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestAuditorOverRpc(HttpCase, MdqCase):
    def test_first_call_after_the_end_reads_nothing(self):
        """Without waiting for the job.

        Requirement: MDQ-BAS-255
        """
        key = self.env["res.users.apikeys"].with_user(self.auditor)._generate(
            "rpc", "x", fields.Datetime.now() + timedelta(days=1))
        self.assertTrue(self._call(key).ok)
        self.env.cr.execute("UPDATE res_users SET mdq_auditor_until = '2020-01-01' WHERE id = %s", [self.auditor.id])
        self.env.invalidate_all()
        with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.rpc.controllers.json2", "odoo.addons.base.models.ir_model"):
            self.assertEqual(self._call(key).status_code, 403)

    def _call(self, key):
        return self.url_open("/json/2/mdq.ledger/search_count", json={"domain": []},
                             headers={"Authorization": f"bearer {key}"})

    def test_first_call_over_xml_rpc_after_the_end_reads_nothing(self):
        """Requirement: MDQ-BAS-255"""
        arguments = (self.env.cr.dbname, self.auditor.id, self.auditor.login.ljust(8, "x"))
        proxy = self.xmlrpc_object
        self.assertIsInstance(proxy.execute_kw(*arguments, "mdq.ledger", "search_count", [[]]), int)
        self.env.cr.execute("UPDATE res_users SET mdq_auditor_until = '2020-01-01' WHERE id = %s", [self.auditor.id])
        self.env.invalidate_all()
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_model"), self.assertRaisesRegex(Exception, "access"):
            proxy.execute_kw(*arguments, "mdq.ledger", "search_count", [[]])
