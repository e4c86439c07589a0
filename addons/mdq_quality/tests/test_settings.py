from odoo.tests import tagged

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestSettings(MdqQualityCase):
    """What a company chooses for inspection and release stands in the settings."""

    def _save(self, user, **vals):
        self.env["res.config.settings"].with_user(user).create(vals).execute()

    def test_inspection_and_release_are_chosen_in_the_settings(self):
        administrator = self.new_user("mdq_settings", "base.group_system", "mdq_base.group_admin")
        self._save(administrator, mdq_inspection_days=9, mdq_late_minutes=5, mdq_second_person=True,
                   mdq_review_before_release=True, mdq_two_stage_release=True)
        self.assertRecordValues(self.env.company, [{
            "mdq_inspection_days": 9, "mdq_late_minutes": 5, "mdq_second_person": True, "mdq_review_before_release": True,
            "mdq_two_stage_release": True}])

    def test_who_may_not_choose_two_releases_saves_the_rest(self):
        stranger = self.new_user("mdq_settings_it", "base.group_system")
        view = self.env["res.config.settings"].with_user(stranger).get_view(view_type="form")["arch"]
        self.assertIn('name="mdq_late_minutes"', view)
        self.assertNotIn('name="mdq_two_stage_release"', view)
        self.env.company.sudo().mdq_two_stage_release = True
        self._save(stranger, mdq_late_minutes=7)
        self.assertRecordValues(self.env.company, [{"mdq_late_minutes": 7, "mdq_two_stage_release": True}])
