"""A small company that makes screws: its places, its controlled products, and a plan in force."""

from odoo.addons.mdq_base.tests.common import MdqCase
from odoo.fields import Command


class MdqQualityCase(MdqCase):
    people = {
        **MdqCase.people, "mdq_keeper": ("stock.group_stock_user", "mrp.group_mrp_user"),
        "mdq_head_keeper": ("stock.group_stock_manager", "mrp.group_mrp_manager"),
        "mdq_conceding_manager": ("mdq_base.group_quality_manager",),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.outside = cls.company.subcontracting_location_id
        cls.production = cls.env["stock.location"].search(
            [("usage", "=", "production"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.supplier = cls.env["res.partner"].create({"name": "Baoji Titanium", "is_company": True})
        cls.bar = cls._product("Titanium bar")
        cls.screw = cls._product("Bone screw")
        cls.cap = cls._product("Cap", mdq_controlled=False)
        cls.diameter = cls.env["mdq.characteristic"].create(
            {"code": "OD", "name": "Outer diameter", "uom_id": cls.env.ref("uom.product_uom_millimeter").id}
        )
        cls.surface = cls.env["mdq.characteristic"].create({"code": "SURF", "name": "Surface", "kind": "attribute"})

    @classmethod
    def _product(cls, name, **vals):
        return cls.env["product.product"].create({
            "name": name, "type": "consu", "is_storable": True, "tracking": "lot", "mdq_controlled": True, **vals,
        })

    # ---------------------------------------------------------------------------------------- lots

    @classmethod
    def _lot(cls, product=None, name=None, status="quarantine", quantity=0, location=None, **vals):
        product = product or cls.bar
        lot = cls.env["stock.lot"].create({
            "name": name or f"L{cls.env['stock.lot'].search_count([]) + 1:04d}", "product_id": product.id, **vals,
        })
        if quantity:
            cls.env["stock.quant"]._update_available_quantity(product, location or cls.stock, quantity, lot_id=lot)
        if status != lot.mdq_status and product.mdq_controlled:
            lot._mdq_set_status(status, "Prepared for the test")
        return lot

    def _on_hand(self, lot, location=None):
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "child_of", (location or self.stock).id)]
        )
        return sum(quants.mapped("quantity"))

    # ---------------------------------------------------------------------------------- movements

    @classmethod
    def _picking(cls, kind, lines, source=None, destination=None, user=None, **vals):
        """A transfer with lines of (product, lot or lot name, quantity)."""
        picking_type = {"in": cls.warehouse.in_type_id, "out": cls.warehouse.out_type_id,
                        "internal": cls.warehouse.int_type_id}[kind]
        source = source or {"in": cls.suppliers, "out": cls.stock, "internal": cls.stock}[kind]
        destination = destination or {"in": cls.stock, "out": cls.customers, "internal": cls.stock}[kind]
        pickings = cls.env["stock.picking"].with_user(user) if user else cls.env["stock.picking"]
        picking = pickings.create({
            "picking_type_id": picking_type.id, "location_id": source.id, "location_dest_id": destination.id,
            "partner_id": cls.supplier.id, **vals,
        })
        for product in dict.fromkeys(product for product, _lot, _quantity in lines):
            cls._add_move(picking, product, [line for line in lines if line[0] == product])
        return picking

    @classmethod
    def _add_move(cls, picking, product, lines):
        move = picking.env["stock.move"].create({
            "product_id": product.id, "product_uom_qty": sum(quantity for _product, _lot, quantity in lines),
            "picking_id": picking.id, "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        })
        move._action_confirm()
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create({
                "product_id": product.id, "quantity": quantity, "picked": True, "picking_id": picking.id,
                **({"lot_name": lot} if isinstance(lot, str) else {"lot_id": lot.id if lot else False}),
                "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id,
            })
            for _product, lot, quantity in lines
        ]

    @classmethod
    def _receive(cls, *lines, **vals):
        picking = cls._picking("in", lines, **vals)
        picking.button_validate()
        return picking

    # --------------------------------------------------------------------------------- inspection

    @classmethod
    def _plan(cls, product=None, point="iqc", effective=True, lines=None, **vals):
        plan = cls.env["mdq.inspection.plan"].with_user(cls.quality_engineer).create({
            "name": "Incoming inspection", "product_id": (product or cls.bar).id, "point": point, "sample_size": 2,
            "line_ids": [Command.create(line) for line in lines or cls._plan_lines()], **vals,
        })
        if effective:
            cls._make_effective(plan)
        return plan

    @classmethod
    def _plan_lines(cls):
        return [
            {"characteristic_id": cls.diameter.id, "lower_limit": "5.95", "upper_limit": "6.00", "nominal": "5.98"},
            {"characteristic_id": cls.surface.id},
        ]

    @classmethod
    def _make_effective(cls, plan):
        plan.with_user(cls.quality_engineer).action_submit()
        requests = plan.approval_request_ids.filtered(lambda request: request.state not in ("approved", "rejected"))
        requests.with_user(cls.quality_manager).approve(cls.credential_of(cls.quality_manager), "Agreed")
        plan.with_user(cls.quality_engineer).action_make_effective()

    @classmethod
    def _good(cls, inspection):
        """Readings of a sample without a defect."""
        return [reading for unit in range(1, inspection.sample_size + 1) for reading in (
            {"characteristic": "OD", "unit_no": unit, "value": "5.980"},
            {"characteristic": "SURF", "unit_no": unit, "ok": True},
        )]

    @classmethod
    def _accept(cls, inspections, user=None):
        for inspection in inspections.with_user(user or cls.inspector):
            inspection.record(cls._good(inspection))
            inspection.action_conclude()

    def _inspections(self, lot):
        return self.env["mdq.inspection"].search([("lot_id", "=", lot.id)])

    def _release(self, lots, user=None, reason=None):
        user = user or self.releaser
        return self.env["mdq.release"].with_user(user).release(lots.ids, self.credential_of(user), reason)

    # --------------------------------------------------------------------------------- production

    @classmethod
    def _order(cls, component_lot, quantity=5, product=None, lot=None):
        """A manufacturing order of one screw out of one bar, ready to be marked done."""
        product = product or cls.screw
        bom = cls.env["mrp.bom"].create({
            "product_tmpl_id": product.product_tmpl_id.id, "product_qty": 1,
            "bom_line_ids": [Command.create({"product_id": component_lot.product_id.id, "product_qty": 1})],
        })
        order = cls.env["mrp.production"].create({"product_id": product.id, "product_qty": quantity, "bom_id": bom.id})
        order.action_confirm()
        order.action_assign()
        order.qty_producing = quantity
        order.lot_producing_ids = lot or cls._lot(product, status="quarantine")
        order._set_qty_producing()
        move = order.move_raw_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create({
            "product_id": component_lot.product_id.id, "lot_id": component_lot.id, "quantity": quantity, "picked": True,
            "location_id": move.location_id.id, "location_dest_id": move.location_dest_id.id,
        })]
        move.picked = True
        return order

    @classmethod
    def _concession(cls, lot, **vals):
        concession = cls.env["mdq.concession"].with_user(cls.quality_manager).create({
            "gate": "lot_use", "product_id": lot.product_id.id, "lot_ids": [Command.set(lot.ids)],
            "reason": "Checked by hand", "valid_to": "2099-01-01", **vals,
        })
        other = cls.conceding_manager
        concession.with_user(other).activate(cls.credential_of(other), "Agreed")
        return concession
