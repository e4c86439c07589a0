"""The pieces of work by name, without Odoo: title and the sizes, small first."""

SIZES = {
    "Confirm": ("Confirm a purchase order of {0} line(s)", ((1,), (20,))),
    "Receive": ("Receive {0} line(s) × {1} lot(s)", ((2, 2), (20, 20))),
    "ReceiveSubcontracted": ("Receive {0} lot(s) from a subcontractor", ((1,), (5,))),
    "Deliver": ("Reserve and deliver {0} line(s) × {1} lot(s)", ((2, 2), (20, 5))),
}
