from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestCompanyDay(MdqCase):
    """What is due today is due today for everybody who works for the company, and for the scheduler."""

    def test_the_day_is_the_one_at_the_company(self):
        company = self.env.company
        company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-03-10 17:00:00"):
            for user in (self.inspector, self.env.ref("base.user_root")):
                self.assertEqual(company.with_user(user).with_context(tz="America/New_York")._mdq_today(), date(2026, 3, 11))
            company.partner_id.tz = "America/New_York"
            self.assertEqual(company._mdq_today(), date(2026, 3, 10), "The change of the zone counts at once.")
        self.assertEqual(company._mdq_get_day(datetime(2026, 3, 10, 3)), date(2026, 3, 9))

    def test_a_company_that_is_nowhere_counts_in_utc(self):
        company = self.env["res.company"].create({"name": "Nowhere"})
        company.partner_id.tz = False
        if "resource_calendar_id" in company:
            company.resource_calendar_id = False
        with freeze_time("2026-03-10 23:59:00"):
            self.assertEqual(company._mdq_today(), date(2026, 3, 10))
