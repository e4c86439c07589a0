"""The words of the kit, English and Chinese together."""

TITLE = "MDQ validation kit · 验证资料"
COLUMNS = {
    "id": "Requirement 需求编号",
    "requirement": "What the product must do",
    "requirement_zh": "产品要求",
    "features": "Expectation 功能编号",
    "regulations": "Rule 法规编号",
    "risk": "Risk 风险",
    "module": "Module 模块",
    "state": "State 状态",
    "verdict": "Verdict 结论",
    "test": "Test 测试",
    "result": "Result 结果",
    "version": "Version 版本",
    "date": "Date (UTC) 日期",
    "seconds": "Seconds 秒",
    "part": "Part of the run 测试部分",
    "addon": "Addon 模块",
    "sha256": "SHA-256 of all files 全部文件的 SHA-256",
    "package": "Package 软件包",
    "item": "Item 项目",
    "expected": "Expected 要求",
    "found": "Found 实际",
    "ok": "Conclusion 结论",
}
WORDS = {
    "passed": "passed 通过", "failed": "failed 未通过", "not run": "not run 未执行", "no test": "no test 无测试",
    "skipped": "skipped 跳过", "planned": "planned 计划中", "not shown": "not shown 未证实",
    "high": "high 高", "medium": "medium 中", "low": "low 低", "built": "built 已实现",
}  # fmt: skip
PURPOSE = (
    "This kit shows what the software must do, how much depends on it, which tests show it and how they ended, with the exact versions "
    "of everything that took part. It supports the validation of the installed system; it does not replace the user's own.",
    "本资料说明软件必须满足的要求、其风险等级、证明该要求的测试及结果，以及所有相关组件的准确版本。本资料用于支持用户对已安装系统的验证，不能代替用户自己的验证。",
)
SECTIONS = {
    "summary": "Summary · 摘要",
    "iq": "Installation qualification · 安装确认 (IQ)",
    "oq": "Operational qualification · 运行确认 (OQ)",
    "matrix": "Traceability matrix · 需求追溯矩阵",
    "planned": "Planned, not part of this version · 计划中的需求（不属于本版本）",
    "packages": "Installed packages · 已安装软件包",
}
SIGNATURES = ["Prepared by · 编制", "Reviewed by · 审核", "Approved by · 批准"]


def word(value):
    """A code in both languages; anything else as it is.

    >>> word("high"), word(3)
    ('high 高', 3)
    """
    return WORDS.get(value, value) if isinstance(value, str) else value
