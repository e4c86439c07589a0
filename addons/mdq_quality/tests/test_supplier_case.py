from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqQualityCase


@tagged("post_install", "-at_install")
class TestSupplierCase(MdqQualityCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plan()
        cls.bar.mdq_grade = "A"
        stages = cls.env["mdq.supplier.case.stage"].search([])
        kept = stages.browse([cls.env.ref(f"mdq_supplier.stage_{name}").id for name in ("sample", "trial", "approval")])
        (stages - kept).active = False
        cls.case = cls.env["mdq.supplier.case"].with_user(cls.sqe).create(
            {"partner_id": cls.supplier.id, "line_ids": [Command.create({"product_id": cls.bar.id})]}
        )
        cls.case.action_set_risk_class()

    def _inspection_of(self, partner=None):
        return self.env["mdq.inspection"].with_user(self.quality_engineer).create(
            {"lot_id": self._lot().id, "quantity": 10, "partner_id": (partner or self.supplier).id}
        )

    def _judge(self, inspection, state):
        inspection.sudo()._write_guarded({"state": state})

    def _sign(self):
        self.case.with_user(self.quality_engineer).sign_gate(self.credential_of(self.quality_engineer))

    def test_a_sample_counts_by_its_real_inspection(self):
        """Requirement: MDQ-SUP-100"""
        with self.assertRaisesRegex(UserError, "No sample or first article was inspected"):
            self._sign()
        first = self._inspection_of()
        self.case.sample_inspection_ids = first
        with self.assertRaisesRegex(UserError, f"{first.name} of lot .*: To Inspect"):
            self._sign()
        self._judge(first, "rejected")
        with self.assertRaisesRegex(UserError, "Rejected"):
            self._sign()
        second = self._inspection_of()
        self.case.sample_inspection_ids |= second
        self._judge(second, "accepted")
        self._sign()
        self.assertEqual(self.case.stage_id.name, "Trial lot")
        facts = self.case.step_ids.filtered(lambda step: step.state == "done").facts
        self.assertIn(f"{first.name} · {self.bar.display_name}", facts)

    def test_a_trial_lot_is_a_gate_of_its_own(self):
        """Requirement: MDQ-SUP-100"""
        inspection = self._inspection_of()
        self._judge(inspection, "accepted")
        self.case.sample_inspection_ids = inspection
        self._sign()
        with self.assertRaisesRegex(UserError, "No trial lot was inspected"):
            self._sign()
        self.case.trial_inspection_ids = inspection
        self._sign()
        self.assertEqual(self.case.stage_id.name, "Approval")

    def test_another_supplier_s_lot_does_not_count(self):
        """Requirement: MDQ-SUP-100"""
        other = self.env["res.partner"].create({"name": "Hongda Precision", "is_company": True})
        with self.assertRaisesRegex(ValidationError, "is of a lot from Hongda Precision, not from Baoji Titanium"):
            self.case.sample_inspection_ids = self._inspection_of(other)

    def test_an_accepted_first_article_is_the_sample(self):
        """Requirement: MDQ-QUA-319"""
        self.bar.product_tmpl_id.mdq_first_article = "yes"
        article = self.case.sudo().first_article_ids
        self.assertFalse(article)
        self._inspection_of()
        article = self.case.sudo().first_article_ids
        self.assertEqual((article.partner_id, article.cause), (self.supplier, "first"))
        with self.assertRaisesRegex(UserError, f"First article {article.name} of lot .*: To Inspect"):
            self._sign()
        article._write_guarded({"state": "accepted"})
        self._sign()
        self.assertEqual(self.case.stage_id.name, "Trial lot")
        self.assertIn(article.name, self.case.step_ids.filtered(lambda step: step.state == "done").facts)

    def test_another_supplier_s_first_article_does_not_count(self):
        """Requirement: MDQ-QUA-319"""
        self.bar.product_tmpl_id.mdq_first_article = "yes"
        self._inspection_of(self.env["res.partner"].create({"name": "Hongda Precision", "is_company": True}))
        article = self.env["mdq.first.article"].search([], limit=1)
        self.assertNotIn(article, self.case.sudo().first_article_ids)
        with self.assertRaisesRegex(ValidationError, "is of parts from Hongda Precision, not from Baoji Titanium"):
            self.case.sudo().first_article_ids = article
