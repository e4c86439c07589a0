"""The validation kit: requirement → risk → test → result → version → date, as XLSX and PDF, in English and Chinese.

    python scripts/validation.py            run the tests (or reuse a complete run of this very commit) and write the kit
    python scripts/validation.py --check    at the end of a complete run: fail when a built requirement is not shown by it
    python scripts/validation.py --reuse    write the kit from the results that are there, whatever they are

The kit is written to .mdq/validation/.
"""

import subprocess
import sys

import requirements
import settings
from validation_kit import pages, results, workbook
from validation_kit.kit import Kit

FOLDER = settings.MDQ_DIR / "validation"


def check():
    """Whether every built requirement has a passing test in the run whose results are there; says which have none."""
    about = results.stamp()
    lines = results.trace()
    sentences = [*results.unshown(lines), *requirements.problems()]
    for sentence in sentences:
        print(sentence, file=sys.stderr)
    built = {line.requirement.id for line in lines if line.requirement.state == "built"}
    print(f"{len(built)} built requirements at commit {about['commit'][:12]}: {len(sentences)} problems")
    return bool(sentences)


def write_kit():
    FOLDER.mkdir(parents=True, exist_ok=True)
    kit = Kit()
    workbook.Workbook(FOLDER / "mdq-validation.xlsx", kit).write()
    pages.write(FOLDER / "mdq-validation.pdf", kit)
    for label, value in kit.summary():
        print(f"{label}: {value}")
    print(f"Written: {FOLDER / 'mdq-validation.xlsx'} and mdq-validation.pdf")
    return not kit.is_passed()


def main(arguments):
    if "--check" in arguments:
        return check()
    if "--reuse" not in arguments and not results.is_current():
        # Failed tests do not stop the kit: they are facts for it.
        subprocess.run([sys.executable, str(settings.PROJECT / "scripts/test.py")], cwd=settings.PROJECT)
        results.stamp()
    return write_kit()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
