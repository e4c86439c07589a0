from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestCompetence(MdqQualityCase):
    """Only who is competent records an inspection, where a rule says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plan()
        cls.lot = cls._lot(quantity=10)
        cls.inspection = cls.env["mdq.inspection"].with_user(cls.inspector).create({"lot_id": cls.lot.id})
        cls.competence = cls.env["mdq.competence"].create({"code": "VIS", "name": "Visual inspection", "needs_practical": True})
        cls.env["mdq.competence.requirement"].create({
            "name": "Recording inspections", "competence_id": cls.competence.id, "act": "record",
            "model_id": cls.env["ir.model"]._get_id("mdq.inspection"),
            "domain": f"[('product_id', '=', {cls.bar.id})]"})

    def test_recording_asks_for_the_competence(self):
        """Requirement: MDQ-DOC-146"""
        mine = self.inspection.with_user(self.inspector)
        for act in (lambda: mine.record([]), mine.action_conclude):
            with self.assertRaisesRegex(UserError, "(?s)Mdq Inspector is not competent.*“VIS Visual inspection” is missing"):
                act()
        course = self.env["mdq.training.assignment"].create(
            {"person_id": self.inspector.partner_id.id, "competence_id": self.competence.id})
        course.with_user(self.inspector).confirm(self.credential_of(self.inspector))
        course.with_user(self.quality_engineer).confirm_practical(self.credential_of(self.quality_engineer))
        self.assertEqual(mine.record([])["rejected"], [])
