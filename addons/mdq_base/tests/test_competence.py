from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestCompetence(MdqCase):
    """The hook that addons above answer; here the answer is given by the test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": cls.partners[0].id, "valid_to": "2099-01-01"})

    def _answer(self, *gaps):
        asked = []
        self.patch(type(self.inspector), "_mdq_get_competence_gaps",
                   lambda user, records, act: asked.append((records, act)) or list(gaps))
        return asked

    def test_nothing_is_asked_where_nothing_is_set_up(self):
        self.assertEqual(self.inspector._mdq_get_competence_gaps(self.env["res.country"].browse(), "released"), [])
        self.assertIsNone(self.inspector._mdq_require_competence(self.env["res.country"].browse(), "released"))

    def test_the_refusal_names_person_gaps_and_who_clears_it(self):
        """Requirement: MDQ-DOC-023"""
        self._answer("Read INS-1 rev. 2", "Read INS-1 rev. 2", "Pass the quiz")
        for user in (self.inspector, self.inspector.sudo()):
            with self.assertRaises(UserError) as refusal:
                user._mdq_require_competence(self.partners, "performed")
            for words in ("Mdq Inspector", "Read INS-1 rev. 2", "Pass the quiz", "A quality engineer assigns"):
                self.assertEqual(str(refusal.exception).count(words), 1)

    def test_records_of_several_models_are_asked_model_by_model(self):
        asked = self._answer()
        self.inspector._mdq_require_competence([self.partners[0], self.concession, self.partners[1]], "approved")
        self.assertEqual(asked, [(self.partners, "approved"), (self.concession, "approved")])
