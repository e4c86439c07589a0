import json

from lxml import etree
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestTimeline(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Aster"})
        cls.record = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "First", "partner_id": cls.partner.id, "valid_to": "2099-01-01"})
        cls.group = cls.env.ref("mdq_base.group_quality_manager")
        cls.route = cls.env["mdq.approval.route"].create({
            "name": "Short route", "model_id": cls.env["ir.model"]._get_id("mdq.concession"),
            "step_ids": [(0, 0, {"name": "One", "group_id": cls.group.id}), (0, 0, {"name": "Two", "group_id": cls.group.id})],
        })

    def _timeline(self, record=None, user=None, **arguments):
        record = self.record if record is None else record
        self.env.flush_all()
        ledger = self.env["mdq.ledger"].with_user(user or self.quality_engineer)
        return ledger.timeline(record._name, record.id, **arguments)

    def _items(self, record=None, user=None, **filters):
        return self._timeline(record, user, filters=filters)["items"]

    def _new_transaction(self):
        """Entries of one test share a transaction; pretend that those to come belong to a later one."""
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE mdq_ledger ALTER COLUMN xid SET DEFAULT 9007199254740000")

    # ---------------------------------------------------------------------------------- the record

    def test_newest_first_with_old_and_new(self):
        """Requirement: MDQ-BAS-140"""
        self.record.with_user(self.quality_engineer).reason = "Second"
        items = self._items()
        self.assertEqual(items, sorted(items, key=lambda item: -item["id"]))
        change = items[0]["changes"][0]
        self.assertEqual((change["label"], change["old_text"], change["new_text"]), ("Justification", "First", "Second"))
        self.assertEqual((items[0]["user"], items[0]["operation"]), ("Mdq Quality Engineer", "U"))

    def test_who_acted_in_whose_session(self):
        """Requirement: MDQ-BAS-140"""
        self._add_entry(self.record, {"reason": "Other"}, uid=self.quality_engineer.id, session_uid=self.planner.id)
        item = self._items()[0]
        self.assertEqual((item["user"], item["session_user"]), ("Mdq Quality Engineer", "Mdq Planner"))

    def test_portal_and_other_companies_are_refused(self):
        """Requirement: MDQ-BAS-140"""
        portal = self.new_user("mdq_portal", "base.group_portal")
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self.new_user("mdq_stranger", "mdq_base.group_quality_engineer", company_id=company.id,
                                 company_ids=[(6, 0, company.ids)])
        for user in (portal, stranger):
            with self.assertRaises(AccessError):
                self._timeline(user=user)
            with self.assertRaises(AccessError):
                self.env["mdq.ledger"].with_user(user).timeline_choices(self.record._name, self.record.id)

    # --------------------------------------------------------------------------------- what belongs

    def test_lines_and_deleted_lines_are_told_in_their_document(self):
        """Requirement: MDQ-BAS-141"""
        first, second = self.route.step_ids
        first.quorum = 3
        self.env.flush_all()
        second.unlink()
        items = self._items(self.route, self.quality_manager)
        changed = next(item for item in items if item["operation"] == "U" and item["part"])
        self.assertEqual(changed["part"], "Approval Step: One")
        self.assertEqual([change["new"] for change in changed["changes"] if change["field"] == "quorum"], [3])
        deleted = self._items(self.route, self.quality_manager, deletions=True)
        self.assertEqual([(item["operation"], item["part"]) for item in deleted], [("D", "Approval Step: Two")])

    def test_links_are_told_by_name(self):
        """Requirement: MDQ-BAS-141"""
        releaser = self.env.ref("mdq_base.group_releaser")
        self.planner.group_ids += releaser
        self.planner.group_ids -= releaser
        told = [change for item in self._items(self.planner, self.env.ref("base.user_admin")) for change in item["changes"]
                if change["field"] == "group_ids"][:2]
        self.assertEqual([(change["old_text"], change["new_text"]) for change in told],
                         [(releaser.display_name, ""), ("", releaser.display_name)])

    def test_files_are_told_also_those_removed(self):
        """Requirement: MDQ-BAS-141"""
        file = self.env["ir.attachment"].create(
            {"name": "photo.png", "raw": b"1", "res_model": self.record._name, "res_id": self.record.id})
        self.env.flush_all()
        file.unlink()
        told = [(item["operation"], item["part"]) for item in self._items() if item["kind"] == "attachment"]
        self.assertEqual((told[0], told[-1]), (("D", "photo.png"), ("I", "photo.png")))

    def test_signatures_and_approvals_are_events(self):
        """Requirement: MDQ-BAS-141"""
        self.record._mdq_request_approval()
        self.record.with_user(self.quality_manager).activate(self.credential_of(self.quality_manager), "Safe")
        events = {item["kind"]: item for item in self._items() if item["event"]}
        self.assertEqual((events["signature"]["event"], events["signature"]["reason"]), ("Approved", "Safe"))
        self.assertEqual(events["approval"]["event"], "Pending")

    # --------------------------------------------------------------------------- words of the time

    def test_linked_names_are_those_of_the_time(self):
        """Requirement: MDQ-BAS-142"""
        self.route._write_guarded({"state": "effective"})
        request = self.record._mdq_request_approval()
        self.env.flush_all()
        self.route._write_guarded({"name": "Renamed route"})
        told = {change["field"]: change for item in self._items(request) if item["operation"] == "I"
                for change in item["changes"]}
        name = f"{self.route.code} rev. 1 Short route"
        self.assertEqual((told["route_id"]["new_text"], told["route_id"]["is_todays"]), (name, False))

    def test_a_name_outside_of_the_ledger_is_marked_as_todays(self):
        """Requirement: MDQ-BAS-142"""
        group = self.env["res.groups"].create({"name": "Before"})
        step = self.route.step_ids[0]
        step.group_id = group
        self.env.flush_all()
        group.name = "After"
        told = next(change for item in self._items(self.route, self.quality_manager) for change in item["changes"]
                    if change["field"] == "group_id")
        self.assertEqual((told["new_text"], told["is_todays"]), ("After", True))

    def test_labels_are_those_of_the_time(self):
        """A field was called otherwise, and its choices too, until an upgrade.

        Requirement: MDQ-BAS-142
        """
        rows = self.env["mdq.ledger.label"].sudo().search([("model", "=", "mdq.concession"), ("field", "=", "state")])
        self.assertEqual(rows[-1].choices["active"]["en_US"], "Signed")
        self.env.cr.execute(SQL(
            "UPDATE ir_model_fields SET field_description = jsonb_build_object('en_US', 'Standing')"
            " WHERE model = 'mdq.concession' AND name = 'state'"))
        self.env["mdq.ledger.label"]._record_labels()
        new = self.env["mdq.ledger.label"].sudo().search([("model", "=", "mdq.concession"), ("field", "=", "state")])[-1]
        self.assertEqual(new.label, {"en_US": "Standing"})
        later = new.valid_from.replace(year=new.valid_from.year + 1)
        row = (rows | new)._get_at(later)
        self.assertEqual(row, new)
        before = new.valid_from.replace(year=new.valid_from.year - 1)
        self.assertEqual((rows | new)._get_at(before), rows[0])

    def test_labels_are_written_once(self):
        """Requirement: MDQ-BAS-142"""
        self.env["mdq.ledger.label"]._record_labels()
        count = self.env["mdq.ledger.label"].search_count([])
        self.env["mdq.ledger.label"]._record_labels()
        self.assertEqual(self.env["mdq.ledger.label"].search_count([]), count)

    def test_removed_fields_are_still_told(self):
        """Requirement: MDQ-BAS-142"""
        self.env.cr.execute(SQL(
            """INSERT INTO mdq_ledger_label (model, field, label, valid_from)
               VALUES ('mdq.concession', 'old_limit', '{"en_US": "Old limit", "zh_CN": "旧限值"}', '2020-01-01')"""))
        self._add_entry(self.record, {"old_limit": 5})
        for lang, label in (("en_US", "Old limit"), ("zh_CN", "旧限值")):
            ledger = self.env["mdq.ledger"].with_user(self.quality_engineer).with_context(lang=lang)
            items = ledger.timeline(self.record._name, self.record.id)["items"]
            told = next(change for change in items[0]["changes"] if change["field"] == "old_limit")
            self.assertEqual((told["label"], told["new_text"], told["is_removed"]), (label, "5", True))

    # ------------------------------------------------------------------------------------- filters

    def test_filters_by_person_field_period_and_text(self):
        """Requirement: MDQ-BAS-143"""
        self.record.with_user(self.quality_engineer).max_uses = 2
        self.env.flush_all()
        self.record.with_user(self.sqe).reason = "Steel of another mill"
        by = self._items(people=[self.sqe.id])
        self.assertEqual({item["uid"] for item in by}, {self.sqe.id})
        by = self._items(fields=["mdq.concession.max_uses"])
        self.assertEqual({change["field"] for item in by for change in item["changes"]}, {"max_uses"})
        self.assertEqual(len(self._items(text="OTHER mill")), 1)
        self.assertFalse(self._items(since="2098-01-01 00:00:00"))
        self.assertFalse(self._items(until="2001-01-01 00:00:00"))

    def test_filter_after_approval(self):
        """Requirement: MDQ-BAS-143"""
        self.assertFalse(self._items(after_approval=True))
        self.record.with_user(self.quality_manager).activate(self.credential_of(self.quality_manager))
        self.assertFalse(self._items(after_approval=True), "what the signing itself wrote is no later change")
        self._new_transaction()
        self.record.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), "Not needed any more")
        later = self._items(after_approval=True)
        self.assertTrue(later)
        self.assertEqual({item["reason"] for item in later}, {"Not needed any more"})
        self.assertTrue(all(item["is_after_approval"] for item in later))

    def test_choices_name_people_and_fields(self):
        """Requirement: MDQ-BAS-143"""
        self.env.flush_all()
        choices = self.env["mdq.ledger"].with_user(self.quality_engineer).timeline_choices(self.record._name, self.record.id)
        self.assertIn({"id": self.quality_engineer.id, "name": "Mdq Quality Engineer"}, choices["people"])
        self.assertIn({"id": "mdq.concession.reason", "name": "Justification"}, choices["fields"])

    # --------------------------------------------------------------------------------------- pages

    def test_pages_follow_each_other(self):
        """Requirement: MDQ-BAS-144"""
        for number in range(5):
            self._add_entry(self.record, {"reason": f"Number {number}"})
        whole, seen, cursor = self._items(), [], False
        while True:
            page = self._timeline(cursor=cursor, limit=2)
            seen += page["items"]
            cursor = page["next"]
            if not cursor:
                break
        self.assertEqual(seen, whole)

    def test_first_page_of_ten_thousand_entries(self):
        """A page long, with as many queries as a short history asks for (its time: make bench).

        Requirement: MDQ-BAS-144
        """
        self._add_entries(10)
        few = self._count_queries()
        self._add_entries(10_000)
        self.assertLessEqual(self._count_queries(), few)
        self.assertEqual(len(self._timeline()["items"]), 80)

    def test_queries_do_not_grow_with_entries(self):
        """Requirement: MDQ-BAS-144"""
        self._add_entries(10)
        few = self._count_queries()
        self._add_entries(500)
        self.assertLessEqual(self._count_queries(), few)
        self.assertLess(few, 45)

    # ------------------------------------------------------------------------------------- screens

    def test_every_form_of_a_model_in_the_ledger_offers_it_once(self):
        """Requirement: MDQ-BAS-145"""
        for model in ("mdq.concession", "mdq.approval.decision", "mdq.approval.request"):
            arch = etree.fromstring(self.env[model].with_user(self.auditor).get_view(view_type="form")["arch"])
            self.assertEqual(len(arch.findall(".//button[@name='action_mdq_history']")), 1, model)

    def test_people_without_a_role_see_no_button(self):
        """Requirement: MDQ-BAS-145"""
        clerk = self.new_user("mdq_clerk", "base.group_user")
        arch = self.env["res.users"].with_user(clerk).get_view(view_type="form")["arch"]
        self.assertNotIn("action_mdq_history", arch)

    # ------------------------------------------------------------------------------------- helpers

    def _add_entry(self, record, values, **vals):
        """An entry as the trigger writes it, with an image that the test chooses."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """INSERT INTO mdq_ledger (table_name, res_id, operation, image, uid, session_uid, source)
               SELECT table_name, res_id, 'U', image || %s::jsonb, %s, %s, 'test' FROM mdq_ledger
                WHERE table_name = %s AND res_id = %s ORDER BY id DESC LIMIT 1""",
            json.dumps(values), vals.get("uid"), vals.get("session_uid"), record._table, record.id))

    def _add_entries(self, number):
        self.env.flush_all()
        self.env.cr.execute(SQL(
            """INSERT INTO mdq_ledger (table_name, res_id, operation, image, uid, source)
               SELECT table_name, res_id, 'U', image || jsonb_build_object('max_uses', n, 'partner_id', %s::int), %s, 'test'
                 FROM (SELECT * FROM mdq_ledger WHERE table_name = %s AND res_id = %s ORDER BY id DESC LIMIT 1) l,
                      generate_series(1, %s) n""",
            self.partner.id, self.quality_engineer.id, self.record._table, self.record.id, number))

    def _count_queries(self):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._timeline()
        return self.env.cr.sql_log_count - before
