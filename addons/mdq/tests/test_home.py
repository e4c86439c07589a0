from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ROLES, MdqAppCommon


@tagged("post_install", "-at_install")
class TestHome(MdqAppCommon):
    def test_every_role_has_a_page_with_work_of_its_own(self):
        """Requirement: MDQ-APP-101"""
        pages = {role: set(self._tiles(self.users[role])) for role in ROLES}
        self.assertTrue(all(pages.values()), f"a role without a page: {pages}")
        self.assertIn("lot_ready", pages["releaser"])
        self.assertIn("inspection_open", pages["inspector"])
        self.assertIn("step_overdue", pages["planner"])
        self.assertIn("qualification_expired", pages["sqe"])
        self.assertIn("change_board", pages["change_board"])
        self.assertNotIn("inspection_open", pages["change_board"])

    def test_the_auditor_sees_every_tile(self):
        """Requirement: MDQ-APP-101"""
        everything = {tile["key"] for tile in self.env["mdq.home"]._get_tiles()}
        shown = self._tiles(self.users["auditor"])
        self.assertEqual(everything, set(shown))
        self.assertFalse([key for key, tile in shown.items() if tile["own"]], "none of it is the auditor's own work")

    def test_a_count_is_the_length_of_the_list_it_opens(self):
        """Requirement: MDQ-APP-102"""
        for role in ROLES:
            for tile in self._home(self.users[role]).get_tiles():
                with self.subTest(role=role, tile=tile["key"]):
                    action = tile["action"]
                    records = self.env[action["res_model"]].with_user(self.users[role]).search(action["domain"])
                    self.assertEqual(tile["count"], len(records))
                    self.assertIn("list", [mode for _view, mode in action["views"]])

    def test_tiles_stand_in_the_order_of_the_work(self):
        """Requirement: MDQ-APP-101"""
        order = list(self.env["mdq.home"]._get_sections())
        sections = [tile["section"] for tile in self._home(self.users["quality_manager"]).get_tiles()]
        self.assertEqual(sections, sorted(sections, key=order.index))

    def test_the_page_speaks_chinese(self):
        """Requirement: MDQ-APP-103"""
        self.env["res.lang"]._activate_lang("zh_CN")
        english, chinese = (self._tiles(self.users["auditor"], lang) for lang in ("en_US", "zh_CN"))
        same = [key for key in english if english[key]["title"] == chinese[key]["title"]]
        self.assertFalse(same, "titles without a Chinese wording")

    def test_an_employee_without_a_role_has_an_empty_page(self):
        """Requirement: MDQ-APP-101"""
        self.assertEqual(self._home(self.employee).get_tiles(), [])
        self.assertEqual(self._home(self.employee).get_roles(), [])

    def test_suppliers_have_no_home_page_in_the_backend(self):
        """Requirement: MDQ-APP-101"""
        self.assertEqual(self._home(self.portal_user).get_tiles(), [])

    def test_roles_are_named_in_the_order_of_the_work(self):
        """Requirement: MDQ-APP-101"""
        self.assertEqual(self._home(self.users["quality_manager"]).get_roles(), ["Quality Manager"])
        self.assertEqual(self._home(self.users["auditor"]).get_roles(), ["Auditor"])

    def test_nobody_counts_what_he_may_not_read(self):
        """Requirement: MDQ-APP-102"""
        reader = self.env["mdq.home"].with_user(self.portal_user)
        tile = self.env["mdq.home"]._get_tiles()[0]
        with self.assertRaises(AccessError):
            reader._prepare_tile(tile, reader._get_sections())
