"""Name the movement of a lot from the places it leaves and reaches, and say which status allows it.

Places are of seven kinds: `own` (our stock, our transit), `outside` (a subcontractor's place, still our goods),
`supplier`, `customer`, `production`, `inventory` (loss, gain, scrap) and `elsewhere` (on the way to another company).

>>> operation("own", "customer")
'ship'
>>> operation("outside", "own")
'process_in'
>>> is_allowed("hold", "consume")
False
"""

OWN, OUTSIDE, SUPPLIER, CUSTOMER = "own", "outside", "supplier", "customer"
PRODUCTION, INVENTORY, ELSEWHERE = "production", "inventory", "elsewhere"
KINDS = (OWN, OUTSIDE, SUPPLIER, CUSTOMER, PRODUCTION, INVENTORY, ELSEWHERE)

# Destination → source → operation; "*" is any other source.
OPERATION_BY_PLACES = {
    OWN: {OWN: "internal", OUTSIDE: "process_in", CUSTOMER: "return_customer", "*": "receive"},
    OUTSIDE: {PRODUCTION: "receive", INVENTORY: "receive", "*": "process_out"},
    CUSTOMER: {"*": "ship"},
    ELSEWHERE: {"*": "ship"},
    SUPPLIER: {"*": "return_supplier"},
    PRODUCTION: {"*": "consume"},
    INVENTORY: {"*": "scrap"},
}
OPERATIONS = (
    "receive", "return_customer", "internal", "consume", "ship", "process_out", "process_in", "return_supplier", "scrap",
    "adjust", "unbuild", "split", "sample",
)

# Status → operations that it allows.
ALLOWED = {
    "quarantine": {"receive", "return_customer", "internal", "process_in", "split", "sample"},
    "released": set(OPERATIONS),
    "hold": {"return_customer", "internal", "process_in", "split", "sample"},
    "rejected": {"return_customer", "internal", "process_in", "scrap", "return_supplier", "split", "sample"},
    "recalled": {"receive", "return_customer", "internal", "process_in", "scrap", "return_supplier", "sample"},
    "expired": {"return_customer", "internal", "process_in", "scrap", "return_supplier", "sample"},
}

# A lot that needs two releases stays in quarantine until the second. The first, the production release, lets it be packed, used and
# processed further; it never lets it go to a customer.
WITH_PRODUCTION_RELEASE = ALLOWED["quarantine"] | {"consume", "process_out"}

# What comes in from these places was out of our hands or is new: its lot is inspected (again).
UNPROVEN_SOURCES = {SUPPLIER, CUSTOMER, PRODUCTION, OUTSIDE}
INCOMING = {"receive", "return_customer", "process_in"}


def operation(source, destination, same_place=False, counted=False, unbuilt=False):
    """Return the operation of a movement.

    :param same_place: it stays where it is (repacking)
    :param counted: it is the result of a stock count
    :param unbuilt: the lot is taken apart

    >>> operation("own", "inventory"), operation("own", "inventory", counted=True)
    ('scrap', 'adjust')
    >>> operation("own", "production", unbuilt=True)
    'unbuild'
    """
    if same_place:
        return "internal"
    by_source = OPERATION_BY_PLACES[destination]
    found = by_source.get(source) or by_source["*"]
    if found == "scrap" and counted:
        return "adjust"
    if found == "consume" and unbuilt:
        return "unbuild"
    return found


def is_allowed(status, name, production_released=False):
    """Whether lots of a status may make an operation.

    >>> is_allowed("quarantine", "consume"), is_allowed("quarantine", "consume", production_released=True)
    (False, True)
    >>> is_allowed("quarantine", "ship", production_released=True), is_allowed("hold", "consume", production_released=True)
    (False, False)
    """
    if status == "quarantine" and production_released:
        return name in WITH_PRODUCTION_RELEASE
    return name in ALLOWED[status]


def statuses_for(name):
    """Return the statuses that allow an operation.

    >>> sorted(statuses_for("ship"))
    ['released']
    """
    return frozenset(status for status, operations in ALLOWED.items() if name in operations)


def returns_to_quarantine(source, name):
    """Whether goods coming in this way put a released lot back to quarantine.

    >>> returns_to_quarantine("supplier", "receive"), returns_to_quarantine("inventory", "receive")
    (True, False)
    """
    return name in INCOMING and source in UNPROVEN_SOURCES
