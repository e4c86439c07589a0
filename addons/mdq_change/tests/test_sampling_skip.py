from odoo.fields import Command

from .common import MdqChangeCommon


class TestSkipConditions(MdqChangeCommon):
    """Lots are not skipped while a change is under way. Requirement: MDQ-QUA-204"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skip = cls.env["mdq.sampling.skip"].create({
            "company_id": cls.company.id, "product_id": cls.product.id, "partner_id": cls.supplier.id, "plan_code": "IP-1",
        })

    def _reasons(self):
        return [why for why in self.skip._get_skip_conditions()[self.skip.id] if "under way" in why]

    def _under_way(self, **vals):
        change = self._change(change_type="material", **vals)
        change.sudo()._write_guarded({"state": "assessment"})
        return change

    def test_a_change_of_the_product_bars_once_it_is_under_way_and_names_itself(self):
        draft = self._change(product_ids=[Command.set(self.product.ids)])
        self.assertFalse(self._reasons())
        draft.sudo()._write_guarded({"state": "assessment"})
        self.assertEqual(self._reasons(), [f"Change {draft.name} is under way."])
        draft.sudo()._write_guarded({"state": "implemented"})
        self.assertFalse(self._reasons())

    def test_a_change_of_the_supplier_bars_all_that_he_delivers(self):
        self._under_way(partner_id=self.supplier.id)
        self.assertEqual(len(self._reasons()), 1)

    def test_a_change_of_other_goods_or_of_another_supplier_does_not(self):
        other = self.env["product.product"].create({"name": "Cap"})
        stranger = self.env["res.partner"].create({"name": "Another Mill", "is_company": True})
        self._under_way(partner_id=self.supplier.id, product_ids=[Command.set(other.ids)])
        self._under_way(partner_id=stranger.id, product_ids=[Command.set(self.product.ids)])
        self.assertFalse(self._reasons())
