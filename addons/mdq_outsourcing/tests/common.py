"""A bone screw: machined at Hongda, anodised at Lantian, packed here, sterilised at Anke."""

import base64

from odoo.addons.mdq_quality.tests.common import MdqQualityCase
from odoo.fields import Command

PDF = base64.b64encode(b"%PDF-1.7\ncertificate").decode()


class MdqOutsourcingCase(MdqQualityCase):
    """Suppliers with people in the portal, processes, products, and a template in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hongda = cls._supplier("Hongda Precision")
        cls.lantian = cls._supplier("Lantian Surface")
        cls.anke = cls._supplier("Anke Sterilisation")
        cls.reporter = cls._person(cls.hongda, "hongda_user", "mdq_base.group_supplier_user")
        cls.uploader = cls._person(cls.hongda, "hongda_quality", "mdq_base.group_supplier_quality")
        cls.other_uploader = cls._person(cls.lantian, "lantian_quality", "mdq_base.group_supplier_quality")
        cls.machining = cls._process("MACH", "Machining", "transform")
        cls.anodising = cls._process("ANOD", "Anodising", "on_lot")
        cls.packing = cls._process("PACK", "Packing", "in_house")
        cls.sterilisation = cls._process("STER", "Sterilisation", "on_lot")
        cls.machined = cls._product("Screw, machined", mdq_process_id=cls.machining.id)
        cls.packed = cls._product("Screw, packed")
        cls.anodising_service = cls._service("Anodising", cls.anodising, cls.lantian)
        cls.sterilisation_service = cls._service("Sterilisation", cls.sterilisation, cls.anke)
        cls.bom = cls._bom(cls.machined, cls.bar, cls.hongda)
        for partner, process in ((cls.hongda, cls.machining), (cls.lantian, cls.anodising), (cls.anke, cls.sterilisation)):
            cls._qualify(partner, process)
        cls.template = cls._template()

    # ---------------------------------------------------------------------------------- the world

    @classmethod
    def _supplier(cls, name):
        return cls.env["res.partner"].create({"name": name, "is_company": True})

    @classmethod
    def _person(cls, company, login, group):
        user = cls.new_user(login, group)
        user.partner_id.parent_id = company
        return user

    @classmethod
    def _process(cls, code, name, kind):
        return cls.env["mdq.process"].create({"code": f"T-{code}", "name": name, "kind": kind})

    @classmethod
    def _service(cls, name, process, partner):
        return cls.env["product.product"].create({
            "name": name, "type": "service", "mdq_process_id": process.id,
            "seller_ids": [Command.create({"partner_id": partner.id, "price": 1.0})],
        })

    @classmethod
    def _bom(cls, product, component, partner=None):
        return cls.env["mrp.bom"].create({
            "product_tmpl_id": product.product_tmpl_id.id, "product_qty": 1,
            "type": "subcontract" if partner else "normal",
            "subcontractor_ids": [Command.set(partner.ids)] if partner else False,
            "bom_line_ids": [Command.create({"product_id": component.id, "product_qty": 1})],
        })

    @classmethod
    def _qualify(cls, partner, process):
        record = cls.env["mdq.supplier.qualification"].with_user(cls.sqe).create(
            {"partner_id": partner.id, "process_id": process.id}
        )
        record.with_user(cls.quality_manager).approve(cls.credential_of(cls.quality_manager), "Audit passed")
        return record

    @classmethod
    def _template(cls, effective=True, steps=None, **vals):
        template = cls.env["mdq.process.template"].with_user(cls.quality_engineer).create({
            "name": "Bone screw", "product_ids": [Command.set((cls.machined | cls.packed).ids)],
            "step_ids": [Command.create(step) for step in steps or cls._template_steps()], **vals,
        })
        return cls._put_in_force(template) if effective else template

    @classmethod
    def _put_in_force(cls, template):
        template.action_submit()
        requests = template.approval_request_ids.filtered(lambda request: request.state == "pending")
        requests.with_user(cls.quality_manager).approve(cls.credential_of(cls.quality_manager), "Agreed")
        template.action_make_effective()
        return template

    @classmethod
    def _template_steps(cls):
        voltage = {"code": "V", "name": "Voltage", "unit": "V", "lower_limit": "24", "upper_limit": "26"}
        minutes = {"code": "T", "name": "Time", "unit": "min", "lower_limit": "10", "upper_limit": "12"}
        return [
            {"sequence": 10, "process_id": cls.machining.id, "partner_id": cls.hongda.id},
            {"sequence": 20, "process_id": cls.anodising.id, "partner_id": cls.lantian.id, "requires_certificate": True,
             "parameter_ids": [Command.create(voltage), Command.create(minutes)]},
        ]

    @classmethod
    def _sterile_steps(cls):
        dose = {"code": "C", "name": "Temperature", "unit": "°C", "lower_limit": "50", "upper_limit": "60"}
        return [
            {"sequence": 10, "process_id": cls.packing.id},
            {"sequence": 20, "process_id": cls.sterilisation.id, "partner_id": cls.anke.id, "requires_load": True,
             "parameter_ids": [Command.create(dose)]},
        ]

    # ----------------------------------------------------------------------------------- the work

    @classmethod
    def _outsourcing_order(cls, template=None, product=None, quantity=10, confirm=True, **assignments):
        template = (template or cls.template).with_user(cls.planner)
        number = template.instantiate((product or cls.machined).id, assignments)
        order = template.env["mdq.outsourcing.order"].browse(number)
        order.quantity = quantity
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _supply_bars(cls, quantity=10, **vals):
        return cls._lot(cls.bar, status="released", quantity=quantity, location=cls.outside, **vals)

    @classmethod
    def _buy(cls, step):
        """Order a transforming step and confirm the order; return the expected receipt."""
        step.with_user(cls.planner).action_order()
        step.purchase_order_id.with_user(cls.planner).button_confirm()
        return step.purchase_line_id.move_ids.picking_id

    @classmethod
    def _machine(cls, order, name="SM-1", quantity=10):
        """The whole first step: bars there, ordered, reported, received; return the lot."""
        cls._supply_bars(quantity)
        step = order.step_ids[0]
        receipt = cls._buy(step)
        step.with_user(cls.reporter).report({"lot": name, "quantity": quantity})
        receipt.with_user(cls.keeper).button_validate()
        return step.line_ids.lot_id

    @classmethod
    def _machined_order(cls, **vals):
        """An order whose first step is done and whose lot is released; return (order, lot)."""
        order = cls._outsourcing_order(**vals)
        lot = cls._machine(order)
        lot._mdq_set_status("released", "Inspected for the test")
        return order, lot

    def _report_anodising(self, step, user=None, **values):
        return step.with_user(user or self.other_uploader).report({
            "quantity": 10, "parameters": [{"code": "V", "value": "25"}, {"code": "T", "value": "11"}],
            "certificate": {"name": "coc.pdf", "data": PDF}, **values,
        })

    def _anodise(self, order, **values):
        """The whole second step; the lot comes back into quarantine."""
        step = order.step_ids[1].with_user(self.planner)
        step.action_send()
        self._report_anodising(step, **values)
        step.action_receive()
        return step
