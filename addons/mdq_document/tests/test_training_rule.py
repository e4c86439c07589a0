from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .training_common import MdqTrainingCommon


@tagged("post_install", "-at_install")
class TestTrainingRule(MdqTrainingCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._effective()
        cls.job = cls.env["hr.job"].create({"name": "Packer"})
        cls.packer = cls.env["hr.employee"].create({"name": "Packer", "job_id": cls.job.id})

    def _rule(self, **vals):
        return self.env["mdq.training.rule"].with_user(self.quality_engineer).create({
            "name": "Everybody who packs", "document_ids": self.document.ids, **vals})

    def _people(self, document=None):
        return (document or self.document).assignment_ids.filtered(lambda reading: reading.state == "open").person_id

    def test_role_department_job_supplier_and_people(self):
        """Requirement: MDQ-DOC-140"""
        group = self.env["res.groups"].create({"name": "Packers", "user_ids": self.inspector.ids})
        cases = [
            ({"group_ids": group.ids}, self.inspector.partner_id),
            ({"department_ids": self.department.ids}, self.worker.work_contact_id),
            ({"job_ids": self.job.ids}, self.packer.work_contact_id),
            ({"supplier_ids": self.supplier.ids}, self.operator.partner_id),
            ({"person_ids": self.planner.partner_id.ids}, self.planner.partner_id),
        ]
        known = self.env["res.partner"]
        for vals, person in cases:
            rule = self._rule(**vals)
            self.assertEqual(rule.person_count, 1)
            known |= person
            self.assertEqual(self._people(), known)

    def test_the_rule_goes_on_with_the_next_revision(self):
        """Requirement: MDQ-DOC-140"""
        rule = self._rule(supplier_ids=self.supplier.ids)
        second = self._revise(self.document)
        self.assertEqual(rule.document_ids, second)
        self.assertEqual(self._people(second), self.operator.partner_id)
        self.assertFalse(self._people())

    def test_who_joins_gets_it_and_who_leaves_owes_nothing(self):
        """Requirement: MDQ-DOC-140"""
        self._rule(department_ids=self.department.ids)
        new = self.env["hr.employee"].create({"name": "New", "department_id": self.department.id})
        self.assertNotIn(new.work_contact_id, self._people())
        for _time in range(2):
            self.env["mdq.training.rule"]._cron_assign()
        self.assertIn(new.work_contact_id, self._people())
        new.work_contact_id.active = False
        self.env["mdq.training.rule"]._cron_assign()
        self.assertNotIn(new.work_contact_id, self._people())

    def test_a_rule_may_ask_for_a_competence(self):
        competence = self._competence(document_ids=self.document.ids)
        self._rule(document_ids=False, competence_ids=competence.ids, person_ids=self.planner.partner_id.ids)
        self.assertTrue(self._of(self.planner, competence))
        self.assertTrue(self._of(self.planner, self.document))

    def test_a_rule_says_who_and_what(self):
        with self.refused("say who", ValidationError):
            self._rule()
        with self.refused("say what they have to know", ValidationError):
            self._rule(document_ids=False, person_ids=self.planner.partner_id.ids)
        for user in (self.inspector, self.admin, self.auditor):
            with self.assertRaises(AccessError):
                self.env["mdq.training.rule"].with_user(user).create({
                    "name": "x", "document_ids": self.document.ids, "person_ids": self.planner.partner_id.ids})

    def test_reminders_once_before_and_once_after(self):
        """Requirement: MDQ-DOC-147"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.inspector.partner_id.write({"email": "inspector@example.com", "lang": "zh_CN"})
        self.operator.partner_id.email = "operator@example.com"
        assignments = self.env["mdq.training.assignment"]
        with self._mails() as sent:
            self._assign(self.inspector, self.document)
            self._assign(self.operator, self.document)
        self.assertEqual([mail.recipient_ids for mail in sent()], [self.operator.partner_id])
        today = fields.Date.today()
        for days, kind in ((10, "soon"), (15, "overdue")):
            with freeze_time(today + timedelta(days=days)), self._mails() as sent:
                for _time in range(2):
                    assignments._cron_remind()
                self.assertEqual(len(sent()), 2)
                self.assertEqual(self._of(self.inspector, self.document).sudo().told, kind)
        self.assertIn("逾期", next(mail.body_html for mail in sent() if mail.recipient_ids == self.inspector.partner_id))
        self.assertIn("overdue", next(mail.body_html for mail in sent() if mail.recipient_ids == self.operator.partner_id))

    def _mails(self):
        return _Mails(self.env)

    def test_many_people_and_documents_at_once(self):
        """Requirement: MDQ-DOC-148"""
        second = self._effective(name="Packing")
        self._assign(self.inspector, self.document)
        with Form(self.env["mdq.training.assign"].with_user(self.quality_engineer)) as form:
            form.person_ids = self.inspector.partner_id | self.planner.partner_id
            form.document_ids = self.document | second
            self.assertEqual(form.new_count, 3)
        wizard = form.record
        self.assertEqual(len(wizard.line_ids), 4)
        wizard.due_date = "2099-01-01"
        new = self.env["mdq.training.assignment"].search(wizard.action_assign()["domain"])
        self.assertEqual((len(new), str(new[0].due_date)), (3, "2099-01-01"))
        with self.assertRaises(AccessError):
            wizard.with_user(self.inspector).action_assign()
        with self.assertRaises(AccessError):
            wizard.with_user(self.inspector).sudo().action_assign()


class _Mails:
    """The mails made inside: `with … as sent`, then `sent()`."""

    def __init__(self, env):
        self.mails = env["mail.mail"].sudo()

    def __enter__(self):
        self.known = self.mails.search([])
        return lambda: self.mails.search([]) - self.known

    def __exit__(self, *_error):
        return False
