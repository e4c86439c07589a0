"""Formats of numbers of certificates and licences, where there is a standard for them.

>>> check("uscc", "9111 0000 6000 37341L"), check("uscc", "911100006000373410")
(True, False)
>>> check("cn_production_licence", "苏药监械生产许20210123号"), check("cn_production_licence", "苏药监械生产许2021号")
(True, False)
>>> check("cn_production_filing", "苏苏药监械生产备20210011号"), check("cnas", "CNAS L12345")
(True, True)
>>> check(None, "anything at all")
True
>>> key(" q5-021 123 ")
'Q5021123'
"""

import re

from stdnum import lei
from stdnum.cn import uscc
from stdnum.eu import vat
from stdnum.us import ein

# Standard → how its numbers are checked. USCC: GB 32100-2015; LEI: ISO 17442. Licences and filings: NMPA order 53 (2022),
# province (and city), 药监 (until 2018 食药监), year and four digits. CNAS-RL01: L laboratories, IB inspection bodies.
STANDARDS = {"uscc": uscc.is_valid, "lei": lei.is_valid, "eu_vat": vat.is_valid, "us_ein": ein.is_valid}
PATTERNS = {
    "cn_production_licence": r"[\u4e00-\u9fff]{1,2}食?药监械生产许\d{8}号",
    "cn_production_filing": r"[\u4e00-\u9fff]{1,4}食?药监械生产备\d{8}号",
    "cnas": r"(CNAS\s?)?(L|IB)\s?\d{4,5}",
}
EXAMPLES = {
    "uscc": "91110000600037341L", "lei": "213800KUD8LAJWSQ9D15", "eu_vat": "DE136695976", "us_ein": "91-1144442",
    "cn_production_licence": "苏药监械生产许20210123号", "cn_production_filing": "苏苏药监械生产备20210011号", "cnas": "CNAS L12345",
}


def check(standard, number):
    """Whether a number is well formed by its standard; without one every number is."""
    if standard in STANDARDS:
        return STANDARDS[standard](number)
    return bool(re.fullmatch(PATTERNS.get(standard, r".*"), number.strip()))


def key(number):
    """The number without what people write differently: the same certificate has the same key."""
    return re.sub(r"[\s\-–—]", "", number or "").upper()
