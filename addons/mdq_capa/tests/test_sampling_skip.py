from .common import MdqCapaCommon


class TestSkipConditions(MdqCapaCommon):
    """Lots are not skipped while an event is open. Requirement: MDQ-QUA-204"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skip = cls.env["mdq.sampling.skip"].create({
            "company_id": cls.company.id, "product_id": cls.product.id, "partner_id": cls.supplier.id, "plan_code": "IP-1",
        })

    def _event(self, partner=None):
        event = self.env["mdq.event"].create({
            "title": "Scratches", "product_id": self.product.id, "partner_id": partner.id if partner else False,
        })
        event._move_to("open")
        return event

    def _reasons(self):
        return [why for why in self.skip._get_skip_conditions()[self.skip.id] if "Quality event" in why]

    def test_an_open_event_of_the_supply_bars_and_names_itself(self):
        self.assertFalse(self._reasons())
        event = self._event(self.supplier)
        self.assertEqual(self._reasons(), [f"Quality event {event.name} is open."])

    def test_an_event_of_nobody_in_particular_bars_and_one_of_another_supplier_does_not(self):
        other = self.env["res.partner"].create({"name": "Another Mill", "is_company": True})
        self._event(other)
        self.assertFalse(self._reasons())
        self._event()
        self.assertEqual(len(self._reasons()), 1)
