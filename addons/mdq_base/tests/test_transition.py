from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestTransition(MdqCase):
    """Concessions stand for every model with declared transitions."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Lantian", "is_company": True})
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "Audit is planned for next week", "partner_id": cls.partner.id,
            "valid_to": "2099-01-01 00:00:00",
        })

    def test_state_cannot_be_written_by_anybody(self):
        """Requirement: MDQ-BAS-001"""
        for env in (self.env, self.env(user=self.quality_manager), self.env(user=self.quality_engineer, su=True)):
            for context in ({}, {"mdq_move": True, "skip_mdq": True, "tracking_disable": True, "install_mode": True}):
                with self.assertRaisesRegex(UserError, "cannot be set directly"):
                    self.concession.with_env(env).with_context(**context).write({"state": "active"})
        self.assertEqual(self.concession.state, "draft")

    def test_state_cannot_be_created_imported_or_copied(self):
        """Requirement: MDQ-BAS-001"""
        vals = {"gate": "purchase", "reason": "x", "partner_id": self.partner.id, "valid_to": "2099-01-01"}
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            self.env["mdq.concession"].create({**vals, "state": "active"})
        result = self.env["mdq.concession"].with_user(self.quality_engineer).load(
            ["gate", "reason", "partner_id/.id", "valid_to", "state"],
            [["purchase", "x", str(self.partner.id), "2099-01-01 00:00:00", "active"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("cannot be set directly", result["messages"][0]["message"])
        self.assertEqual(self.concession.copy().state, "draft")

    def test_default_from_the_context_of_a_caller_counts_for_nothing(self):
        """Requirement: MDQ-BAS-001"""
        concession = self.env["mdq.concession"].with_context(
            default_state="active", default_used_count=-5, default_state_changed_by=self.sqe.id,
        ).create({"gate": "purchase", "reason": "x", "partner_id": self.partner.id, "valid_to": "2099-01-01"})
        self.assertEqual((concession.state, concession.used_count), ("draft", 0))
        self.assertFalse(concession.state_changed_by)

    def test_default_that_a_person_keeps_counts_for_nothing(self):
        """Neither his own nor one of an administrator for all. Requirement: MDQ-BAS-001"""
        defaults = self.env["ir.default"]
        defaults.with_user(self.quality_engineer).set("mdq.concession", "state", "active", user_id=True)
        defaults.set("mdq.concession", "used_count", -5)
        defaults.with_user(self.quality_engineer).set("mdq.concession", "max_uses", 3, user_id=True)
        concessions = self.env["mdq.concession"].with_user(self.quality_engineer)
        vals = {"gate": "purchase", "reason": "x", "partner_id": self.partner.id, "valid_to": "2099-01-01"}
        concession = concessions.create(vals)
        self.assertEqual((concession.state, concession.used_count, concession.max_uses), ("draft", 0, 3))
        with self.assertRaisesRegex(UserError, "cannot be set directly"):
            concessions.create({**vals, "state": "active"})

    def test_undeclared_transition_is_refused_and_says_what_is_possible(self):
        """Requirement: MDQ-BAS-001"""
        self.concession._move_to("withdrawn")
        with self.assertRaisesRegex(UserError, "that is final"):
            self.concession._move_to("active")

    def test_move_stamps_who_and_when(self):
        """Requirement: MDQ-BAS-001"""
        self.concession.with_user(self.quality_engineer)._move_to("withdrawn", "No longer needed")
        self.assertEqual(self.concession.state_changed_by, self.quality_engineer)
        self.assertTrue(self.concession.state_changed_on)

    def test_move_needs_write_access(self):
        """Requirement: MDQ-BAS-001"""
        with self.assertRaises(AccessError):
            self.concession.with_user(self.auditor)._move_to("withdrawn")

    def test_stamps_cannot_be_forged(self):
        """Requirement: MDQ-BAS-001"""
        for vals in ({"state_changed_by": self.sqe.id}, {"state_changed_on": "2020-01-01"}, {"name": "CON/0"}):
            with self.assertRaisesRegex(UserError, "cannot be set directly"):
                self.concession.sudo().write(vals)

    def test_quality_record_is_never_deleted(self):
        """Requirement: MDQ-BAS-002"""
        for user in (self.env.user, self.env.ref("base.user_admin"), self.quality_manager):
            with self.assertRaisesRegex(UserError, "never deleted"):
                self.concession.with_user(user).sudo().with_context(_force_unlink=True).unlink()
