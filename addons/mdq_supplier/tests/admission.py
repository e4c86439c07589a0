"""What the tests of admission share: people of two suppliers, a case that went through its stages, a sheet that was answered."""

from odoo.fields import Command

from .common import MdqSupplierCommon


class AdmissionCommon(MdqSupplierCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.qa_person = cls._portal_person("mdq_portal_quality", cls.partner, "quality")
        cls.reader = cls._portal_person("mdq_portal_reader", cls.partner, "user")
        cls.stranger = cls._portal_person("mdq_portal_stranger", cls.other_partner, "quality")
        cls.manager_2 = cls.new_user("mdq_manager_2", "mdq_base.group_quality_manager")
        cls.questionnaire = cls.env.ref("mdq_supplier.questionnaire_default")
        cls.cases = cls.env["mdq.supplier.case"]
        cls.answers = cls.env["mdq.supplier.questionnaire.answer"]
        cls.subcategory.mdq_grade = "B"  # goods of grade A need an agreement besides

    @classmethod
    def _portal_person(cls, login, partner, role):
        person = cls.env["res.partner"].create({"name": login, "parent_id": partner.id, "email": f"{login}@example.com"})
        return cls.new_user(login, "base.group_portal", f"mdq_base.group_supplier_{role}", accepts=False, partner_id=person.id)

    @classmethod
    def _case(cls, partner=None, **vals):
        return cls.cases.with_user(cls.sqe).create({
            "partner_id": (partner or cls.partner).id,
            "line_ids": [Command.create({"process_id": cls.anodising.id, "product_id": cls.screw.id})], **vals,
        })

    def _sign(self, case, user, reason="Seen on paper"):
        case.with_user(user).sign_gate(self.credential_of(user), reason)

    def _only_stages(self, *xml_ids):
        """Cases from now on have these stages alone."""
        stages = self.env["mdq.supplier.case.stage"].search([])
        kept = stages.browse([self.env.ref(f"mdq_supplier.stage_{name}").id for name in xml_ids])
        (stages - kept).active = False
        return kept

    @classmethod
    def _sheet(cls, partner=None, **vals):
        return cls.answers.with_user(cls.sqe).create({
            "questionnaire_id": cls.questionnaire.id, "partner_id": (partner or cls.partner).id, **vals,
        })

    def _sent(self, **vals):
        sheet = self._sheet(**vals)
        sheet.action_send()
        return sheet

    def _line(self, sheet, number):
        return sheet.line_ids.filtered(lambda line: line.question_id == self.env.ref(f"mdq_supplier.question_{number}"))

    def _answer(self, sheet, number, value, user=None):
        return sheet.with_user(user or self.qa_person).save_answer(self._line(sheet, number).id, value)

    def _fill(self, sheet, **other):
        """The answers of a good supplier; `other` replaces some."""
        option = {number: self.env.ref(f"mdq_supplier.option_{number}_1").id for number in ("2_1", "4_1")}
        values = {
            "1_1": "yes", "1_2": "yes", "1_3": "8", "1_4": "yes", "2_1": option["2_1"], "2_2": "98,5", "2_3": "yes",
            "2_4": "100 % visual, sampling by AQL", "3_1": "yes", "3_2": "10", "3_3": "yes", "3_4": "no", "4_1": option["4_1"], **other,
        }
        for number, value in values.items():
            if value is not None:
                self._answer(sheet, number, value)
        sheet.with_user(self.qa_person)._add_files(self._line(sheet, "1_1").id, [("certificate.pdf", PDF)])

    def _accept(self, sheet):
        sheet.with_user(self.quality_engineer).action_accept_answers()
        sheet.with_user(self.quality_engineer).action_accept()


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
