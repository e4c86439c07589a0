"""Two transactions raise the same alert at once, on two connections of their own: one of them does, the other is tried again."""

import odoo.sql_db
from odoo import api
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import LockNotAvailable, SerializationFailure

from .common import MdqCase

SUBJECT = {"res_model": "test.thing", "res_id": 1}


@tagged("post_install", "-at_install")
class TestAlertTurn(MdqCase):
    """Requirement: MDQ-BAS-240"""

    def setUp(self):
        super().setUp()
        self.first, self.second = (self._connection() for _number in range(2))

    def _connection(self):
        """A connection outside the transaction of the test; what it commits is taken away again."""
        cr = odoo.sql_db.db_connect(self.cr.dbname).cursor()
        self.addCleanup(cr.close)
        return cr

    def _take(self, cr, code="test turn", subject=SUBJECT):
        alerts = api.Environment(cr, api.SUPERUSER_ID, {})["mdq.alert"]
        alerts._take_turn([subject], code, alerts.env["mdq.alert.rule"])

    def _clean(self):
        with odoo.sql_db.db_connect(self.cr.dbname).cursor() as cr:
            cr.execute("DELETE FROM mdq_alert_turn WHERE model = 'test.thing'")

    def test_the_second_is_tried_again(self):
        self.addCleanup(self._clean)
        self.second.execute("SELECT 1")  # its transaction has begun: it sees nothing of what comes now
        self._take(self.first)
        self.first.commit()
        with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
            self._take(self.second)
        self.second.rollback()
        self._take(self.second)
        self.second.rollback()

    def test_the_second_waits_while_the_first_is_not_done(self):
        self._take(self.first)
        self.second.execute("SET LOCAL lock_timeout = '300ms'")
        with self.assertRaises(LockNotAvailable), mute_logger("odoo.sql_db"):
            self._take(self.second)
        self.second.rollback()
        self.first.rollback()
        self._take(self.second)
        self.second.rollback()

    def test_other_alerts_do_not_wait(self):
        self._take(self.first)
        self.second.execute("SET LOCAL lock_timeout = '300ms'")
        self._take(self.second, code="another")
        self._take(self.second, subject={"res_model": "test.thing", "res_id": 2})
        self.first.rollback()
        self.second.rollback()
