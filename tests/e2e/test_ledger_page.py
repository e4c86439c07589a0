"""The page that shows how the record is protected, and verifies it while one looks on."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
VERIFIER = Path(__file__).parents[2] / "addons/mdq_base/static/mdq_verify.py"


@pytest.fixture
def in_language(people):
    """Let a person read in a language for one test."""
    changed = []

    def choose(login, language):
        session = people.session(login)
        session.call("res.users", "write", [session.uid], {"lang": language})
        changed.append(session)

    yield choose
    for session in changed:
        session.call("res.users", "write", [session.uid], {"lang": "en_US"})


@pytest.mark.parametrize(("language", "verify"), [("en_US", "Verify The Ledger"), ("zh_CN", "校验台账")])
def test_the_ledger_is_verified_on_its_page(browser, people, in_language, language, verify):
    """Requirement: MDQ-BAS-106"""
    people.session("quality_manager").call("mdq.ledger", "seal")
    in_language("quality_manager", language)
    window = browser("quality_manager")
    page = window.open("/odoo/mdq-ledger")
    page.locator(".o_mdq_ledger_page .badge").nth(5).wait_for()
    page.get_by_role("button", name=verify).click()
    page.locator(".o_mdq_ledger_page .alert-success").wait_for(timeout=120_000)
    window.screenshot(f"ledger_{language}", full_page=True)
    window.assert_quiet()


def test_a_wrong_anchor_is_shown_in_red(browser):
    """Requirement: MDQ-BAS-106"""
    page = browser("auditor").open("/odoo/mdq-ledger")
    page.get_by_label("Anchor").fill("999999:3f9a0c41d2e7b865")
    page.get_by_role("button", name="Verify The Ledger").click()
    page.locator(".alert-danger", has_text="this seal is not there").wait_for(timeout=120_000)


def test_an_export_is_checked_outside(people, tmp_path):
    """Requirement: MDQ-BAS-044"""
    auditor = people.session("auditor")
    made = auditor.call("mdq.ledger", "export")
    path = tmp_path / made["name"]
    path.write_bytes(auditor.get(f"/web/content/{made['attachment_id']}?download=true").content)
    root = people.session("quality_manager").call("mdq.ledger.seal", "search_read", [["number", "=", made["last"]]], ["number", "hash"])[0]
    anchor = f"{root['number']}:{root['hash'][:16]}"
    result = subprocess.run([sys.executable, str(VERIFIER), str(path), "--anchor", anchor], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert result.stdout.endswith("INTACT\n")
