import io

from odoo.tests import HttpCase, tagged
from pypdf import PdfReader

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestRecordMarks(LedgerCase, HttpCase):
    """A print shows which values were changed after they were entered first, by whom, when, from what to what.

    Requirement: MDQ-BAS-049
    """

    def _notes(self, record=None):
        self.env.flush_all()
        return (record or self.record).with_user(self.quality_engineer)._mdq_get_print_notes()

    def _print(self):
        reports = self.env["ir.actions.report"].with_user(self.quality_engineer).with_context(force_report_rendering=True)
        pdf, _kind = reports._render_qweb_pdf("mdq_base.mdq_record_report_mdq_concession", self.record.ids)
        return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)

    def test_what_was_only_entered_bears_no_mark(self):
        self.assertEqual(self._notes(), {"notes": [], "is_all": True})
        printed = self._print()
        self.assertIn("Novaluewaschangedafteritsfirstentry", printed)
        self.assertNotIn("△", printed)

    def test_a_changed_value_is_marked_with_its_note(self):
        with self.record._mdq_reason("Counted again"):
            self.record.with_user(self.quality_engineer).max_uses = 5
        self.record.with_user(self.quality_manager).max_uses = 7
        notes = self._notes()["notes"]
        self.assertEqual([(note["field"], note["new"], note["person"], note["reason"]) for note in notes][-2:], [
            ("max_uses", "5", self.quality_engineer.name, "Counted again"), ("max_uses", "7", self.quality_manager.name, "")])
        printed = self._print()
        self.assertIn("△1,2", printed)
        self.assertIn("Countedagain", printed)
        self.assertIn(self.quality_engineer.name.replace(" ", ""), printed)
        copy = self.record.with_user(self.quality_engineer)._mdq_get_copy(paper=True)
        marks = {field["name"]: field["mark"] for field in copy["fields"] if field["mark"]}
        self.assertEqual(marks, {"max_uses": "1, 2"})

    def test_a_change_after_approval_says_so(self):
        self.record.with_user(self.quality_manager).activate(self.credential_of(self.quality_manager), "Checked")
        self.env.flush_all()
        self.env.cr.execute("SELECT set_config('mdq.source', '', true)")
        self.env.cr.execute("UPDATE mdq_concession SET reason = 'By hand' WHERE id = %s", [self.record.id])
        self.env.invalidate_all()
        # One transaction approved and changed here: let the change be another one's.
        (note,) = self._notes()["notes"]
        self.assertEqual((note["old"], note["new"], note["person"]), ("First", "By hand", "Direct SQL"))

    def test_moves_and_first_values_are_no_corrections(self):
        self.record.with_user(self.quality_manager).activate(self.credential_of(self.quality_manager), "Checked")
        self.assertEqual(self._notes()["notes"], [])

    def test_drafts_of_revisions_are_written_not_corrected(self):
        route = self.env["mdq.approval.route"].create({"name": "R", "model_id": self.env["ir.model"]._get_id("mdq.concession")})
        route.name = "S"
        self.assertFalse(self._notes(route))

    def test_who_may_not_know_who_changed_what_reads_the_print_without(self):
        portal = self.new_user("mdq_portal", "base.group_portal")
        self.assertFalse(self.record.with_user(portal).sudo()._mdq_get_print_notes())

    def test_few_queries_for_many_changes(self):
        for number in range(2, 12):
            self.record.max_uses = number
            self.env.flush_all()
        self._notes()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            self.assertEqual(len(self._notes()["notes"]), 10)
