"""Suppliers sign on portal pages with the same dialog as the people inside."""

from odoo.addons.base.tests.common import HttpCase
from odoo.tests import tagged

from .common import MdqCase

PRESS_AND_SIGN = """
    const until = (find) => new Promise((found) => {
        const look = setInterval(() => {
            const it = find();
            if (it) { clearInterval(look); found(it); }
        }, 50);
    });
    const wait = (css) => until(() => document.querySelector(css));
    const type = (el, text) => { el.value = text; el.dispatchEvent(new Event("input", { bubbles: true })); };
    (async () => {
        (await wait(".o_mdq_portal_sign")).click();
        type(await wait(".o_mdq_sign_dialog input[name=reason]"), "As agreed");
        type(await wait(".o_mdq_sign_dialog input[name=password]"), "%s");
        (await wait(".o_mdq_sign_confirm:not([disabled])")).click();
        await until(() => %s);
        console.log("test successful");
    })();
"""
PAGE = """
    <xpath expr="//div[hasclass('o_portal_docs')]" position="before">
        <t t-set="props" t-value="{'model': 'mdq.signature', 'method': 'sign', 'title': 'Sign Agreement', 'meaning': 'agreed',
            'args': {'model': 'mdq.concession', 'res_ids': [%(id)s], 'meaning': 'agreed'}, 'next': '/my#signed'}"/>
        <owl-component name="mdq_base.portal_sign" t-att-props="json.dumps(props)"/>
    </xpath>
"""


@tagged("post_install", "-at_install")
class TestPortalSign(MdqCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signatory = cls.new_user("mdq_signatory", "mdq_base.group_supplier_signatory")
        cls.concession = cls.env["mdq.concession"].with_user(cls.quality_engineer).create({
            "gate": "purchase", "reason": "Case", "valid_to": "2099-01-01", "partner_id": cls.signatory.partner_id.id,
        })
        cls.env["ir.model.access"].create({
            "name": "test", "model_id": cls.env["ir.model"]._get_id("mdq.concession"), "perm_read": True, "perm_write": True,
            "group_id": cls.env.ref("mdq_base.group_supplier_signatory").id,
        })
        cls.env["ir.ui.view"].create({
            "name": "test", "type": "qweb", "inherit_id": cls.env.ref("portal.portal_my_home").id,
            "arch": PAGE % {"id": cls.concession.id},
        })

    def _press(self, password, then, page="/my"):
        self.browser_js(page, PRESS_AND_SIGN % (password, then), login=self.signatory.login)

    def test_supplier_signs_on_a_portal_page(self):
        """Requirement: MDQ-BAS-162"""
        self._press(self.credential_of(self.signatory)["password"], "location.hash === '#signed'")
        signature = self.concession.signature_ids
        self.assertEqual((signature.user_id, signature.meaning, signature.reason), (self.signatory, "agreed", "As agreed"))
        self.assertEqual(signature.role, "mdq_base.group_supplier_signatory")

    def test_wrong_password_signs_nothing_and_says_so_in_the_dialog(self):
        """Requirement: MDQ-BAS-162"""
        self._press("guess", "document.querySelector('.o_mdq_sign_dialog .alert-danger')")
        self.assertFalse(self.concession.signature_ids)

    def test_the_dialog_speaks_the_language_of_the_page(self):
        """Requirement: MDQ-BAS-162"""
        self.env["res.lang"]._activate_lang("zh_CN")
        self._press("guess", "/[一-龥]/.test(document.querySelector('.o_mdq_sign_dialog .alert-danger')?.textContent)", "/zh_CN/my")
