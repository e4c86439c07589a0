"""What can be said of the code without running it; every check runs, and one sentence sums up."""

import subprocess
import sys

import polib
import settings
from lxml import etree


def run(title, *command):
    print(f"==> {title}", flush=True)
    return subprocess.run([str(settings.VENV / "bin/python"), "-m", *command], cwd=settings.PROJECT).returncode == 0


def ruff():
    return run("ruff", "ruff", "check", ".")


def pylint():
    addons = [str(settings.ADDONS / addon) for addon in settings.mdq_addons()]
    return run("pylint-odoo", "pylint", "--rcfile=.pylintrc", *addons) if addons else True


def xml():
    """Every XML file can be parsed."""
    print("==> XML")
    problems = []
    for path in sorted(settings.ADDONS.rglob("*.xml")):
        try:
            etree.parse(str(path))
        except etree.XMLSyntaxError as error:
            problems.append(f"{path.relative_to(settings.PROJECT)}: {error}")
    return report(problems)


def translations():
    """Every term of every addon has its Chinese translation."""
    print("==> translations")
    problems = []
    for addon in settings.mdq_addons():
        folder = settings.ADDONS / addon / "i18n"
        if not (folder / f"{addon}.pot").exists():
            continue
        translated = polib.pofile(str(folder / "zh_CN.po")) if (folder / "zh_CN.po").exists() else []
        done = {entry.msgid for entry in translated if entry.translated()}
        problems += [f"{addon}: {entry.msgid!r}" for entry in polib.pofile(str(folder / f"{addon}.pot")) if entry.msgid not in done]
    return report(problems)


def suite():
    return run("tests/suite", "pytest", "-q", "-p", "no:odoo", "tests/suite")


def report(problems):
    for problem in problems:
        print(f"    {problem}")
    return not problems


if __name__ == "__main__":
    failed = [check.__name__ for check in (ruff, pylint, xml, translations, suite) if not check()]
    print(f"lint: {'failed: ' + ', '.join(failed) if failed else 'all well'}")
    sys.exit(bool(failed))
