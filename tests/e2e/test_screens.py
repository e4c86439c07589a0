"""Every role logs in, finds the page of the role, and every number leads to its list; in both languages, looked at."""

import pytest

pytestmark = pytest.mark.browser
ROLES = ("planner", "sqe", "inspector", "engineer", "quality_manager", "releaser", "change_board", "auditor", "admin")


@pytest.mark.parametrize("login", ROLES)
def test_the_home_page_leads_to_lists(browser, people, login):
    """Requirement: MDQ-APP-102"""
    window = browser(login)
    page = window.open("/odoo/mdq")
    page.locator(".o_mdq_home_tile").first.wait_for()
    window.screenshot(f"home_{login}", full_page=True)
    tiles = people.json2(login).call("mdq.home", "get_tiles")
    assert page.locator(".o_mdq_home_tile").count() == len(tiles)
    counted = [tile for tile in tiles if tile["count"] and tile["section"] != "record"]
    for tile in counted[:3]:
        page.locator(f"[data-tile={tile['key']}]").click()
        page.locator(".o_list_view").wait_for()
        page.locator(".o_last_breadcrumb_item", has_text=tile["title"]).wait_for()
        rows = min(tile["count"], 80)
        page.locator(".o_data_row").nth(rows - 1).wait_for()
        assert page.locator(".o_data_row").count() == rows
        page.go_back()
        page.locator(".o_mdq_home_tile").first.wait_for()
    window.assert_quiet()


def test_the_home_page_in_chinese_and_on_a_phone(browser):
    """Requirement: MDQ-APP-103"""
    window = browser("change_board_2", language="zh-CN")
    page = window.open("/odoo/mdq")
    page.get_by_text("等待我处理").wait_for()
    window.screenshot("home_chinese")
    phone = browser("inspector", phone=True)
    page = phone.open("/odoo/mdq")
    page.locator(".o_mdq_home_tile").first.wait_for()
    phone.assert_fits_width()
    phone.screenshot("home_phone")
    window.assert_quiet()


def test_a_long_name_fits_the_phone_of_a_supplier(browser):
    """Requirement: MDQ-OUT-062"""
    phone = browser("supplier_signatory", phone=True)
    page = phone.open("/my/approvals")
    page.locator("a[href*='/my/approvals/']").first.click()
    page.locator(".breadcrumb-item.active").wait_for()
    phone.assert_fits_width()
    phone.screenshot("approval_phone")
    phone.assert_quiet()


def test_menus_stand_in_the_order_of_the_work(browser):
    """Requirement: MDQ-APP-101"""
    window = browser("auditor")
    page = window.open("/odoo/mdq")
    page.locator(".o_mdq_home_tile").first.wait_for()
    shown = [entry.strip() for entry in page.locator(".o_menu_sections .o_nav_entry, .o_menu_sections .dropdown-toggle").all_inner_texts()]
    wanted = ["Home", "Suppliers", "Outsourcing", "Quality", "Events & CAPA"]
    assert [entry for entry in shown if entry in wanted] == wanted
    assert page.locator(".o_menu_brand").inner_text() == "Device Quality"
