from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MdqTraceCommon


@tagged("post_install", "-at_install")
class TestUdi(MdqTraceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packed.barcode = "9506000199993"
        cls.lot = cls._lot(cls.packed, "P-26/1")
        cls.udi = cls.env["mdq.udi"].with_user(cls.inspector)

    def test_a_label_reads_as_plain_values(self):
        """Requirement: MDQ-TRA-014"""
        read = self.udi.parse("(01)09506000134352(17)271130(10)ABC123")
        self.assertEqual(
            {name: read[name] for name in ("issuer", "di", "lot", "serial", "expiry", "production")},
            {"issuer": "GS1", "di": "09506000134352", "lot": "ABC123", "serial": False, "expiry": "2027-11-30",
             "production": False},
        )
        self.assertEqual([one["ai"] for one in read["elements"]], ["01", "17", "10"])

    def test_what_is_no_label_is_refused_in_a_sentence(self):
        for text in ("hello", "(01)09506000134353", "", "(01)09506000134352(17)261331"):
            with self.subTest(text), self.assertRaisesRegex(UserError, "is no GS1 label"):
                self.udi.parse(text)

    def test_the_label_of_a_lot_reads_back(self):
        """Requirement: MDQ-TRA-015"""
        self.lot.expiration_date = "2027-11-30 12:00:00"
        built = self.udi.build(self.lot.id)
        self.assertEqual(built["human_readable"], "(01)09506000199993(17)271130(10)P-26/1")
        for text in built.values():
            read = self.udi.parse(text)
            self.assertEqual((read["di"], read["lot"], read["expiry"]), ("09506000199993", "P-26/1", "2027-11-30"))

    def test_a_serial_number_is_written_as_one(self):
        device = self._product("Device", tracking="serial", barcode="00614141999996")
        self.assertIn("(21)SN1", self.udi.build(self._lot(device, "SN1").id)["human_readable"])

    def test_without_a_gtin_or_with_a_number_that_does_not_fit_there_is_no_label(self):
        with self.assertRaisesRegex(UserError, "Set the GTIN"):
            self.udi.build(self._lot(self.bar, "B1").id)
        with self.assertRaisesRegex(UserError, "outside GS1 set 82"):
            self.udi.build(self._lot(self.packed, "批号1").id)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_the_portal_gets_no_label(self):
        portal = new_test_user(self.env, "mdq_portal", groups="mdq_base.group_supplier_quality")
        with self.assertRaises(AccessError):
            self.env["mdq.udi"].with_user(portal).build(self.lot.id)
