"""Numbers of companies, told right or wrong by their own check digits.

>>> check("CN", "91110000600037341L")
''
>>> check("CN", "911100006000373411"), check("CN", "9111")
('checksum', 'format')
>>> check("DE", "DE136695976"), check("XX", "anything"), check("CN", "")
('', '', 'missing')
>>> clean("CN", " 9111 0000-60003734 1l ")
'91110000600037341L'
"""

from stdnum import exceptions, get_cc_module
from stdnum.cn import uscc

NEEDED = ("CN",)


def clean(country, number):
    """Return the number as it is written in registers."""
    number = (number or "").strip().upper()
    return uscc.compact(number).upper() if country == "CN" else number.replace(" ", "")


def check(country, number):
    """Return what is wrong with the number of a company: "", "missing", "format" or "checksum"."""
    number = clean(country, number)
    if not number:
        return "missing" if country in NEEDED else ""
    module = uscc if country == "CN" else get_cc_module(country.lower(), "vat") if len(country) == 2 else None
    if module is None:
        return ""
    try:
        module.validate(number)
    except exceptions.InvalidChecksum:
        return "checksum"
    except exceptions.ValidationError:
        return "format"
    return ""
