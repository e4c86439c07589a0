from odoo.exceptions import UserError

from .test_release_maker import ReleaseMakerCase


class TestReleaseMakerTell(ReleaseMakerCase):
    """A lot that waits for its contract maker is told to those who may sign it.

    Requirement: MDQ-QUA-721
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        for user in cls.signatory | cls.second_signatory | cls.rival:
            user.email = f"{user.login}@example.com"
        cls.signatory.lang = "zh_CN"

    def _tell(self):
        """Return the letters that one run of the reminder writes."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env["mail.mail"].search([]).ids
        self.env["mdq.release.maker"]._cron_tell()
        return self.env["mail.mail"].search([("id", "not in", before)])

    def test_those_who_may_sign_are_written_to_once_each_in_his_language(self):
        self._agree(self.signatory | self.second_signatory)
        self._agree(self.rival, partner_id=self.rival_company.id)
        self.assertFalse(self._tell(), "an open check is not theirs to clear")
        self._accept(self.inspection)
        letters = self._tell()
        by_person = {letter.recipient_ids: letter for letter in letters}
        self.assertEqual(set(by_person), {self.signatory.partner_id, self.second_signatory.partner_id})
        self.assertEqual(by_person[self.signatory.partner_id].subject, f"请签署生产放行：{self.lot.name}")
        english = by_person[self.second_signatory.partner_id]
        self.assertEqual(english.subject, f"Please sign the production release: {self.lot.name}")
        for word in (self.second_signatory.name, self.lot.name, self.bar.name, "5 Units", "/my/mdq/releases", self.company.name):
            self.assertIn(word, english.body_html)
        self.assertFalse(self._tell(), "once is enough")

    def test_what_waits_anew_is_told_anew(self):
        self._agree()
        self._accept(self.inspection)
        self._tell()
        self._sign()
        self.assertFalse(self._tell())
        self.env["mdq.release"].with_user(self.quality_manager).withdraw_production(
            self.lot.ids, self.credential_of(self.quality_manager), "A page of the batch record was missing")
        self.assertEqual(self._tell().recipient_ids, self.signatory.partner_id)

    def test_who_entered_results_is_not_asked_to_sign(self):
        self._agree(self.signatory | self.second_signatory)
        self._accept(self.inspection)
        self.inspection.sudo()._write_guarded({"inspector_id": self.signatory.id})
        self.assertEqual(self._tell().recipient_ids, self.second_signatory.partner_id)

    def test_what_the_maker_signed_is_read_in_both_languages(self):
        self._agree()
        self._accept(self.inspection)
        release = self._sign().with_user(self.quality_manager)
        self.assertIn("The lot waits in quarantine.", release.with_context(lang="en_US").evidence_shown)
        self.assertIn("该批次处于待检状态", release.with_context(lang="zh_CN").evidence_shown)

    def test_nobody_sets_by_hand_that_he_was_told(self):
        with self.assertRaises(UserError):
            self.lot.write({"mdq_maker_told_on": "2026-01-01 00:00:00"})
