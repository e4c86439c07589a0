from odoo.addons.mdq_document.tests.training_common import MdqTrainingCommon
from odoo.exceptions import ValidationError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestTrainingOfProcesses(MdqTrainingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.process = cls.env["mdq.process"].create({"code": "T-ANOD", "name": "Anodising"})
        cls.document = cls._effective(process_ids=cls.process.ids)
        cls.rule = cls.env["mdq.training.rule"].with_user(cls.quality_engineer).create({
            "name": "Anodisers", "supplier_ids": cls.supplier.ids, "process_ids": cls.process.ids})

    def test_documents_of_a_process_are_assigned_also_those_to_come(self):
        """Requirement: MDQ-DOC-140"""
        self.assertEqual(self._of(self.operator).sudo().document_id, self.document)
        later = self._effective(name="Rinsing", process_ids=self.process.ids)
        self.assertTrue(self._of(self.operator, later))

    def test_the_matrix_shows_and_filters_processes(self):
        """Requirement: MDQ-DOC-021"""
        other = self._effective(name="Packing")
        self._assign(self.operator, other)
        matrix = self.env["mdq.training.assignment"].with_user(self.quality_engineer).get_matrix(
            filters={"process": self.process.id, "supplier": self.supplier.id})
        self.assertEqual([(column["id"], column["group"]) for column in matrix["columns"]], [(self.document.id, "Anodising")])

    def test_a_rule_says_something(self):
        with self.refused("say what they have to know", ValidationError):
            self.rule.process_ids = False
