"""Inspection plans as a workbook: the columns in both languages; a row is one characteristic of one plan.

>>> [word for word in words_of(["IQC", "Incoming (IQC)", "来料检验 IQC"])]
['iqc', 'incoming (iqc)', '来料检验 iqc']
>>> yes("是"), yes("no"), yes(None), yes("maybe")
(True, False, True, None)
"""

COLUMNS = {
    "plan": ("Plan code", "方案编号", 14), "revision": ("Revision", "版本", 8), "status": ("Status", "状态", 12), "title": ("Title", "名称", 30),
    "point": ("Inspection point", "检验点", 10), "product": ("Product code", "产品编码", 16), "category": ("Product category", "产品类别", 24),
    "process": ("Process code", "工序代码", 14), "partner": ("Supplier", "供应商", 26), "picking_type": ("Operation type", "作业类型", 20),
    "sampling": ("Sampling", "抽样方式", 12), "sample_size": ("Sample size", "样本量", 10), "sample_percent": ("Percentage", "百分比", 10),
    "acceptance_number": ("Acceptance number", "接收数", 10), "standard": ("Standard", "标准", 18), "level": ("Level", "检验水平", 8),
    "aql_critical": ("AQL critical", "致命缺陷 AQL", 10), "aql_major": ("AQL major", "严重缺陷 AQL", 10), "aql_minor": ("AQL minor", "轻微缺陷 AQL", 10),
    "characteristic": ("Characteristic code", "特性代码", 14), "name": ("Characteristic", "检验特性", 26), "unit": ("Unit", "单位", 8),
    "nominal": ("Nominal", "标称值", 10), "tolerance": ("Tolerance", "公差", 14), "lower_limit": ("Lower limit", "下限", 10),
    "upper_limit": ("Upper limit", "上限", 10), "required": ("Required", "必检", 8), "instruction": ("Instruction", "说明", 40),
}
TOLD = ("revision", "status", "name", "unit")  # said by an export, not read
SCOPE = ("product", "category", "process", "partner", "picking_type")  # an empty cell means none
SETTINGS = (  # an empty cell leaves what is there
    "title", "point", "sampling", "sample_size", "sample_percent", "acceptance_number", "standard", "level", "aql_critical",
    "aql_major", "aql_minor",
)
YES, NO = {"yes", "y", "true", "1", "是", "x"}, {"no", "n", "false", "0", "否"}


def words_of(texts):
    return [str(text).strip().lower() for text in texts if text]


def yes(cell):
    """Return what a cell says of a yes or no; an empty one says yes; None for what is neither."""
    word = str(cell if cell is not None else "yes").strip().lower()
    return True if word in YES else False if word in NO else None
