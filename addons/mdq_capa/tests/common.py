from odoo.addons.mdq_base.tests.common import MdqCase
from odoo.fields import Command

PASSWORD = "Sign-me-1!"
CREDENTIAL = {"type": "password", "password": PASSWORD}


class MdqCapaCommon(MdqCase):
    people = {
        "capa_inspector": ("mdq_base.group_inspector",),
        "capa_engineer": ("mdq_base.group_quality_engineer",),
        "capa_engineer2": ("mdq_base.group_quality_engineer",),
        "capa_manager": ("mdq_base.group_quality_manager",),
        "capa_manager2": ("mdq_base.group_quality_manager",),
        "capa_releaser": ("mdq_base.group_releaser",),
        "capa_sqe": ("mdq_base.group_sqe",),
        "capa_planner": ("mdq_base.group_planner",),
        "capa_board": ("mdq_base.group_change_board",),
        "capa_board2": ("mdq_base.group_change_board",),
        "capa_auditor": ("mdq_base.group_auditor",),
        "capa_admin_user": ("mdq_base.group_admin",),
    }
    prefix = "capa_"
    password = PASSWORD

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.supplier = cls.env["res.partner"].create({"name": "Baoji Titanium", "is_company": True})
        cls.product = cls.env["product.product"].create(
            {"name": "Bone screw", "is_storable": True, "tracking": "lot", "mdq_controlled": True}
        )

    @classmethod
    def _lot(cls, name="L-1", quantity=100.0, status=None):
        lot = cls.env["stock.lot"].create(
            {"name": name, "product_id": cls.product.id, "company_id": cls.company.id}
        )
        cls.env["stock.quant"]._update_available_quantity(cls.product, cls.stock, quantity, lot_id=lot)
        if status:
            lot._mdq_set_status(status, "Prepared for the test")
        return lot

    @classmethod
    def _event(cls, *lots, user=None, opened=True, **vals):
        """An event on lots, raised by a user (the inspector), with all of each lot nonconforming."""
        event = (
            cls.env["mdq.event"]
            .with_user(user or cls.inspector)
            .create(
                {
                    "title": "Diameter out of tolerance",
                    "severity": "minor",
                    "owner_id": cls.engineer.id,
                    "line_ids": [Command.create({"lot_id": lot.id}) for lot in lots],
                    **vals,
                }
            )
        )
        if opened:
            event.action_open()
        return event

    @classmethod
    def _disposition(cls, event, kind, quantity=None, lot=None, **vals):
        line = event.line_ids.filtered(lambda line: not lot or line.lot_id == lot)[:1]
        vals = {"event_id": event.id, "line_id": line.id, "kind": kind, "reason": "As agreed in the review", **vals}
        if quantity is not None:
            vals["quantity"] = quantity
        disposition = cls.env["mdq.disposition"].with_user(cls.engineer).create(vals)
        cls.env.flush_all()  # what the engineer made is in the ledger as his, as after a request of his own
        return disposition

    @classmethod
    def _concession(cls, **vals):
        concession = (
            cls.env["mdq.concession"]
            .with_user(cls.manager)
            .create(
                {
                    "gate": "lot_use",
                    "product_id": cls.product.id,
                    "reason": "Fit for use",
                    "valid_to": "2099-01-01",
                    "max_uses": 5,
                    **vals,
                }
            )
        )
        concession.with_user(cls.manager2).activate(CREDENTIAL, "Agreed")
        return concession

    def _on_hand(self, lot, location=None):
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "child_of", (location or self.stock).id)]
        )
        return sum(quants.mapped("quantity"))

    def _decide(self, dispositions, user=None):
        dispositions.with_user(user or self.engineer2).decide(CREDENTIAL, "Agreed")
        return dispositions

    def _execute(self, dispositions, user=None):
        dispositions.with_user(user or self.engineer).action_execute()
        return dispositions
