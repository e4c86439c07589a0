from odoo.tests import freeze_time, tagged

from .common import MdqDocumentCommon


@tagged("post_install", "-at_install")
class TestExternal(MdqDocumentCommon):
    """Standards: the edition in force here, and whether there is a newer one."""

    @classmethod
    def _standard(cls, **vals):
        return cls._document(**{
            "type_id": cls.kind("external").id, "name": "Medical devices: quality management", "issuer": "ISO",
            "edition": "13485:2016", "edition_date": "2016-03-01", **vals,
        })

    def test_issuer_and_edition_are_part_of_what_is_approved(self):
        """Requirement: MDQ-DOC-123"""
        for missing in ("issuer", "edition"):
            with self.refused("which edition it is"):
                self._standard(**{missing: False}).action_submit()
        document = self._effective(self._standard())
        self.assertIn("13485:2016", document.signature_ids.canonical_text)
        with self.refused("can no longer be changed|is signed"):
            document.write({"edition": "13485:2030"})

    @freeze_time("2026-02-01 08:00:00")
    def test_checks_are_stamped_and_come_again(self):
        """Requirement: MDQ-DOC-123"""
        document = self._effective(self._standard(check_months=3))
        self.assertEqual((str(document.checked_on), str(document.next_check_date)), ("2026-02-01", "2026-05-01"))
        with freeze_time("2026-05-01 08:00:00"):
            for _time in range(2):
                self.env["mdq.document"]._cron_remind_reviews()
            self.assertEqual(document.activity_ids.mapped("summary"), ["Look for a newer edition (due 2026-05-01)"])
            document.with_user(self.quality_manager).action_check_edition()
        self.assertEqual((document.checked_by, str(document.next_check_date)), (self.quality_manager, "2026-08-01"))
        self.assertEqual(document.signature_state, "valid")
        with self.refused("cannot be set directly"):
            document.write({"checked_on": "2026-06-01"})

    def test_a_newer_edition_is_assessed_by_the_owner(self):
        """Requirement: MDQ-DOC-123"""
        document = self._effective(self._standard())
        document.newer_edition = "13485:2030"
        self.assertEqual(document.activity_ids.user_id, self.quality_engineer)
        self.assertIn("13485:2030", document.activity_ids.summary)

    def test_only_documents_of_others_have_editions(self):
        with self.refused("not an external document"):
            self._effective().action_check_edition()
