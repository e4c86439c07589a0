"""The approved-supplier list as a workbook: its columns in both languages, and what stands in their cells.

>>> as_date("2026/3/5"), as_date("2026年3月5日"), as_date("soon")
(datetime.date(2026, 3, 5), datetime.date(2026, 3, 5), None)
>>> as_number("1,500.5"), as_number(None), as_number("many"), as_number("nan"), as_number("inf")
(1500.5, 0.0, None, None, None)
"""

import datetime
import math
import re

COLUMNS = {
    "supplier": ("Supplier", "供应商", 32), "uscc": ("USCC or tax ID", "统一社会信用代码", 22), "site": ("Site", "场所", 20),
    "process": ("Process code", "工序代码", 16), "product": ("Product code", "产品编码", 16), "category": ("Product category", "产品类别", 26),
    "valid_from": ("Valid from", "有效期自", 14), "valid_to": ("Valid until", "有效期至", 14),
    "conditions": ("Conditions", "条件", 30), "limit_quantity": ("Quantity limit", "数量额度", 12), "unit": ("Unit", "单位", 8),
    "limit_value": ("Value limit", "金额额度", 12), "currency": ("Currency", "币种", 8), "basis": ("Basis", "依据", 40),
    "reference": ("Reference", "编号", 16), "status": ("Status", "状态", 18),
}
TOLD = ("reference", "status")  # said by an export, not read


def as_date(value):
    """Return a date, None when the value is none."""
    if isinstance(value, datetime.date):
        return value
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(value or "").strip())
    try:
        return parts and datetime.date(*map(int, parts.groups()))
    except ValueError:
        return None


def as_number(value):
    """Return a number, 0 for an empty cell, None for what is not a number."""
    try:
        number = float(str(value).replace(",", "")) if value is not None else 0.0
    except ValueError:
        return None
    return number if math.isfinite(number) else None  # "nan" would be a limit that nothing exceeds
