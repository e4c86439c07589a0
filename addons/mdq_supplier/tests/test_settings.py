from odoo.tests import freeze_time, tagged

from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestSettings(MdqSupplierCommon):
    """What an administrator chooses for suppliers stands in the settings."""

    def test_the_days_of_the_company_are_chosen_in_the_settings(self):
        """Requirement: MDQ-SUP-014"""
        administrator = self.new_user("mdq_settings", "base.group_system")
        self.env["res.config.settings"].with_user(administrator).create({
            "mdq_time_zone": "Asia/Shanghai", "mdq_contest_days": 9}).execute()
        company = self.env.company
        self.assertEqual((company.partner_id.tz, company.mdq_contest_days), ("Asia/Shanghai", 9))
        with freeze_time("2026-11-27 21:00:00"):
            self.assertEqual(str(company._mdq_today()), "2026-11-28")
