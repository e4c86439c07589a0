from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestReleaseMaker(MdqOutsourcingCase):
    """Requirement: MDQ-QUA-721"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.machined.product_tmpl_id.mdq_two_stage_release = "yes"
        cls.signatory = cls._person(cls.hongda, "hongda_signs", "mdq_base.group_supplier_signatory")
        cls.other_signatory = cls._person(cls.lantian, "lantian_signs", "mdq_base.group_supplier_signatory")
        cls.reporter.group_ids += cls.env.ref("mdq_base.group_supplier_signatory")
        for maker, people in ((cls.hongda, cls.signatory | cls.reporter), (cls.lantian, cls.other_signatory)):
            cls.env["mdq.release.maker"].with_user(cls.quality_manager).create({
                "partner_id": maker.id, "user_ids": [Command.set(people.ids)], "basis": "Quality agreement 7",
            }).appoint(cls.credential_of(cls.quality_manager))

    def _sign(self, lot, user):
        return self.env["mdq.release"].with_user(user).release_as_maker(lot.ids, self.credential_of(user))

    def test_who_reported_the_lot_does_not_sign_for_it(self):
        lot = self._machine(self._outsourcing_order())
        self.assertEqual(lot._mdq_get_makers(), {lot.id: self.hongda})
        with self.assertRaisesRegex(AccessError, "You entered results of SM-1"):
            self._sign(lot, self.reporter)
        with self.assertRaisesRegex(UserError, "these checks are open"):
            self._sign(lot, self.signatory)

    def test_who_did_a_step_to_a_lot_did_not_make_it(self):
        order, lot = self._machined_order()
        self._anodise(order)
        self.assertEqual((lot._mdq_get_makers(), lot.mdq_release_stage), ({lot.id: self.hongda}, "production"))
        with self.assertRaisesRegex(UserError, "no such lot that your company made"):
            self._sign(lot, self.other_signatory)
        told = lot._mdq_tell_maker(lot._mdq_release_checks()[lot.id])
        self.assertIn("Its process steps are finished", [check["name"] for check in told])
        self.assertNotIn(self.lantian.name, str(told))
