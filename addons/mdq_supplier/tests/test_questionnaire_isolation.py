from odoo.addons.mdq_base.tests.isolation import PortalIsolation
from odoo.tests import tagged

from .admission import AdmissionCommon


@tagged("post_install", "-at_install")
class TestQuestionnaireIsolation(PortalIsolation, AdmissionCommon):
    """Requirement: MDQ-SUP-093"""

    isolated_models = ("mdq.supplier.questionnaire.answer", "mdq.supplier.questionnaire.answer.line")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mine, theirs = cls._sheet(), cls._sheet(cls.other_partner)
        (mine | theirs).action_send()
        cls.theirs = {cls.qa_person: [mine, mine.line_ids], cls.stranger: [theirs, theirs.line_ids]}
