"""All rows of a kit, for the workbook and the PDF alike."""

from collections import Counter

import requirements

from . import environment, results, texts


class Kit:
    """One run of the tests against the requirements, in one environment."""

    def __init__(self):
        self.requirements = requirements.read_requirements()
        self.outcomes = results.read_outcomes()
        self.lines = results.trace(self.requirements, self.outcomes)
        self.verdicts = results.verdicts(self.lines)
        self.stamp = results.read_stamp()
        self.addons = environment.addons()
        self.packages = environment.packages()
        self.checks = environment.installation_checks()
        self.facts = environment.facts()

    @property
    def date(self):
        return self.stamp.get("ended_at", "no complete run")[:19].replace("T", " ")

    @property
    def commit(self):
        return self.stamp.get("commit", "unknown")

    @property
    def version(self):
        return self.addons[-1].version if self.addons else "?"

    def versions(self):
        return {addon.name: addon.version for addon in self.addons}

    # --- rows ----------------------------------------------------------------------------------------------------------

    def matrix_rows(self):
        versions = self.versions()
        for line in self.lines:
            row = line.requirement
            if row.state == "built":
                name = str(line.case) if line.case else ""
                version = versions.get(row.module, self.version)
                yield (row.id, row.requirement, row.requirement_zh, row.risk, name, line.result, version, self.date)

    def requirement_rows(self):
        for row in self.requirements:
            yield (
                row.id, row.requirement, row.requirement_zh, row.features, row.regulations, row.risk, row.module, row.state,
                self.verdicts[row.id],
            )  # fmt: skip

    def test_rows(self):
        for case, outcome in sorted(self.outcomes.items()):
            yield (str(case), outcome.result, round(outcome.seconds, 2), outcome.part)

    def addon_rows(self):
        return [(addon.name, addon.version, addon.sha256) for addon in self.addons]

    def check_rows(self):
        return [(check.item, check.expected, check.found, "passed" if check.ok else "failed") for check in self.checks]

    def planned(self):
        return [row for row in self.requirements if row.state == "planned"]

    # --- counts --------------------------------------------------------------------------------------------------------

    def built_counts(self):
        """{risk: Counter of verdicts} of the built requirements."""
        counts = {risk: Counter() for risk in ("high", "medium", "low")}
        for row in self.requirements:
            if row.state == "built":
                counts[row.risk][self.verdicts[row.id]] += 1
        return counts

    def test_counts(self):
        return Counter(outcome.result for outcome in self.outcomes.values())

    def is_passed(self):
        shown = all(self.verdicts[row.id] == "passed" for row in self.requirements if row.state == "built")
        return shown and bool(self.stamp) and not self.test_counts()["failed"] and all(check.ok for check in self.checks)

    def summary(self):
        """[(label, value)] of the first page."""
        tests, built = self.test_counts(), sum(row.state == "built" for row in self.requirements)
        shown = sum(self.verdicts[row.id] == "passed" for row in self.requirements if row.state == "built")
        changed = len(self.stamp.get("changed_files", []))
        commit = self.commit + (f" + {changed} changed files 有未提交的改动" if changed else "")
        rows = [
            ("Version of the suite 套件版本", self.version),
            ("Source commit 源代码版本", commit),
            ("Tests ended (UTC) 测试完成时间", self.date),
            ("Requirements built and shown 已实现并证实的需求", f"{shown} / {built}"),
            ("Requirements planned 计划中的需求", str(len(self.planned()))),
            ("Tests 测试", ", ".join(f"{number} {texts.word(name)}" for name, number in sorted(tests.items()))),
            ("Installation checks 安装检查", f"{sum(check.ok for check in self.checks)} / {len(self.checks)}"),
            ("Conclusion 结论", texts.word("passed" if self.is_passed() else "failed")),
        ]
        return rows + [(f"{english} {chinese}" if english != chinese else english, value) for english, chinese, value in self.facts]
