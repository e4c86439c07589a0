"""Signatures are checked in batches, again and again; a broken one is told of once."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestSignatureCheck(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "宝鸡钛业", "is_company": True})
        cls.concessions = cls.env["mdq.concession"].with_user(cls.quality_engineer).create([
            {"gate": "purchase", "reason": f"Case {number}", "partner_id": cls.partner.id, "valid_to": "2099-01-01"}
            for number in range(20)
        ])
        cls.signatures = cls._sign(cls.concessions)

    @classmethod
    def _sign(cls, records):
        signatures = cls.env["mdq.signature"].with_user(cls.quality_manager)
        return cls.env["mdq.signature"].browse(
            signatures.sign(records._name, records.ids, "reviewed", cls.credential_of(cls.quality_manager))
        )

    def _break(self, concession):
        self.env.cr.execute("UPDATE mdq_concession SET max_uses = 99 WHERE id = %s", [concession.id])
        self.env.invalidate_all()

    def _queries(self, work, *arguments):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work(*arguments)
        return self.env.cr.sql_log_count - before

    def test_checking_many_takes_no_more_queries_than_checking_two(self):
        """Requirement: MDQ-BAS-168"""
        few = self._queries(lambda: self.signatures[:2].mapped("state"))
        self.assertLessEqual(self._queries(lambda: self.signatures.mapped("state")), few)
        few = self._queries(lambda: self.concessions[:2].mapped("signature_state"))
        self.assertLessEqual(self._queries(lambda: self.concessions.mapped("signature_state")), few)

    def test_signing_many_takes_a_few_queries_each(self):
        """Requirement: MDQ-BAS-172"""
        two = self._queries(self._sign, self.concessions[:2])
        twenty = self._queries(self._sign, self.concessions)
        self.assertLessEqual((twenty - two) / 18, 1.0)

    def test_the_part_that_was_changed_is_named(self):
        """Requirement: MDQ-BAS-168"""
        self._break(self.concessions[3])
        answers = {answer["id"]: answer["why"] for answer in self.signatures.with_user(self.auditor).verify()}
        self.assertEqual(answers.pop(self.signatures[3].id), "The record was changed after it was signed: Times It May Be Used.")
        self.assertEqual(set(answers.values()), {False})
        broken = self.signatures[3].with_user(self.auditor)
        self.assertEqual((broken.state, broken.why_broken), ("broken", "The record was changed after it was signed: Times It May Be Used."))
        self.assertFalse(self.signatures[4].why_broken)

    def test_what_was_signed_is_opened_from_the_signature(self):
        action = self.signatures[0].with_user(self.auditor).action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("mdq.concession", self.concessions[0].id))

    def test_what_came_later_is_not_under_the_signature(self):
        """A language installed later, a field of a newer version: neither was signed, and neither breaks a signature.

        Requirement: MDQ-BAS-168
        """
        route = self.env["mdq.approval.route"]
        self.assertTrue(route._fields["name"])
        text = self.concessions[0]._mdq_canonical_text()
        self.assertIn('"max_uses":1,', text)
        older = text.replace('"max_uses":1,', "")
        self.assertTrue(self.concessions[0]._mdq_still_is(older))
        self.assertFalse(self.concessions[0]._mdq_still_is(text.replace('"max_uses":1,', '"max_uses":2,')))

    def test_broken_signature_is_told_of_once(self):
        """Requirement: MDQ-BAS-169"""
        self._break(self.concessions[3])
        broken = self.signatures[3]
        for finder in (self.auditor, self.quality_engineer):
            self.assertEqual(self.concessions[3].with_user(finder).signature_ids.report_broken(), broken.ids)
        breach = self.env["mdq.signature.breach"].search([("signature_id", "=", broken.id)])
        self.assertEqual((len(breach), breach.found_by, breach.record_name), (1, self.auditor, self.concessions[3].name))
        alert = self.env["mdq.alert"].search([("code", "=", "signature_broken"), ("res_id", "=", self.concessions[3].id)])
        self.assertEqual((alert.severity, alert.repeat_count, alert.res_model), ("critical", 1, "mdq.concession"))

    def test_the_system_finds_broken_signatures_by_itself(self):
        """Requirement: MDQ-BAS-169"""
        self._break(self.concessions[3])
        self.env["ir.config_parameter"].set_param("mdq_base.alert_signature_checked", self.signatures[:1].id - 1)
        self.env["mdq.signature"]._check_next()
        self.assertTrue(self.env["mdq.signature.breach"].search([("signature_id", "=", self.signatures[3].id)]))

    def test_breaches_are_written_by_no_role_and_never_changed(self):
        """Requirement: MDQ-BAS-169"""
        self._break(self.concessions[3])
        self.signatures.verify()
        breach = self.env["mdq.signature.breach"].search([])
        with self.assertRaises(AccessError):
            breach.with_user(self.quality_manager).create({"signature_id": self.signatures[4].id, "why": "x"})
        with self.assertRaisesRegex(UserError, "never deleted"):
            breach.sudo().unlink()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(Exception, "append-only"), self.cr.savepoint():
            self.env.cr.execute("UPDATE mdq_signature_breach SET why = 'nothing'")
