"""The kit as a workbook: one sheet a question, in English and Chinese."""

import xlsxwriter

from . import texts

COLOURS = {
    "passed": "#C6EFCE", "failed": "#FFC7CE", "not run": "#FFEB9C", "no test": "#FFC7CE", "not shown": "#FFC7CE",
    "skipped": "#FFEB9C", "planned": "#EDEDED",
}  # fmt: skip


class Workbook:
    """Writes the sheets of one kit."""

    def __init__(self, path, kit):
        self.book = xlsxwriter.Workbook(str(path))
        self.kit = kit
        self.cell = self.book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D0D0D0"})
        head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#1F3864", "font_color": "white", "border": 1}
        self.head = self.book.add_format(head)
        self.title = self.book.add_format({"bold": True, "font_size": 16})
        self.results = {
            name: self.book.add_format({"bg_color": colour, "border": 1, "border_color": "#D0D0D0", "valign": "top"})
            for name, colour in COLOURS.items()
        }

    def write(self):
        self.summary()
        self.matrix()
        self.requirements()
        self.qualification()
        self.table("Tests 测试", ("test", "result", "seconds", "part"), self.kit.test_rows(), (70, 12, 10, 16))
        self.table("Addons 模块", ("addon", "version", "sha256"), self.kit.addon_rows(), (24, 16, 70))
        self.table("Packages 软件包", ("package", "version"), self.kit.packages, (36, 20))
        self.book.close()

    def summary(self):
        sheet = self.book.add_worksheet("Summary 摘要")
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 90)
        sheet.write(0, 0, texts.TITLE, self.title)
        for row, (label, value) in enumerate(self.kit.summary(), 2):
            sheet.write(row, 0, label, self.cell)
            sheet.write(row, 1, value, self.cell)

    def matrix(self):
        columns = ("id", "requirement", "requirement_zh", "risk", "test", "result", "version", "date")
        self.table("Matrix 追溯矩阵", columns, self.kit.matrix_rows(), (14, 60, 46, 9, 60, 10, 14, 18))

    def requirements(self):
        columns = ("id", "requirement", "requirement_zh", "features", "regulations", "risk", "module", "state", "verdict")
        self.table("Requirements 需求", columns, self.kit.requirement_rows(), (14, 60, 46, 14, 24, 9, 18, 10, 12))

    def qualification(self):
        columns = ("item", "expected", "found", "ok")
        self.table("Qualification 确认", columns, self.kit.check_rows(), (36, 24, 50, 12))

    def table(self, name, columns, rows, widths):
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        rows = list(rows)
        for index, (column, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(index, index, width)
            sheet.write(0, index, texts.COLUMNS[column], self.head)
        for number, row in enumerate(rows, 1):
            for index, value in enumerate(row):
                sheet.write(number, index, texts.word(value), self.results.get(value, self.cell))
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
