from datetime import date

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import MdqCase


class RetentionCase(MdqCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policies = cls.env["mdq.retention.policy"]
        cls.policies.search([]).active = False
        cls.partner, cls.free = cls.env["res.partner"].create([{"name": "A", "email": "a@x"}, {"name": "B", "email": "a@x"}])
        cls.product = cls.env["product.product"].create({"name": "Screw", "mdq_lifetime_years": 15})
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "x", "partner_id": cls.partner.id, "product_id": cls.product.id,
            "valid_to": "2099-01-01"})
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE mdq_concession SET create_date = '2026-03-01' WHERE id = %s", [cls.concession.id])
        cls.env.invalidate_all()

    def _policy(self, **vals):
        return self.policies.with_user(self.quality_manager).create({"name": "Rule", "years": 2, **vals})

    def _keep_until(self):
        self.env.invalidate_all()
        return self.concession.with_user(self.inspector).mdq_keep_until

    def _attempts(self):
        """What is written when the transaction of a refused try has ended."""
        self.env.cr.postrollback.run()
        return self.env["mdq.deletion.attempt"].search([])


@tagged("post_install", "-at_install")
class TestKeepUntil(RetentionCase):
    def test_longest_of_lifetime_and_legal_minimum_counts(self):
        """Requirement: MDQ-BAS-260"""
        self.assertFalse(self._keep_until())
        self._policy(uses_lifetime=True)
        self.assertEqual(self._keep_until(), date(2041, 3, 1))
        self.product.mdq_lifetime_years = 1
        self.assertEqual(self._keep_until(), date(2028, 3, 1))
        self._policy(years=10)
        self.assertEqual(self._keep_until(), date(2036, 3, 1))

    def _search(self, user=None, *domain):
        return self.env["mdq.concession"].with_user(user or self.auditor).search([("id", "=", self.concession.id), *domain])

    def test_records_are_found_by_their_last_day(self):
        """Requirement: MDQ-BAS-048"""
        self.assertTrue(self._search(None, ("mdq_keep_until", "=", False)))
        self.assertFalse(self._search(None, ("mdq_keep_until", "<", "2999-01-01")))
        self._policy(years=10)
        for operator, day, found in (("<", "2036-03-01", False), ("<=", "2036-03-01", True), (">", "2036-02-28", True),
                                     ("=", "2036-03-01", True), ("!=", "2036-03-01", False), ("=", False, False)):
            with self.subTest(operator=operator, day=day):
                self.assertEqual(bool(self._search(None, ("mdq_keep_until", operator, day))), found)

    def test_what_is_past_its_last_day_is_listed_and_still_not_deleted(self):
        """Requirement: MDQ-BAS-048"""
        policy = self._policy(years=10)
        with freeze_time("2036-03-01"):
            self.assertFalse(self._past(policy))
        with freeze_time("2036-03-02"):
            line = self._past(policy)
            self.assertEqual(line.count, 1)
            action = line.with_user(self.quality_manager).action_open()
            self.assertIn(self.concession, self.env[action["res_model"]].with_context(**action["context"]).search(action["domain"]))
            with mute_logger("odoo.sql_db"), self.assertRaisesRegex(UserError, "never deleted"):
                self.concession.with_user(self.quality_manager).unlink()
        self.assertIn("No record is past", policy.with_user(self.quality_manager).action_open_past()["help"])
        of_kind = self._policy(model_id=self.env["ir.model"]._get_id("mdq.concession"))
        self.assertEqual(of_kind.with_user(self.auditor).action_open_past()["res_model"], "mdq.concession")
        with self.assertRaises(AccessError):
            policy.with_user(self.quality_engineer).action_open_past()

    def _past(self, policy):
        action = policy.with_user(self.quality_manager).action_open_past()
        return self.env["mdq.retention.past"].search([*action["domain"], ("res_model", "=", "mdq.concession")])

    def test_a_word_in_the_context_brings_no_archived_policy_back(self):
        """Requirement: MDQ-BAS-260"""
        self._policy(years=2)
        self._policy(years=20).active = False
        self.env.invalidate_all()
        self.assertEqual(self.concession.with_context(active_test=False).mdq_keep_until, date(2028, 3, 1))

    def test_years_count_from_the_last_device(self):
        """Requirement: MDQ-BAS-260"""
        self._policy(years=10, from_last_device=True)
        template = self.product.product_tmpl_id
        self.patch(type(template), "_mdq_get_last_device_date", lambda products: {template.id: date(2030, 6, 30)})
        self.assertEqual(self._keep_until(), date(2040, 6, 30))

    def test_policy_is_for_its_implants_category_and_kind_of_record(self):
        """Requirement: MDQ-BAS-260"""
        metal, other = self.env["product.category"].create([{"name": "Metal"}, {"name": "Other"}])
        screws = self.env["product.category"].create({"name": "Screws", "parent_id": metal.id})
        self.product.categ_id = screws
        self._policy(years=15, only_implants=True)
        self._policy(years=20, category_id=other.id)
        self._policy(years=25, model_id=self.env["ir.model"]._get_id("mdq.alert.rule"))
        self._policy(years=3, category_id=metal.id, model_id=self.env["ir.model"]._get_id("mdq.concession"))
        self.assertEqual(self._keep_until(), date(2029, 3, 1))
        self.product.mdq_is_implant = True
        self.assertEqual(self._keep_until(), date(2041, 3, 1))

    def test_record_without_a_product_is_kept_as_if_about_any(self):
        """Requirement: MDQ-BAS-260"""
        self._policy(years=15, only_implants=True)
        self.concession.with_user(self.quality_engineer).product_id = False
        self.assertEqual(self._keep_until(), date(2041, 3, 1))

    def test_many_records_cost_no_query_each(self):
        """Requirement: MDQ-BAS-260"""
        self._policy(uses_lifetime=True)
        more = self.concession.copy({"valid_to": "2099-01-01"}) | self.concession.copy({"valid_to": "2099-01-01"})
        self.concession.mdq_keep_until  # noqa: B018 (warms up what is cached for good)

        def queries(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records.mapped("mdq_keep_until")
            return self.cr.sql_log_count - before

        self.assertEqual(queries(self.concession | more), queries(self.concession))

    def test_it_stands_on_every_form(self):
        """Requirement: MDQ-BAS-260"""
        for model in ("mdq.concession", "mdq.access.review", "mdq.alert"):
            arch = self.env[model].with_user(self.auditor).get_view(view_type="form")["arch"]
            self.assertIn("mdq_keep_until", arch)

    def test_policies_are_set_by_managers_and_administrators(self):
        """Requirement: MDQ-BAS-260"""
        policy = self._policy()
        for user in (self.quality_engineer, self.auditor):
            with self.assertRaises(AccessError):
                policy.with_user(user).years = 1
        with self.assertRaisesRegex(ValidationError, "for how many years"):
            self._policy(years=0)
        with self.assertRaisesRegex(ValidationError, "not a kind of quality record"):
            self._policy(model_id=self.env["ir.model"]._get_id("res.partner"))

    def test_policies_of_the_law_are_there(self):
        """Requirement: MDQ-BAS-260"""
        self.policies.with_context(active_test=False).search([]).active = True
        self.product.mdq_is_implant = True
        self.assertEqual(self._keep_until(), date(2041, 3, 1))

    def test_ledger_stays_as_long_as_the_oldest_record(self):
        """Requirement: MDQ-BAS-262"""
        self.assertIsNone(self.policies._get_ledger_floor())
        self._policy(years=3)
        with freeze_time("2028-01-01"):
            self.assertLessEqual(self.policies._get_ledger_floor(), date(2025, 1, 1))
        with freeze_time("2035-01-01"):
            self.assertEqual(self.policies._get_ledger_floor(), date(2032, 1, 1))
        self._policy(years=20, model_id=self.env["ir.model"]._get_id("mdq.concession"))
        with freeze_time("2035-01-01"):
            self.assertLessEqual(self.policies._get_ledger_floor(), date(2026, 3, 1))


@tagged("post_install", "-at_install")
class TestRefusedDeletion(RetentionCase):
    def setUp(self):
        super().setUp()
        self._policy(uses_lifetime=True)
        self.env.flush_all()
        self.registry_enter_test_mode()

    def _refused(self, action, words):
        with self.assertRaisesRegex(UserError, words):
            action()
        return self._attempts()[:1]

    def test_deletion_is_refused_for_everyone_and_noted(self):
        """Requirement: MDQ-BAS-261"""
        for user in (self.env.user, self.env.ref("base.user_admin")):
            attempt = self._refused(self.concession.with_user(user).sudo().unlink, "kept until 2041-03-01")
            self.assertEqual((attempt.res_id, attempt.login), (self.concession.id, user.login))
        self.assertTrue(self.concession.exists())

    def test_what_a_record_rests_on_stays(self):
        """Requirement: MDQ-BAS-261"""
        for record in (self.partner, self.product, self.product.product_tmpl_id, self.concession.company_id,
                       self.quality_engineer):
            attempt = self._refused(record.sudo().with_context(force_delete=True, _force_unlink=True).unlink, "rests on it")
            self.assertIn(record.display_name, attempt.why)
            self.assertTrue(record.exists())
        self.free.unlink()
        self.assertFalse(self.free.exists())

    def test_partner_in_a_record_is_not_merged_away(self):
        """Requirement: MDQ-BAS-261"""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        self._refused(lambda: wizard._merge([self.partner.id, self.free.id], self.free), "rests on it")
        with mute_logger("odoo.addons.base.wizard.base_partner_merge"):
            wizard._merge([self.partner.id, self.free.id], self.partner)
        self.assertFalse(self.free.exists())
        self.assertEqual(self.concession.partner_id, self.partner)

    def test_signatures_and_notes_stay(self):
        """Requirement: MDQ-BAS-261"""
        signature = self.env["mdq.signature"].browse(self.env["mdq.signature"].with_user(self.quality_manager).sign(
            "mdq.concession", self.concession.ids, "reviewed", self.credential_of(self.quality_manager)))
        attempt = self._refused(signature.sudo().unlink, "never deleted")
        with self.assertRaisesRegex(UserError, "stay on record"):
            attempt.sudo().unlink()
        with self.assertRaises(AccessError):
            attempt.with_user(self.admin).write({"why": "x"})

    def test_try_that_somebody_swallows_is_noted_at_commit(self):
        """Requirement: MDQ-BAS-261"""
        with self.assertRaisesRegex(UserError, "never deleted"):
            self.concession.sudo().unlink()
        self.env.cr.postcommit.run()
        self.assertTrue(self.env["mdq.deletion.attempt"].search([("res_id", "=", self.concession.id)]))
        self.env.cr.postrollback.run()
        self.assertEqual(len(self.env["mdq.deletion.attempt"].search([("res_id", "=", self.concession.id)])), 1)


@tagged("post_install", "-at_install")
class TestRefusedDeletionOverRpc(HttpCase, MdqCase):
    def test_call_over_rpc_is_refused_and_noted(self):
        """Requirement: MDQ-BAS-261"""
        partner = self.env["res.partner"].create({"name": "A"})
        concession = self.env["mdq.concession"].with_user(self.quality_engineer).create(
            {"gate": "purchase", "reason": "x", "partner_id": partner.id, "valid_to": "2099-01-01"})
        admin = self.new_user("mdq_root", "base.group_system", "mdq_base.group_quality_manager")
        key = self.env["res.users.apikeys"].with_user(admin)._generate("rpc", "x", None)
        with mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2", "odoo.addons.base.models.ir_model"):
            answer = self.url_open("/json/2/res.partner/unlink", json={"ids": partner.ids},
                                   headers={"Authorization": f"bearer {key}"})
        self.assertFalse(answer.ok)
        self.assertIn("rests on it", answer.text)
        self.env.invalidate_all()
        attempt = self.env["mdq.deletion.attempt"].search([("res_model", "=", "res.partner"), ("res_id", "=", partner.id)])
        self.assertEqual(attempt.login, "mdq_root")
        self.assertTrue(concession.exists())
