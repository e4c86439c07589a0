"""A window of Chromium in which one person is logged in."""

from clients import PASSWORD

DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
# The console errors that Chromium itself reports for a refused call are expected where a test provokes one.
NOISE = ("favicon", "Failed to load resource")


class Browser:
    def __init__(self, chromium, url, db, login, screenshots, phone=False, language="en-US"):
        self.url, self.screenshots = url, screenshots
        size = PHONE if phone else DESKTOP
        self.context = chromium.new_context(
            viewport=size, locale=language, timezone_id="Asia/Shanghai", is_mobile=phone, has_touch=phone, device_scale_factor=2 if phone else 1
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.errors = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._log_in(db, login)

    def _hear(self, message):
        if message.type == "error" and not any(noise in message.text for noise in NOISE):
            self.errors.append(message.text)

    def _log_in(self, db, login):
        self.page.goto(f"{self.url}/web/login?db={db}")
        self.page.locator(".oe_login_form:visible").first.wait_for()
        if self.page.locator(".o_user_switch").count():  # several were logged in here: the page offers them first
            self.page.locator(".o_user_switch > .btn-link").click()
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click(".oe_login_form button[type=submit]")
        self.page.wait_for_url(lambda address: "/web/login" not in address)

    def open(self, path):
        self.page.goto(self.url + path)
        return self.page

    def sign(self, password=PASSWORD, reason=""):
        """Fill and send the signing dialog."""
        dialog = self.page.locator(".o_mdq_sign_dialog")
        dialog.wait_for()
        if dialog.locator("input[name=accept]").count():  # this person's first signature
            dialog.locator("input[name=accept]").check()
        dialog.locator("input[name=reason]").fill(reason)
        dialog.locator("input[name=password]").fill(password)
        self.page.locator(".o_mdq_sign_confirm").click()

    def screenshot(self, name, full_page=False):
        self.page.wait_for_timeout(300)  # pictures and fonts settle
        self.page.screenshot(path=self.screenshots / f"{name}.png", full_page=full_page)

    def assert_fits_width(self):
        # A phone makes its window as wide as the page: the screen is what stays.
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.screen.width")
        assert wide <= 0, f"the page is {wide} px wider than the screen"

    def assert_quiet(self):
        assert not self.errors, f"the browser complained: {self.errors}"

    def close(self):
        self.context.close()
