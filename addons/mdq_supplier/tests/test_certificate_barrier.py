from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .certificate_common import MdqCertificateCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-01 04:00:00")
class TestCertificateBarrier(MdqCertificateCommon):
    """When a certificate ends, exactly the scopes that rest on it stop counting, until its renewal was accepted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-06-01 04:00:00"):
            dates = {"valid_from": "2026-01-01", "valid_to": "2029-12-31"}
            cls.goods = cls._qualify(product=cls.bar, **dates)
            cls.other_goods = cls._qualify(product=cls.screw, **dates)
            cls.process = cls._qualify(process=cls.anodising, **dates)

    def _on(self, day):
        self.env.invalidate_all()
        return freeze_time(f"{day} 04:00:00")

    def test_missing_bars_from_the_day_it_is_demanded(self):
        """Requirement: MDQ-SUP-042"""
        self._demand(process_id=self.anodising.id)
        self.assertFalse(self._allows(self.service, process=self.anodising))
        self.assertTrue(self._allows(self.bar))
        self._accepted()
        self.assertTrue(self._allows(self.service, process=self.anodising))

    def test_expiry_bars_what_rests_on_it_and_renewal_lifts(self):
        """Requirement: MDQ-SUP-042"""
        self._demand(categ_id=self.category.id, kind="goods")
        record = self._accepted()
        self.assertTrue(self._allows())
        with self._on("2027-01-05"):
            self.assertFalse(self._allows())
            self.assertIn("barred since 01/01/2027, because certificate ISO 13485 certificate Q5 021123 ended", self._reasons())
            self.assertIn("The supplier sends the valid certificate", self._reasons())
            self.assertTrue(self._allows(self.service, process=self.anodising))
            self.assertEqual(record._get_barred_scopes(), self.goods | self.other_goods)
            renewal = self._sent(renews_id=record.id, valid_from="2027-01-01", valid_to="2029-12-31")
            self.assertFalse(self._allows(), "sent is not accepted")
        with self._on("2027-01-10"):
            renewal.accept(self.credential_of(self.sqe))
            self.assertTrue(self._allows())
        with self._on("2027-02-01"):  # past days keep their answers
            answers = {day: self._allows(day=day) for day in ("2026-12-31", "2027-01-01", "2027-01-09", "2027-01-10")}
            self.assertEqual(list(answers.values()), [True, False, False, True])

    def test_withdrawal_bars_from_its_day_on(self):
        """Requirement: MDQ-SUP-042"""
        self._demand()
        record = self._accepted()
        with self._on("2026-08-01"):
            record.withdraw(self.credential_of(self.sqe), "The register of the issuer does not know it.")
            self.assertFalse(self._allows())
            self.assertIn("was withdrawn", self._reasons())
            self.assertTrue(self._allows(day="2026-07-31"))

    def test_what_a_scope_names_itself(self):
        """Requirement: MDQ-SUP-186"""
        record = self._accepted()
        scope = self._qualify(partner=self.partner, product=self.paper, certificate_ids=record.ids, valid_from="2026-06-01", valid_to="2029-01-01")
        self.paper.mdq_controlled = True
        self.assertTrue(self._allows(self.paper))
        with self._on("2027-03-01"):
            self.assertFalse(self._allows(self.paper))
            self.assertTrue(self._allows(self.bar))
            self._accepted(renews_id=record.id, number="Q5 99", valid_from="2027-01-01", valid_to="2030-01-01")
            self.assertTrue(self._allows(self.paper), "the renewal takes its place")
        self.assertEqual(scope.certificate_ids, record)

    def test_after_a_wrong_renewal_was_withdrawn_the_right_one_takes_its_place(self):
        """Requirement: MDQ-SUP-186"""
        record = self._accepted()
        self._qualify(product=self.paper, certificate_ids=record.ids, valid_from="2026-06-01", valid_to="2029-01-01")
        self.paper.mdq_controlled = True
        wrong = self._accepted(renews_id=record.id, number="Q5 98", valid_from="2026-06-01", valid_to="2030-01-01")
        with self._on("2026-06-10"):
            wrong.withdraw(self.credential_of(self.sqe), "The register of the issuer does not know it.")
            self.assertFalse(self._allows(self.paper))
        with self._on("2026-06-20"):
            self._accepted(renews_id=record.id, number="Q5 99", valid_from="2026-06-05", valid_to="2030-01-01")
            answers = [self._allows(self.paper, day=day) for day in ("2026-06-09", "2026-06-10", "2026-06-19", "2026-06-20")]
            self.assertEqual(answers, [True, False, False, True])

    def test_what_is_only_asked_for_does_not_bar(self):
        """Requirement: MDQ-SUP-187"""
        self._demand(is_mandatory=False)
        self.assertTrue(self._allows())
        [missing] = self.partner.sudo()._mdq_get_missing_certificates()
        self.assertEqual((missing["type"], missing["is_mandatory"]), (self.iso, False))

    def test_site_process_and_goods_of_a_certificate_count(self):
        """Requirement: MDQ-SUP-187"""
        self._demand()
        self._accepted(site_id=self.site.id)
        self.assertFalse(self._allows())
        limited = self.env["mdq.supplier.certificate"].with_user(self.sqe).create({
            "partner_id": self.partner.id, "type_id": self.iso.id, "number": "P", "issuer": "X", "valid_from": "2026-01-01",
            "valid_to": "2027-01-01", "process_ids": self.anodising.ids})
        limited._add_files([self._scan()])
        limited.action_submit()
        limited.with_user(self.second_sqe).accept(self.credential_of(self.second_sqe))
        self.assertFalse(self._allows())
        self.assertTrue(self._allows(self.service, process=self.anodising))

    def test_demands_are_not_dated_back(self):
        """Requirement: MDQ-SUP-187"""
        with self.refused("begins or ends today at the earliest", ValidationError):
            self._demand(since="2026-05-31")
        demand = self._demand()
        self.assertFalse(self._allows())
        with self._on("2026-07-01"):
            with self.refused("is in force already", ValidationError):
                demand.kind = "software"
            with self.refused("begins or ends today", ValidationError):
                demand.until = "2026-06-15"
            demand.until = "2026-07-01"
        with self._on("2026-07-02"):
            self.assertTrue(self._allows())
            self.assertFalse(self._allows(day="2026-07-01"))
            for until in (False, "2026-12-31"):
                with self.refused("is over. Add another one", ValidationError):
                    demand.until = until

    def test_orders_are_refused_and_a_concession_passes(self):
        """Requirement: MDQ-SUP-042"""
        self._demand()
        order = self._order(self.bar)
        for route in (order.button_confirm, lambda: order.write({"state": "purchase"})):
            with self.refused("ISO 13485 certificate.*is missing since"):
                route()
        self._accepted()
        order.button_confirm()
        self.assertEqual(order.state, "purchase")

    def test_queries_do_not_grow_with_scopes(self):
        """Requirement: MDQ-SUP-012"""
        self._demand()
        self._demand(self.licence, process_id=self.anodising.id)
        self._accepted()
        few, many = self.goods, self.goods
        for number in range(20):
            product = self._product(f"Part {number}", mdq_controlled=True, categ_id=self.category.id)
            many |= self._qualify(product=product, valid_from="2026-01-01", valid_to="2029-12-31")
        counts = [self._count(records) for records in (few, many)]
        self.assertLessEqual(counts[1], counts[0])

    def _count(self, records):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        records.sudo()._get_barriers(records.company_id._mdq_today())
        return self.cr.sql_log_count - before
