from odoo.tests import HttpCase, tagged

from .release_common import ReleaseStageCase

FORM = "/odoo/action-mdq_quality.stock_lot_release_action"


@tagged("post_install", "-at_install")
class TestReleaseScreens(HttpCase, ReleaseStageCase):
    """Each person signs on the lot what is his to sign.

    Requirement: MDQ-QUA-714
    """

    def test_two_people_sign_one_after_the_other(self):
        """Requirement: MDQ-QUA-047"""
        self._name()
        self._accept(self.inspection)
        self.start_tour(f"{FORM}/{self.lot.id}", "mdq_quality_release_production", login=self.releaser.login)
        self.assertEqual((self.lot.mdq_status, self.lot.mdq_release_stage), ("quarantine", "market"))
        self.start_tour(f"{FORM}/{self.lot.id}", "mdq_quality_release_market", login=self.market_releaser.login)
        self.assertEqual(self.lot.mdq_status, "released")

    def test_whom_the_registrant_names_has_a_name_before_it_is_saved(self):
        person, named = self.market_releaser, self._name()
        new = named.browse().new
        self.assertEqual((new({}).display_name, new({"user_id": person.id}).display_name), ("New", person.name))
        self.assertEqual(named.display_name, f"{person.name} ({named.name})")

    def test_a_part_is_released(self):
        """Requirement: MDQ-QUA-715"""
        self.bar.product_tmpl_id.mdq_two_stage_release = False
        self._accept(self.inspection)
        self.start_tour(f"{FORM}/{self.lot.id}", "mdq_quality_release_part", login=self.releaser.login)
        self.assertEqual(self.lot.mdq_split_ids.new_lot_id.mdq_status, "released")
        self.assertEqual(self.lot.mdq_status, "quarantine")

    def test_a_manager_takes_a_risk(self):
        """Requirement: MDQ-QUA-716"""
        self.start_tour(f"{FORM}/{self.lot.id}", "mdq_quality_release_risk", login=self.quality_manager.login)
        self.assertEqual((self.lot.mdq_risk_id.quantity, self.lot.mdq_risk_id.reason), (2, "The line would stand still"))
