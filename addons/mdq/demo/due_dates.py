"""When the open inspections are to be done: the engineer spreads the work over the next days; one of it is late."""

from odoo import fields

# lot → days from now
DAYS = {"lot_bar_waiting": -1, "lot_pouch_begun": 0, "lot_longer_waiting": 1, "lot_label_waiting": 2, "lot_tray_1": 4, "lot_tray_2": 5}


def build(stage):
    for name, days in DAYS.items():
        inspections = stage.as_("engineer")["mdq.inspection"].search(
            [("lot_id", "=", stage.ref(name).id), ("state", "=", "open"), ("point", "=", "iqc")])
        inspections.date_due = fields.Datetime.add(fields.Datetime.now(), days=days, hours=1)
