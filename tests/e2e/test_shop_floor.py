"""The inspector's screen on a bad day: the net goes in the middle of entry, the tab is closed, others are faster; nothing is lost."""

import json
import uuid
from datetime import datetime, timedelta

import pytest
from story import _gauge, choose_gauge

pytestmark = pytest.mark.browser
FLOOR = {"width": 1024, "height": 768}
PASTE = """(text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

# The keys of a device and its Tab, all at once: typed from outside they come as slowly as a busy machine lets them.
DEVICE = """(text) => {
    const press = (key) => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    for (const key of text) {
        press(key);
        document.execCommand("insertText", false, key);
    }
    press("Tab");
}"""


class Floor:
    """A lot of this run that waits for its inspection, and a window on it."""

    def __init__(self, story, people, browser):
        self.story, self.people, self.browser = story, people, browser
        key = uuid.uuid4().hex[:6]
        story.names[key] = f"E2E-FLOOR-{key.upper()}"
        order = story.order("S-001", "BAR-TI6", 30)
        people.xmlrpc("planner").call("purchase.order", "button_confirm", [order])
        story.receive(order, key, "BAR-TI6")
        inspection = story.inspection(key)
        # The lots of the story are released in the end; this one only waits.
        self.lot, self.inspection, self.units = story.names.pop(key), inspection["id"], inspection["sample_size"]
        story.lots.pop(key)

    def window(self, login="inspector", **options):
        window = self.browser(login, **options)
        window.page.set_viewport_size(FLOOR)
        return window

    def enter(self, page, with_gauge=True):
        """From the work list to the sheet, by the label of the lot; and say with which gauge."""
        page.locator(".o_mdq_floor_search input").fill(self.lot)
        page.locator(f".o_mdq_card[data-lot='{self.lot}']").click()
        page.locator(".o_mdq_readings").wait_for()
        if with_gauge:
            choose_gauge(page)
        return page

    def open(self, window, **options):
        return self.enter(window.open("/odoo/shop-floor"), **options)

    def record(self, login, *units, value):
        """Somebody else records the diameter by a program."""
        api = self.people.json2(login)
        grid = api.call("mdq.inspection", "get_grid", ids=[self.inspection])
        gauge = next(_gauge(column) for column in grid["columns"] if column["code"] == "D-BAR")
        readings = [{"characteristic": "D-BAR", "unit_no": unit, "value": value, **gauge} for unit in units]
        assert api.call("mdq.inspection", "record", ids=[self.inspection], readings=readings)["accepted"] == len(units)

    def readings(self):
        """[(unit, code, value, source, who)] as they stand on the server, the oldest first."""
        auditor = self.people.json2("auditor")
        rows = auditor.call(
            "mdq.measurement", "search_read", domain=[["inspection_id", "=", self.inspection]],
            fields=["unit_no", "characteristic_id", "value", "source", "recorded_by", "reason", "passed"], order="id",
        )  # fmt: skip
        return [(row["unit_no"], row["characteristic_id"][1].split()[0], row["value"], row["source"]) for row in rows]


@pytest.fixture
def floor(story, people, browser):
    return Floor(story, people, browser)


def cell(page, row, column):
    return page.locator(f".o_mdq_readings [data-row='{row}'][data-column='{column}']")


def type_in(page, row, column, text, key="Enter"):
    cell(page, row, column).click()
    page.keyboard.type(text, delay=70)  # as a person types
    if key:
        page.keyboard.press(key)


def all_sent(page):
    page.wait_for_function("!document.querySelector('.o_mdq_cell_unsent')")


def test_the_net_goes_and_the_tab_is_closed_and_nothing_is_lost(floor):
    """Requirement: MDQ-QUA-405, MDQ-QUA-410"""
    window = floor.window()
    page = floor.open(window)
    type_in(page, 1, 0, "6.01")
    all_sent(page)
    window.context.set_offline(True)
    type_in(page, 2, 0, "5.99")
    type_in(page, 3, 0, "6.20")
    cell(page, 1, 2).locator("button.o_mdq_good").click()
    page.locator(".o_mdq_unsent", has_text="3 entries are not sent yet").wait_for()
    page.locator(".o_mdq_floor_bar", has_text="3 not sent yet").wait_for()
    assert page.locator(".o_mdq_conclude").is_disabled()
    type_in(page, 1, 1, "931", key=None)  # and in the middle of a number …
    window.screenshot("shop_floor_offline")
    assert floor.readings() == [(1, "D-BAR", "6.01", "manual")]
    page.close()

    window.context.set_offline(False)
    page = window.page = window.context.new_page()
    page.set_viewport_size(FLOOR)
    floor.open(window)
    page.locator(".o_mdq_readings input").first.wait_for()
    all_sent(page)
    page.locator(".o_mdq_floor_progress", has_text="4 / ").wait_for()
    page.locator(".o_mdq_message", has_text="931").wait_for()
    window.screenshot("shop_floor_back")
    assert cell(page, 1, 1).input_value() == "931"  # … which is in its cell again, and waits for the one who typed it
    cell(page, 1, 1).press("Enter")
    page.locator(".o_mdq_floor_progress", has_text="5 / ").wait_for()
    all_sent(page)
    assert sorted(floor.readings()) == sorted([
        (1, "D-BAR", "6.01", "manual"), (2, "D-BAR", "5.99", "manual"), (3, "D-BAR", "6.20", "manual"), (1, "RM", "931", "manual"),
        (1, "VIS", False, "manual"),
    ])  # fmt: skip


def test_what_was_kept_for_hours_is_sent_with_the_reason(floor, people):
    """Requirement: MDQ-BAS-052 MDQ-APP-027"""
    window = floor.window()
    page = floor.open(window)

    def three_hours_ago(route):
        body = route.request.post_data_json
        for entry in body["params"]["kwargs"]["entries"]:
            sent = datetime.fromisoformat(entry["sent_on"])
            entry["typed_on"] = (sent - timedelta(hours=3)).isoformat(sep=" ")
        route.continue_(post_data=json.dumps(body))

    page.route("**/mdq.inspection/save_entries", three_hours_ago)
    type_in(page, 1, 0, "6.01")
    bar = page.locator(".o_mdq_late_bar", has_text="unit 1 comes long after it was entered")
    bar.wait_for()
    assert floor.readings() == []
    window.screenshot("shop_floor_late")
    bar.locator("input").fill("No network in the cellar")
    bar.locator("button").click()
    all_sent(page)
    bar.wait_for(state="detached")
    reading, = people.json2("auditor").call(
        "mdq.measurement", "search_read", domain=[["inspection_id", "=", floor.inspection]], fields=["value", "is_late", "late_reason"]
    )
    assert (reading["value"], reading["is_late"], reading["late_reason"]) == ("6.01", True, "No network in the cellar")


def test_an_answer_that_is_lost_makes_no_second_reading(floor):
    """Requirement: MDQ-QUA-401"""
    window = floor.window()
    page = floor.open(window)
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())  # the server has it; the browser never hears of it
        return route.abort("connectionreset")

    page.route("**/mdq.inspection/save_entries", lose)
    type_in(page, 1, 0, "6.01")
    page.locator(".o_mdq_cell_unsent").wait_for()
    all_sent(page)
    assert lost and floor.readings() == [(1, "D-BAR", "6.01", "manual")]


def test_what_the_work_list_sends_is_on_the_sheet_that_opens_meanwhile(floor):
    """The list sends what was left while the sheet is already being asked for: it shows what was sent, not an empty cell.

    Requirement: MDQ-QUA-410
    """
    window = floor.window()
    page = floor.open(window)
    window.context.set_offline(True)
    type_in(page, 1, 0, "6.01")
    page.locator(".o_mdq_unsent").wait_for()
    page.close()

    window.context.set_offline(False)
    page = window.page = window.context.new_page()
    left, asked = [], []

    def answer_late(route):
        asked.append(route.fetch())  # what the server says before it has what was left …
        while left:
            left.pop().continue_()
        page.wait_for_timeout(1500)
        route.fulfill(response=asked[-1])  # … comes when the queue is empty

    page.route("**/mdq.inspection/save_entries", lambda route: route.continue_() if asked else left.append(route))
    page.route("**/mdq.inspection/get_floor", answer_late)
    floor.open(window)
    assert asked
    page.locator(".o_mdq_floor_progress", has_text="1 / ").wait_for()
    all_sent(page)
    assert cell(page, 1, 0).input_value() == "6.01"
    assert floor.readings() == [(1, "D-BAR", "6.01", "manual")]


def test_an_entry_that_comes_while_another_is_sent_stays_in_the_queue(floor):
    """Requirement: MDQ-QUA-401"""
    page = floor.open(floor.window())
    waiting = page.evaluate("""async () => {
        const { Outbox } = odoo.loader.modules.get("@mdq_quality/readings/outbox");
        const outbox = new Outbox({}, 0, () => {});
        const first = await outbox.add({ value: "1" });
        const put = outbox.queue.put.bind(outbox.queue);
        let kept;
        const isKept = new Promise((resolve) => (kept = resolve));
        outbox.queue.put = async (entry) => { await isKept; return put(entry); };
        const adding = outbox.add({ value: "2" });
        await outbox.remove(first);  // the server took it in this moment
        kept();
        const second = await adding;
        const values = outbox.state.entries.map((entry) => entry.value);
        await outbox.remove(second);
        outbox.close();
        return values;
    }""")
    assert waiting == ["2"]


def test_the_gauge_may_be_named_after_the_value(floor):
    """What was refused only for want of its gauge is taken once the gauge is chosen.

    Requirement: MDQ-QUA-405
    """
    window = floor.window()
    page = floor.open(window, with_gauge=False)
    type_in(page, 1, 0, "6.01")
    page.locator(".o_mdq_message", has_text="with which gauge").wait_for()
    page.locator(".o_mdq_floor_bar .o_mdq_refused_badge", has_text="1 refused").wait_for()
    assert page.locator(".o_mdq_unsent_badge").count() == 0, "what was refused is not “not sent yet”"
    window.screenshot("shop_floor_gauge_wanted")
    assert floor.readings() == []
    choose_gauge(page)
    all_sent(page)
    page.locator(".o_mdq_message").wait_for(state="detached")
    assert floor.readings() == [(1, "D-BAR", "6.01", "manual")]


def test_what_somebody_else_recorded_meanwhile_is_decided_side_by_side(floor, people):
    """Requirement: MDQ-QUA-411"""
    window = floor.window()
    page = floor.open(window)
    window.context.set_offline(True)
    type_in(page, 1, 0, "6.01")
    type_in(page, 2, 0, "6.00")
    floor.record("engineer", 1, 2, value="5.98")
    window.context.set_offline(False)
    page.locator(".o_mdq_decide").click()
    dialog = page.locator(".o_mdq_decide_dialog")
    dialog.locator(".o_mdq_sides", has_text="5.98").first.wait_for()
    window.screenshot("shop_floor_conflict")
    dialog.locator(".o_mdq_refused").first.locator("input").fill("Measured twice, mine is right")
    dialog.locator(".o_mdq_use_mine").first.click()
    dialog.locator(".o_mdq_refused").nth(1).wait_for(state="detached")
    dialog.locator("input").fill("The colleague measured with the better gauge")
    dialog.locator(".o_mdq_drop_mine").click()
    dialog.wait_for(state="detached")
    assert [row[2] for row in floor.readings()] == ["5.98", "5.98", "6.01"]
    said = people.json2("auditor").call(
        "mail.message", "search_read", domain=[["model", "=", "mdq.inspection"], ["res_id", "=", floor.inspection]], fields=["body"]
    )
    assert any("6.00" in message["body"] and "better gauge" in message["body"] for message in said)


def test_another_person_on_the_same_tablet_sends_nothing_of_the_first(floor, db):
    """Requirement: MDQ-QUA-406"""
    window = floor.window()
    page = floor.open(window)
    window.context.set_offline(True)
    type_in(page, 1, 0, "6.01")
    page.locator(".o_mdq_unsent").wait_for()
    page.route("**/mdq.inspection/save_entries", lambda route: route.abort())
    window.context.set_offline(False)
    page.goto(f"{window.url}/web/session/logout")
    page.unroute("**/mdq.inspection/save_entries")
    window._log_in(db, "engineer")
    window.open("/odoo/shop-floor")
    page.locator(".o_mdq_floor_others").wait_for()
    floor.enter(page)
    page.wait_for_timeout(1500)
    assert cell(page, 1, 0).input_value() == ""
    assert floor.readings() == []
    page.goto(f"{window.url}/web/session/logout")
    window._log_in(db, "inspector")
    window.open("/odoo/shop-floor")  # where he was before
    page.locator(".o_mdq_floor_progress", has_text="1 / ").wait_for()
    all_sent(page)
    assert floor.readings() == [(1, "D-BAR", "6.01", "manual")]


def test_keyboard_paste_gauge_defect_and_conclusion(floor):
    """Requirement: MDQ-QUA-405, MDQ-QUA-408"""
    window = floor.window()
    page = floor.open(window)
    cell(page, 1, 0).click()
    page.evaluate(PASTE, "6,01\t931\tok\n" * (floor.units - 1))
    all_sent(page)
    page.locator(".o_mdq_floor_progress", has_text=f"{3 * (floor.units - 1)} / {3 * floor.units}").wait_for()
    page.locator(".o_mdq_readings").evaluate("(sheet) => sheet.scrollTo(0, sheet.scrollHeight)")
    cell(page, floor.units, 0).click()
    page.evaluate(DEVICE, "01A+00006.000")  # a caliper on its cable
    assert cell(page, floor.units, 0).input_value() == "6.000"
    page.keyboard.type("935", delay=70)
    page.keyboard.press("Tab")
    page.keyboard.press("x")
    all_sent(page)
    page.locator(".o_mdq_defects_button").click()
    page.locator(".o_mdq_codes button").first.click()
    page.locator(".o_mdq_more").click()
    page.locator(".o_mdq_photos input").set_input_files({"name": "scratch.png", "mimeType": "image/png", "buffer": _picture()})
    page.locator(".o_mdq_photos img").wait_for()
    page.locator(".o_mdq_defect_save").click()
    page.locator(".o_mdq_defect_list li[data-defect]").wait_for()
    window.screenshot("shop_floor_defect")
    page.locator(".o_mdq_conclude").click()
    page.locator(".o_mdq_outcome").wait_for()
    window.screenshot("shop_floor_conclude")
    page.locator(".o_mdq_conclude_confirm").click()
    page.locator(".o_mdq_state").wait_for()
    window.screenshot("shop_floor_concluded")
    window.assert_quiet()


def test_the_browser_judges_as_the_server_does(floor):
    """The limits of the plan to the last digit; what could be a thousand is not guessed; a label is no value.

    Requirement: MDQ-QUA-405
    """
    page = floor.open(floor.window())

    def call(name, *arguments):
        return page.evaluate("([name, given]) => odoo.loader.modules.get('@mdq_quality/readings/decimal')[name](...given)", [name, arguments])

    for value, verdict in (("6.03", True), ("6.0300000001", False), ("5.97", True), ("5.9699999", False), ("6,00", None), ("six", None), ("６。００", True), ("1e400", None)):
        assert call("judge", value, "5.97", "6.03") is verdict, value
    assert call("judge", "9007199254740993", "", "9007199254740992") is False, "beyond what floats can tell apart"
    for typed, point, meant in (("5,98", ".", "5.98"), ("1,234", ".", "1,234"), ("1,234", ",", "1.234"), ("1.234,5", ".", "1234.5"),
                                ("５．９８", ".", "5.98"), ("5。98", ".", "5.98"), ("−０．５", ".", "-0.5")):  # fmt: skip
        assert call("withPoint", typed, point) == meant
    for sent, value in (("01A+00005.981", "5.981"), ("-0.003 mm", "-0.003"), ("MIC-02", None), ("261101", None)):
        assert call("fromGauge", sent) == value


@pytest.fixture
def chinese_inspector(people):
    person = people.session("inspector")
    person.call("res.users", "write", [person.uid], {"lang": "zh_CN"})
    yield "inspector"
    person.call("res.users", "write", [person.uid], {"lang": "en_US"})


def test_in_chinese(floor, chinese_inspector):
    """Requirement: MDQ-QUA-405"""
    window = floor.window(chinese_inspector, language="zh-CN")
    page = window.open("/odoo/shop-floor")
    page.locator(".o_mdq_people", has_text="未分配").wait_for()
    window.screenshot("shop_floor_chinese")
    floor.enter(page)
    window.screenshot("shop_floor_sheet_chinese")
    window.assert_quiet()


def _picture():
    """The smallest PNG."""
    import base64

    return base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
