from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..core.scope import Barrier
from .common import MdqSupplierCommon


@tagged("post_install", "-at_install")
class TestRenewal(MdqSupplierCommon):

    def test_a_renewal_follows_on_the_day_after_for_as_long_again(self):
        """Requirement: MDQ-SUP-072"""
        with freeze_time("2026-03-01 08:00:00"):
            record = self._qualify(process=self.anodising, site_id=self.site.id, valid_from="2026-01-01", valid_to="2026-12-31",
                                   basis="Audit 2025", conditions="Small lots")
            action = record.with_user(self.sqe).action_renew()
            renewal = record.renewal_ids
            self.assertEqual(action["res_id"], renewal.id)
            self.assertEqual((renewal.state, str(renewal.valid_from), str(renewal.valid_to)), ("draft", "2027-01-01", "2027-12-31"))
            self.assertEqual((renewal.process_id, renewal.site_id, renewal.conditions, renewal.basis),
                             (self.anodising, self.site, "Small lots", False))
            self.assertTrue(record.is_renewed)
            self.assertEqual(record.with_user(self.sqe).action_renew()["res_id"], renewal.id)
            self.assertIn(record, record.search([("is_renewed", "=", True)]))
            self.assertNotIn(renewal, record.search([("is_renewed", "=", True)]))

    def test_the_renewal_of_an_ended_one_begins_today(self):
        with freeze_time("2026-03-01 08:00:00"):
            record = self._qualify(valid_from="2026-01-01", valid_to="2026-03-31")
        with freeze_time("2026-06-01 08:00:00"):
            self.assertEqual(str(record.with_user(self.sqe)._renew().valid_from), "2026-06-01")

    def test_who_only_reads_does_not_renew_and_drafts_are_not_renewed(self):
        with self.assertRaises(AccessError):
            self._qualify().with_user(self.planner).action_renew()
        with self.refused("was not approved"):
            self._draft(process=self.machining).with_user(self.sqe).action_renew()

    def test_a_draft_shows_what_it_overlaps(self):
        record = self._qualify(process=self.anodising, valid_from="2026-01-01", valid_to="2026-12-31")
        draft = self._draft(process=self.anodising, valid_from="2026-12-31", valid_to="2027-12-31")
        self.assertEqual(draft.overlap_ids, record)
        draft.valid_from = "2027-01-01"
        self.assertFalse(draft.overlap_ids)

    def test_an_odd_scope_is_pointed_out(self):
        """Requirement: MDQ-SUP-073"""
        self.assertIn("covers the purchase of every product", self._draft().scope_warning)
        self.assertIn("without that process", self._draft(product=self.service).scope_warning)
        self.assertFalse(self._draft(product=self.bar).scope_warning)
        self.assertFalse(self._draft(product=self.service, process=self.anodising).scope_warning)

    def test_a_barred_qualification_and_its_supplier_say_so(self):
        """Requirement: MDQ-SUP-050"""
        record = self._qualify(process=self.anodising)
        self.assertEqual((record.barriers, self.partner.mdq_purchasing_status), (False, "approved"))
        barrier = Barrier("Certificate CE-1 ended.", "Renew it.")
        with patch.object(type(record), "_get_barriers", lambda records, on: dict.fromkeys(records.ids, [barrier])):
            self.env.invalidate_all()
            self.assertEqual((record.barriers, self.partner.mdq_purchasing_status), ("Certificate CE-1 ended.", "barred"))

    # ------------------------------------------------------------------------------- archiving

    def test_a_supplier_is_not_archived_while_approved(self):
        """Requirement: MDQ-SUP-073"""
        record = self._qualify(site_id=self.site.id)
        for partner in (self.partner, self.site, self.partner.sudo()):
            with self.refused(f"cannot be archived while approved: {record.name}"):
                partner.action_archive()
        self._withdraw(record)
        self.partner.action_archive()
        self.assertFalse(self.partner.active)

    def test_others_are_archived_as_ever(self):
        self._qualify(valid_from="2020-01-01", valid_to="2020-12-31")
        (self.partner | self.other_partner).write({"active": False})

    # ------------------------------------------------------------------------------------ gaps

    def _gaps(self, user=None):
        action = self.env["mdq.supplier.gap"].with_user(user or self.sqe).action_open()
        return self.env["mdq.supplier.gap"].with_user(user or self.sqe).search(action["domain"]).filtered(
            lambda gap: gap.partner_id == self.partner)

    def test_gaps_name_the_days_and_the_orders_open_meanwhile(self):
        """Requirement: MDQ-SUP-074"""
        with freeze_time("2026-01-10 08:00:00"):
            record = self._qualify(product=self.bar, valid_from="2026-01-01", valid_to="2026-03-31")
            order = self._order(self.bar)
            order.button_confirm()
        with freeze_time("2026-05-01 08:00:00"):
            [gap] = self._gaps()
            self.assertEqual((gap.kind, str(gap.date_from), gap.date_to, gap.days), ("now", "2026-04-01", False, 31))
            self.assertEqual((gap.qualification_id, gap.order_ids), (record, order))
            self._qualify(product=self.bar, valid_from="2026-05-01", valid_to="2027-12-31")
            [gap] = self._gaps()
            self.assertEqual((gap.kind, str(gap.date_to), gap.days, gap.order_count), ("past", "2026-04-30", 30, 1))
        with freeze_time("2027-11-01 08:00:00"):
            self.assertEqual(set(self._gaps().mapped("kind")), {"past", "ahead"})

    def test_a_suspension_is_a_gap_and_orders_of_other_scopes_are_not_in_it(self):
        """Requirement: MDQ-SUP-074"""
        with freeze_time("2026-01-10 08:00:00"):
            self._qualify(process=self.anodising, valid_from="2026-01-01", valid_to="2099-12-31")
            record = self._qualify(product=self.bar, valid_from="2026-01-01", valid_to="2099-12-31")
            self._order(self.service).button_confirm()
        with freeze_time("2026-02-10 08:00:00"):
            self._suspend(record)
            [gap] = self._gaps()
            self.assertEqual((str(gap.date_from), gap.order_count), ("2026-02-10", 0))

    def test_who_may_not_read_qualifications_sees_no_gaps(self):
        with self.assertRaises(AccessError):
            self._gaps(self.new_user("mdq_employee", "base.group_user"))
        with self.assertRaises(AccessError):
            self.env["mdq.supplier.gap"].with_user(self.sqe).create({})
