"""From the click to a sheet of 2 000 readings that takes a value, in Chromium, beside a form of Odoo that is opened in the same run."""

import shutil
import statistics
import sys

from . import databases, measure

sys.path.insert(0, str(databases.PROJECT / "scripts"))

import server  # noqa: E402 (the scripts are not a package)

NAME = "screens"
UNITS, CHARACTERISTICS, RUNS, WITHIN = 200, 10, 9, 0.5
ASK = {"do": "show", "units": UNITS, "characteristics": CHARACTERISTICS}
PORT = 8279
PATIENCE = 600_000  # of a new database, the first page makes all programs and styles
# screen → (title, where it begins, what is clicked, what is waited for, how one comes back)
SCREENS = {
    "stock": ("A receipt of 20 lines, Odoo's own form", "/odoo/action-stock.action_picking_tree_all", ".o_data_row .o_data_cell[name=name]",
              ".o_form_view .o_field_x2many_list .o_data_row", ".o_back_button, .breadcrumb-item a"),
    "form": ("An inspection of 2 000 readings, form", "/odoo/action-mdq_quality.mdq_inspection_action", ".o_data_row .o_data_cell[name=name]",
             ".o_form_view .o_mdq_readings input:not([readonly])", ".o_back_button, .breadcrumb-item a"),
    "floor": ("An inspection of 2 000 readings, shop floor", "/odoo/shop-floor", ".o_mdq_card_what",
              ".o_mdq_readings input:not([readonly])", ".o_mdq_floor_back"),
}
# Click, wait until it is there, and for two frames more: then it is drawn. Meanwhile the calls of the server are added up.
OPEN = """async ([click, ready]) => {
    const asked = (each) => each.initiatorType === "fetch" || each.initiatorType === "xmlhttprequest";
    const frame = () => new Promise(requestAnimationFrame);
    performance.clearResourceTimings();
    const begin = performance.now();
    document.querySelector(click).click();
    while (!document.querySelector(ready)) {
        await frame();
        if (performance.now() - begin > 30000) throw new Error(`${ready} did not come`);
    }
    await frame();
    await frame();
    const total = performance.now() - begin;
    const calls = performance.getEntriesByType("resource").filter(asked).filter((each) => each.startTime >= begin);
    return { total, calls: calls.map((each) => [each.name.split("/call_kw/")[1] || each.name, each.duration, each.encodedBodySize]) };
}"""


def watch(told):
    """Open each screen in turn, in one window, so that whatever slows the machine slows all of them; the first turn warms up."""
    from playwright.sync_api import sync_playwright

    site = server.Server("bench-screens", db=databases.WITH, port=PORT, max_cron_threads=0)
    site.start()
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            page = chromium.new_page(viewport={"width": 1366, "height": 900})
            page.set_default_timeout(PATIENCE)
            log_in(page, site.url, told)
            opened = {name: [] for name in SCREENS}
            for turn in range(RUNS + 1):
                for name in SCREENS:
                    found = open_screen(page, site.url, name)
                    if turn:
                        opened[name].append(found)
            chromium.close()
    finally:
        site.stop()
    return {**told, "opened": opened}


def log_in(page, url, told):
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", told["login"])
    page.fill("input[name=password]", told["password"])
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_url(lambda address: "/web/login" not in address)


def open_screen(page, url, name):
    _title, begin, click, ready, back = SCREENS[name]
    page.goto(url + begin)
    for _turn in range(2):  # the first time in a page its programs are compiled: what counts is the daily second time
        page.locator(click).first.wait_for()
        page.wait_for_timeout(1000)  # what a page asks for behind what it shows is over
        found = page.evaluate(OPEN, [click, ready])
        page.locator(back).first.click()  # the shop floor opens again where one left it
    return found


def report(told):
    yield f"{'From the click until it can be used':<50} {'whole':>8} {'server':>8} {'rest':>8} {'× stock form':>13}"
    stock = [each["total"] for each in told["opened"]["stock"]]
    for name, (title, *_rest) in SCREENS.items():
        runs = told["opened"][name]
        whole, server_time = ([each["total"] for each in runs], [sum(call[1] for call in each["calls"]) for each in runs])
        middle, waited = statistics.median(whole), statistics.median(server_time)
        mark = " !" if name != "stock" and middle > WITHIN * 1000 else ""
        yield f"{title:<50} {middle:5.0f} ms {waited:5.0f} ms {middle - waited:5.0f} ms {measure.ratio(whole, stock):13.2f}{mark}"
    yield ""
    for name, (title, *_rest) in SCREENS.items():
        calls = ", ".join(f"{call[0].split('?')[0]} {call[1]:.0f} ms {call[2] / 1000:.0f} kB" for call in told["opened"][name][-1]["calls"])
        yield f"{title}: {calls}"
    yield ""
    yield f"Medians of {RUNS}; calls that overlap are added up. Goal: within {WITHIN:g} s; “!” marks what misses it."
