"""The test run behind `make test`.

Everything:        test.py
The reckoning:     test.py --core
One addon, fast:   test.py mdq_quality [pytest arguments]     on a database that is kept between runs (TEST_DB names it)

Two lanes run side by side, one for each core:

    lane A   install the suite → Odoo tests
    lane B   install the suite with the demonstration company → end to end → Odoo tests

The Odoo tests stand in one row, the longest first; a lane that has nothing to do takes the next addon.
Plain Python tests come first, in a second. Each part leaves a JUnit file in .mdq/test-results (a partial run's: in partial/).
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import traceback
import xml.etree.ElementTree as ElementTree
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import database
import log_gate
import server
import settings

KEPT = os.environ.get("TEST_DB") or "mdq_test_kept"
UNIT = "mdq_test_unit"  # each addon is tested on a copy of its own
STORY = "mdq_test_story"
SUITE = "suite"
STORY_PORT = 8171
SECONDS = settings.MDQ_DIR / "test-seconds.json"  # what each addon took in the run before

parts = []  # the JUnit files of what ran
problems = []  # sentences that fail the run although no test failed
printing = Lock()
copying = Lock()
begin = time.monotonic()
whole_run = not sys.argv[1:]  # the results of a partial run do not mix with those of the last whole run


def tell(text):
    with printing:
        print(f"[{time.monotonic() - begin:4.0f} s] {text}", flush=True)


def problem(text):
    problems.append(text or "a part stopped without a word")
    tell(problems[-1])


def pytest(part, *arguments, **environment):
    """Run pytest for one part and return its JUnit file; the output appears in one piece when it has ended."""
    tell(f"{part}: started")
    results = settings.RESULTS_DIR if whole_run else settings.RESULTS_DIR / "partial"
    results.mkdir(parents=True, exist_ok=True)
    junit = results / f"{part}.xml"
    parts.append(junit)
    command = [str(settings.VENV / "bin/python"), "-m", "pytest", "-q", "--color=no", "-rfE", "--tb=short",
               "--continue-on-collection-errors"]  # fmt: skip
    command += [f"--junitxml={junit}", "-o", f"junit_suite_name={part}", "-o", "junit_family=xunit1"]
    result = subprocess.run(
        [*command, *map(str, arguments)], cwd=settings.PROJECT, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**settings.client_environment(), **environment},
    )  # fmt: skip
    (settings.LOG_DIR / f"test-{part}.log").write_text(result.stdout)
    lines = result.stdout.splitlines()
    shown = lines if result.returncode else lines[-1:]
    tell(f"{part}:\n" + "\n".join(f"        {line}" for line in shown))
    # 5 means that there was nothing to collect.
    if result.returncode not in (0, 1, 5):
        problem(f"{part}: pytest ended with code {result.returncode}")
    return junit


def plain_environment():
    """PYTHONPATH for the scripts, and nothing of Odoo."""
    return {"ODOO_RC": "", "PYTHONPATH": str(settings.PROJECT / "scripts"), "MDQ_DIR": str(settings.MDQ_DIR)}


# --- the parts --------------------------------------------------------------------------------------------------------


def core(addons=None):
    """The reckoning of the addons: plain Python, with the examples in its docstrings."""
    folders = [] if addons else [settings.PROJECT / "tests/core"]
    for addon in addons or settings.mdq_addons():
        folders += [settings.ADDONS / addon / "core", settings.ADDONS / addon / "tests/core"]
    paths = [folder for folder in folders if folder.is_dir()]
    if paths:
        pytest("core", "-p", "no:odoo", "--import-mode=importlib", "--doctest-modules", *paths, **plain_environment())


def suite_files(needs_odoo):
    from conftest import IMPORTS_ODOO

    files = sorted((settings.PROJECT / "tests/suite").rglob("test_*.py"))
    return [path for path in files if bool(IMPORTS_ODOO.search(path.read_text())) == needs_odoo]


def suite():
    """What holds for all addons, as far as their files tell, and the tests of these scripts."""
    files = suite_files(needs_odoo=False) + [folder for folder in [settings.PROJECT / "tests/scripts"] if folder.is_dir()]
    if files:
        pytest("suite", "-p", "no:odoo", *files, **plain_environment())


def odoo_tests(name, db, *arguments):
    """The tests of one addon, or those of tests/suite that need Odoo."""
    paths = suite_files(needs_odoo=True) if name == SUITE else sorted((settings.ADDONS / name / "tests").glob("test_*.py"))
    if not paths:
        return
    part = f"odoo-{name}"
    conf = settings.write_conf(settings.RUN_DIR / f"{part}.conf", db_name=db, dbfilter=f"^{db}$")
    pytest(part, "-p", "log_gate", f"--odoo-database={db}", "--odoo-http", *arguments, *paths,
           **{**plain_environment(), "ODOO_RC": str(conf)})  # fmt: skip


def install(db, demo):
    tell(f"install {db}{' with the demonstration company' if demo else ''}: started")
    log = f"test-install-{db}"
    database.create(db, demo=demo, log=log)
    for line in log_gate.unexpected_lines(settings.LOG_DIR / f"{log}.log", "install"):
        problem(f"install {db}: {line}")
    database.build_assets(db)
    tell(f"install {db}: done")


def story():
    """The end-to-end tests, from outside, on what `make run` would show."""
    folder = settings.PROJECT / "tests/e2e"
    running = server.Server("test-server", db=STORY, port=STORY_PORT)
    running.stop()
    running.log_file.unlink(missing_ok=True)
    running.start()
    try:
        pytest("e2e", "-p", "no:odoo", folder, MDQ_TEST_URL=running.url, MDQ_TEST_DB=STORY, **plain_environment())
    finally:
        running.stop()
    for line in log_gate.unexpected_lines(running.log_file, "e2e"):
        problem(f"e2e: the server logged {line}")
    counted = counts(settings.RESULTS_DIR / "e2e.xml")
    if counted["skipped"] or not counted["passed"]:
        problem("e2e: the browser tests must run, every one of them")


def drives_browser(addon):
    texts = (path.read_text() for path in (settings.ADDONS / addon / "tests").glob("test_*.py"))
    return any("start_tour" in text or "browser_js" in text for text in texts)


# --- the whole --------------------------------------------------------------------------------------------------------


def longest_first():
    """What the lanes take their work from."""
    return deque(sorted([*settings.mdq_addons(), SUITE], key=weight, reverse=True))


def work_off(waiting):
    """One lane, until nothing is left. The other lane takes from the same row at the same time."""
    with contextlib.suppress(IndexError):
        while True:
            tried(on_a_copy, waiting.popleft())


def on_a_copy(name):
    """What tests leave behind, such as refused signatures, is not found by those of another addon."""
    db = f"{UNIT}_{name}"
    with copying:
        database.copy(UNIT, db)
    try:
        odoo_tests(name, db)
    finally:
        database.drop(db)


def weight(name):
    """The seconds of the run before, or a guess by the number of test files."""
    seconds = json.loads(SECONDS.read_text()) if SECONDS.exists() else {}
    files = len(list((settings.ADDONS / name / "tests").glob("test_*.py")))
    return seconds.get(name) or 10.0 * files or 60.0


def remember_seconds():
    seconds = {}
    for path in settings.RESULTS_DIR.glob("*.xml"):
        for case in ElementTree.parse(path).iter("testcase"):
            addon = re.search(r"\bmdq(_[a-z]+)?\b", case.get("classname", ""))
            name = "e2e" if path.stem == "e2e" else addon[0] if addon else "suite"
            seconds[name] = seconds.get(name, 0) + float(case.get("time", 0))
    SECONDS.write_text(json.dumps(seconds, indent=1, sort_keys=True))


def everything():
    for path in settings.RESULTS_DIR.glob("*.xml"):
        path.unlink()
    core()
    suite()
    database.build_template()
    waiting = longest_first()
    with ThreadPoolExecutor(2) as lanes:
        suite_installed = lanes.submit(tried, install, UNIT, demo=False)
        story_told = lanes.submit(lambda: tried(install, STORY, demo=True) and tried(story))
        if suite_installed.result():
            lane_a = lanes.submit(work_off, waiting)
            story_told.result()
            work_off(waiting)
            lane_a.result()
    for name in (UNIT, STORY):
        database.drop(name)
    remember_seconds()
    requirements_shown()


def tried(function, *arguments, **options):
    """Whether it went through; a failure is noted, and the other parts of the run go on."""
    try:
        function(*arguments, **options)
    except SystemExit as stop:
        problem(str(stop.code).strip())
    except Exception as error:
        tell(traceback.format_exc())
        problem(f"{' '.join([function.__name__, *map(str, arguments)])}: {type(error).__name__}: {error}")
    else:
        return True
    return False


def requirements_shown():
    """A requirement that is called built must have a passing test in this very run."""
    script = settings.PROJECT / "scripts/validation.py"
    command = [sys.executable, str(script), "--check"]
    result = subprocess.run(command, cwd=settings.PROJECT, capture_output=True, text=True)
    tell(f"requirements: {result.stdout.strip()}")
    log = settings.LOG_DIR / "test-requirements.log"
    log.write_text(result.stderr)
    if result.returncode:
        sentences = "\n".join(f"        {sentence[:300]}" for sentence in result.stderr.splitlines()[:15])
        problem(f"requirements: not all that is called built was shown ({log})\n{sentences}")


def one_addon(addon, *arguments):
    if addon not in settings.mdq_addons():
        settings.fail(f"There is no addon {addon} in addons/.")
    core([addon])
    if not database.is_ready(KEPT):
        database.copy(database.build_template(), KEPT)
    database.bring_up_to_date(KEPT, [addon], log="test-update")
    for line in log_gate.unexpected_lines(settings.LOG_DIR / "test-update.log", "install"):
        problem(f"install {addon}: {line}")
    if drives_browser(addon):
        database.build_assets(KEPT)
    odoo_tests(addon, KEPT, *arguments)


def main(*arguments):
    if arguments == ("--core",):
        core()
    elif arguments:
        one_addon(*arguments)
    else:
        everything()


# --- the closing line -------------------------------------------------------------------------------------------------


def counts(path):
    total = {"passed": 0, "failed": 0, "skipped": 0}
    if not path.exists():
        return total
    for case in ElementTree.parse(path).iter("testcase"):
        kinds = {child.tag for child in case}
        total["failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"] += 1
    return total


def close():
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for path in parts:
        for kind, number in counts(path).items():
            total[kind] += number
    if problems:
        print("\nNot a test, but a failure all the same:")
        print(*(f"  {text.splitlines()[0][:200]}" for text in problems), sep="\n")
    total["failed"] += len(problems)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if total["failed"] or not total["passed"] else 0


if __name__ == "__main__":
    sys.path.insert(0, str(settings.PROJECT))
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    tried(main, *sys.argv[1:])
    sys.exit(close())
