"""A list of the portal, tried on the supplier's steps: words, order, pages, and an address somebody made up."""

from odoo.addons.mdq_base.controllers.listing import PortalListing
from odoo.tests import HttpCase, tagged

from .common import MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestPortalList(HttpCase, MdqOutsourcingCase):
    """Requirement: MDQ-BAS-198"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = (cls._step_of(name) for name in ("FIRST-1", "SECOND-1"))

    @classmethod
    def _step_of(cls, name):
        """A step of Hongda, reported with a lot of that name."""
        order = cls._outsourcing_order()
        cls._machine(order, name)
        return order.step_ids[0]

    def _list(self, arguments="", user=None):
        user = user or self.uploader
        self.authenticate(user.login, user.login.ljust(8, "x"))
        answer = self.url_open(f"/my/steps{arguments}")
        self.assertEqual(answer.status_code, 200)
        return [step for step in self.first | self.second if f'href="/my/steps/{step.id}"' in answer.text], answer.text

    def test_words_narrow_the_list(self):
        state = {"at_supplier": "todo", "reported": "todo", "done": "done"}[self.first.state]
        for words, found in (("", [self.first, self.second]), ("first-1", [self.first]), (self.second.order_id.name, [self.second]),
                             ("machin", [self.first, self.second]), ("100%25", [])):
            with self.subTest(words=words):
                self.assertEqual(self._list(f"?filterby={state}&search={words}")[0], found)
        self.assertIn("Nothing of yours matches these words", self._list(f"?filterby={state}&search=nowhere")[1])

    def test_words_find_nothing_of_another_supplier(self):
        for state in ("todo", "done"):
            self.assertFalse(self._list(f"?filterby={state}&search=first-1", self.other_uploader)[0])

    def test_pages_keep_words_and_filter(self):
        self.patch(PortalListing, "_items_per_page", 1)
        state = "done" if self.first.state == "done" else "todo"
        pages = [self._list(f"{page}?filterby={state}&sortby=new&search=machin") for page in ("", "/page/2", "/page/9")]
        self.assertEqual([found for found, _text in pages], [[self.second], [self.first], [self.first]])
        self.assertRegex(pages[0][1], rf"/my/steps/page/2\?filterby={state}&amp;sortby=new&amp;search=machin")

    def test_a_made_up_address_shows_the_list(self):
        for arguments in ("?filterby=x&sortby=id;drop", "?model=res.users&filters=1&words=login&options=2", "?page=-3", "?search=%00"):
            with self.subTest(arguments=arguments):
                self._list(arguments)
