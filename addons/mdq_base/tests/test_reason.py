import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..exceptions import ReasonNeeded
from .common import LedgerCase


class ReasonCase(LedgerCase):
    """A policy whose years do not change without a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["mdq.retention.policy"].with_user(cls.admin).create(
            [{"name": name, "years": 5} for name in ("Ours", "Theirs")])
        cls.policy = cls.policies[0]

    def last(self):
        return self.entries("mdq_retention_policy", self.policy.id)[-1]


@tagged("post_install", "-at_install")
class TestReason(ReasonCase):
    """Requirement: MDQ-BAS-045"""

    def test_a_change_without_a_reason_is_refused_and_says_how_to_give_it(self):
        for policy in (self.policy, self.policy.sudo(), self.policy.with_user(1)):
            with self.assertRaisesRegex(ReasonNeeded, r"Years at Least of Ours cannot .* write_with_reason\(values, reason\)"):
                policy.write({"years": 6})
        self.assertEqual(self.policy.years, 5)

    def test_no_word_in_the_context_is_a_reason(self):
        words = dict.fromkeys(("mdq_reason", "reason", "mdq.reason", "skip_reason", "install_mode", "import_file", "tracking_disable", "mdq.ledger"), "Because")
        with self.assertRaises(ReasonNeeded):
            self.policy.with_context(**words).write({"years": 6})
        with self.assertRaises(ReasonNeeded):
            self.policy.with_context(**words).web_save({"years": 6}, {"years": {}})

    def test_the_reason_stands_at_the_change_and_nowhere_else(self):
        self.policy.write_with_reason({"years": 6}, "  The law changed ")
        self.assertEqual((self.last().reason, self.last().image["years"], self.last().uid), ("The law changed", 6, self.admin))
        item = self.env["mdq.ledger"].with_user(self.auditor).timeline(self.policy._name, self.policy.id)["items"][0]
        self.assertEqual((item["reason"], item["changes"][0]["new"]), ("The law changed", 6))
        self.policy.name = "Renamed"
        self.assertFalse(self.last().reason)
        with self.assertRaises(ReasonNeeded):
            self.policy.years = 7

    def test_an_empty_reason_is_none(self):
        for reason in ("", "   ", False, None, ["x"]):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.policy.write_with_reason({"years": 6}, reason)

    def test_what_does_not_change_needs_no_reason(self):
        self.policy.write({"years": 5, "name": "Same years"})
        self.assertEqual(self.policy.name, "Same years")

    def test_one_of_many_is_enough_to_refuse_all(self):
        self.policies[1].write_with_reason({"years": 6}, "The law changed")
        with self.assertRaisesRegex(ReasonNeeded, "of Ours"):
            self.policies.write({"years": 6})
        self.policies.write_with_reason({"years": 8}, "Both at once")
        self.env.flush_all()
        self.assertEqual([self.entries("mdq_retention_policy", policy.id)[-1].reason for policy in self.policies], ["Both at once"] * 2)

    def test_who_may_not_write_hears_that_first(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.inspector).write({"years": 6})
        with self.assertRaises(AccessError):
            self.policy.with_user(self.inspector).write_with_reason({"years": 6}, "Because")

    def test_an_import_needs_a_column_of_reasons(self):
        policies = self.env["mdq.retention.policy"].with_user(self.admin)
        row = [str(self.policy.id), "6"]
        refused = policies.load([".id", "years"], [row])
        self.assertIn("without a reason", refused["messages"][0]["message"])
        self.assertEqual(self.policy.years, 5)
        done = policies.load([".id", "years", "mdq_reason"], [[*row, "Review of 2026"]])
        self.assertFalse(done["messages"])
        self.assertEqual((self.last().image["years"], self.last().reason), (6, "Review of 2026"))
        with self.assertRaisesRegex(UserError, "one reason"):
            policies.load([".id", "years", "mdq_reason"], [[*row, "a"], [str(self.policies[1].id), "7", "b"]])
        with self.assertRaisesRegex(UserError, "Say why"):
            policies.load([".id", "years", "mdq_reason"], [[*row, " "]])

    def test_a_reason_outlives_what_is_rolled_back_inside_it(self):
        with self.policy._mdq_reason("Outer"):
            with self.assertRaises(UserError), self.env.cr.savepoint(), self.policy._mdq_reason("Inner"):
                self.policy.years = 6
                raise UserError("no")
            self.policy.years = 7
        self.assertEqual((self.last().image["years"], self.last().reason), (7, "Outer"))
        with self.assertRaises(ReasonNeeded):
            self.policy.years = 8

    def test_after_an_error_no_reason_is_left(self):
        with self.assertRaises(ValueError), self.policy._mdq_reason("Because"):
            raise ValueError
        with self.assertRaises(ReasonNeeded):
            self.policy.years = 8

    def test_an_update_of_addons_brings_its_data_again(self):
        self.patch(self.registry, "ready", False)
        self.policy.years = 6
        self.assertEqual(self.policy.years, 6)

    def test_the_client_knows_which_fields_ask(self):
        described = self.policy.fields_get(["years", "name"], ["string", "mdq_reason"])
        self.assertEqual((described["years"].get("mdq_reason"), described["name"].get("mdq_reason")), (True, None))
        view = self.policy.get_views([(False, "form")])
        self.assertTrue(view["models"][self.policy._name]["fields"]["years"]["mdq_reason"])

    def test_a_first_revision_is_free_and_the_next_ones_ask(self):
        routes = self.env["mdq.approval.route"]
        self.assertFalse(routes._mdq_reason_fields)
        route = routes.create({"name": "R", "model_id": self.env["ir.model"]._get_id("mdq.concession")})
        self.assertFalse(route._mdq_get_asking())
        route._write_guarded({"revision": 2})
        self.assertEqual(route._mdq_get_asking(), route)


@tagged("post_install", "-at_install")
class TestReasonOverHttp(ReasonCase, HttpCase):
    """Requirement: MDQ-BAS-045"""

    def _call(self, method, **values):
        key = self.env["res.users.apikeys"].with_user(self.admin)._generate("rpc", "test", fields.Datetime.now() + timedelta(1))
        return self.url_open(
            f"/json/2/mdq.retention.policy/{method}", data=json.dumps({"ids": self.policy.ids, **values}),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})

    def test_over_rpc_the_reason_is_an_argument(self):
        context = {"mdq_reason": "Because", "reason": "Because"}
        refused = self._call("write", vals={"years": 6}, context=context)
        self.assertEqual(refused.status_code, 422)
        for way in ("column mdq_reason of the import", "write_with_reason(values, reason)"):
            self.assertIn(way, refused.json()["message"])
        done = self._call("write_with_reason", values={"years": 6}, reason="The law changed")
        self.assertEqual(done.status_code, 200, done.text)
        self.assertEqual((self.last().reason, self.last().source),
                         ("The law changed", "/json/2/mdq.retention.policy/write_with_reason"))

    def test_the_form_asks_and_keeps_what_was_typed(self):
        self.start_tour(f"/odoo/action-mdq_base.mdq_retention_policy_action/{self.policy.id}", "mdq_reason", login=self.admin.login)
        self.assertEqual(self.policy.years, 7)
        changed = self.entries("mdq_retention_policy", self.policy.id).filtered(lambda entry: entry.operation == "U")
        self.assertEqual(changed.mapped("reason"), ["The ordinance changed"])
