from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import MdqCase


@tagged("post_install", "-at_install")
class TestApprovalDiagram(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create({"name": "A"})
        board, manager = cls.env.ref("mdq_base.group_change_board").id, cls.env.ref("mdq_base.group_quality_manager").id
        cls.effective_route("mdq.concession", {"name": "Board", "sequence": 1, "group_id": board},
                            {"name": "Quality", "sequence": 1, "group_id": manager, "time_limit": 1},
                            {"name": "Last", "sequence": 2, "user_ids": [cls.sqe.id]})
        cls.record = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": partner.id, "valid_to": "2099-01-01"})
        cls.request = cls.record._mdq_request_approval()

    def _diagram(self, user=None, record=None):
        record = record or self.record
        return self.env["mdq.approval.request"].with_user(user or self.quality_engineer).diagram(record._name, record.id)

    def test_it_shows_who_decided_and_who_is_next(self):
        """Requirement: MDQ-BAS-194"""
        self.request.with_user(self.change_board).approve(self.credential_of(self.change_board), "Safe")
        (shown,) = self._diagram()
        (board, quality), (last,) = shown["stages"]
        self.assertEqual((board["state"], quality["state"], last["state"]), ("done", "open", "waiting"))
        self.assertEqual(board["decisions"][0]["person"], "Mdq Change Board")
        self.assertEqual(board["decisions"][0]["comment"], "Safe")
        self.assertEqual((quality["deciders"], last["deciders"]), ("Quality Manager", "Mdq Sqe"))
        self.assertTrue(quality["since"] and quality["until"])

    def test_a_late_step_shows_as_such(self):
        """Requirement: MDQ-BAS-194"""
        self.request.sudo().line_ids.filtered("due_at")._write_guarded({"due_at": "2020-01-01 00:00:00"})
        self.assertEqual(self._diagram()[0]["stages"][0][1]["state"], "overdue")

    def test_earlier_rounds_stay_visible(self):
        """Requirement: MDQ-BAS-194"""
        self.request.with_user(self.quality_manager).reject(self.credential_of(self.quality_manager), "Too vague")
        self.record._mdq_request_approval()
        newest, first = self._diagram()
        self.assertEqual((newest["state"], first["state"]), ("pending", "rejected"))
        self.assertEqual({step["state"] for stage in first["stages"] for step in stage}, {"rejected", "closed"})

    def test_only_readers_of_the_record_see_it(self):
        """Requirement: MDQ-BAS-194"""
        stranger = self.new_user("mdq_stranger", "base.group_user")
        for record in (self.record, self.request):
            with self.assertRaises(AccessError):
                self._diagram(stranger, record)

    def test_every_form_under_approval_shows_it_at_the_same_place(self):
        """Requirement: MDQ-BAS-194"""
        for model in ("mdq.concession", "mdq.approval.route"):
            arch = self.env[model].with_user(self.quality_engineer).get_view(view_type="form")["arch"]
            self.assertIn('<widget name="mdq_approval_route"/>', arch.split("<sheet")[1][:60])
