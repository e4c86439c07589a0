from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestLedgerCompany(LedgerCase):
    """Raw entries of one company are not for the people of another.

    Requirement: MDQ-BAS-113
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Another"})
        cls.theirs = cls.env["mdq.concession"].create({
            "gate": "purchase", "reason": "Theirs", "partner_id": cls.partner.id, "valid_to": "2099-01-01", "company_id": cls.other.id})
        cls.env.flush_all()

    def _seen(self, user, table, res_id):
        entries = self.env["mdq.ledger"].with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
        return bool(entries.search_count([("table_name", "=", table), ("res_id", "=", res_id)]))

    def test_entries_of_the_own_company_only(self):
        for user in (self.quality_manager, self.auditor, self.admin):
            self.assertTrue(self._seen(user, "mdq_concession", self.record.id))
            self.assertFalse(self._seen(user, "mdq_concession", self.theirs.id))
        theirs = self.new_user("mdq_theirs", "mdq_base.group_quality_manager", company_id=self.other.id, company_ids=self.other.ids)
        self.assertTrue(self._seen(theirs, "mdq_concession", self.theirs.id))
        self.assertFalse(self._seen(theirs, "mdq_concession", self.record.id))

    def test_shared_records_are_seen_by_both(self):
        self.assertTrue(self._seen(self.quality_manager, "res_partner", self.partner.id))

    def test_what_names_no_company_is_for_those_of_all_companies(self):
        rule = self.env.ref("mdq_base.mdq_concession_rule_company")
        self.assertFalse(self._seen(self.quality_manager, "ir_rule", rule.id))
        self.quality_manager.company_ids = self.env["res.company"].search([])
        self.assertTrue(self._seen(self.quality_manager, "ir_rule", rule.id))
        self.assertTrue(self._seen(self.quality_manager, "mdq_concession", self.theirs.id))

    def test_history_follows_the_record(self):
        self.env["mdq.ledger"].with_user(self.quality_manager).history("mdq.concession", self.record.id)
        with self.assertRaises(AccessError):
            self.env["mdq.ledger"].with_user(self.quality_manager).history("mdq.concession", self.theirs.id)
