"""The whole product from outside: a running server with the demonstration company, nothing of Odoo imported.

MDQ_TEST_URL and MDQ_TEST_DB name the server; `make test` starts one on a database built by the code of `make run`.
Against a server of `make run`:  MDQ_TEST_URL=http://localhost:8069 MDQ_TEST_DB=mdq pytest tests/e2e
"""

import os
import shutil
from pathlib import Path

import pytest
from browser import Browser
from clients import Json2, Session, XmlRpc
from playwright.sync_api import sync_playwright
from story import Story

SCREENSHOTS = Path(os.environ.get("MDQ_DIR") or Path(__file__).parents[2] / ".mdq") / "screenshots"


@pytest.fixture(scope="session")
def url():
    return _setting("MDQ_TEST_URL").rstrip("/")


@pytest.fixture(scope="session")
def db():
    return _setting("MDQ_TEST_DB")


def _setting(name):
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{name} is not set: name a running server and its database, or run make test.", pytrace=False)
    return value


class People:
    """Every person of the demonstration company through every door; each is opened once."""

    def __init__(self, url, db):
        self.url, self.db = url, db
        self._opened = {}

    def _open(self, kind, login, make):
        key = (kind, login)
        if key not in self._opened:
            self._opened[key] = make()
        return self._opened[key]

    def session(self, login):
        return self._open("session", login, lambda: Session(self.url, self.db, login))

    def json2(self, login):
        def make():
            return Json2(self.url, self.db, self.session(login).make_api_key("end-to-end test"))

        return self._open("json2", login, make)

    def xmlrpc(self, login):
        return self._open("xmlrpc", login, lambda: XmlRpc(self.url, self.db, login))


@pytest.fixture(scope="session")
def people(url, db):
    return People(url, db)


@pytest.fixture(scope="session")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.fail("Chromium is not installed; the end-to-end tests need it.", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def browser(chromium, url, db):
    """A factory: `browser("inspector")` is a window in which that person is logged in."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    windows = []

    def open_as(login, phone=False, language="en-US"):
        windows.append(Browser(chromium, url, db, login, SCREENSHOTS, phone, language))
        return windows[-1]

    yield open_as
    for window in windows:
        window.close()


@pytest.fixture(scope="session")
def story(people):
    """The second story; its parts stand in files that run in their order."""
    return Story(people)
