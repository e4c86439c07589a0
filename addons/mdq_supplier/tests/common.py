"""A small world of suppliers, and people with the least rights of their roles."""

import contextlib

from odoo import Command
from odoo.addons.mdq_base.tests.common import MdqCase
from odoo.exceptions import UserError


class MdqSupplierCommon(MdqCase):
    """Suppliers, products and processes; `_qualify` makes an approved qualification in the names of two people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls.env["res.partner"].create({"name": "Lantian Surface", "is_company": True})
        cls.site = cls.env["res.partner"].create(
            {"name": "Plant 2", "parent_id": cls.partner.id, "type": "other", "city": "Kunshan"}
        )
        cls.person = cls.env["res.partner"].create({"name": "Li Wei", "parent_id": cls.site.id, "type": "contact"})
        cls.other_partner = cls.env["res.partner"].create({"name": "Hongda Precision", "is_company": True})
        cls.category = cls.env["product.category"].create({"name": "Implants"})
        cls.subcategory = cls.env["product.category"].create({"name": "Screws", "parent_id": cls.category.id})
        cls.anodising = cls._process("TST-ANOD", "Anodising", special=True)
        cls.machining = cls._process("TST-MACH", "Machining", kind="transform")
        cls.bar = cls._product("Titanium bar", mdq_controlled=True, categ_id=cls.category.id)
        cls.screw = cls._product("Bone screw", mdq_controlled=True, categ_id=cls.subcategory.id)
        cls.service = cls._product("Anodising of screws", type="service", mdq_process_id=cls.anodising.id)
        cls.paper = cls._product("Printing paper")

    @classmethod
    def _process(cls, code, name, **vals):
        return cls.env["mdq.process"].create({"code": code, "name": name, **vals})

    @classmethod
    def _product(cls, name, **vals):
        kept = {} if vals.get("type") == "service" else {"is_storable": True, "tracking": "lot"}
        return cls.env["product.product"].create({"name": name, **kept, **vals})

    @classmethod
    def _draft(cls, partner=None, product=None, process=None, **vals):
        return cls.env["mdq.supplier.qualification"].with_user(cls.sqe).create({
            "partner_id": (partner or cls.partner).id, "product_id": product.id if product else False,
            "process_id": process.id if process else False, **vals,
        })

    @classmethod
    def _qualify(cls, partner=None, product=None, process=None, **vals):
        record = cls._draft(partner, product, process, **vals)
        record.with_user(cls.quality_manager).approve(cls.credential_of(cls.quality_manager), "Audit passed")
        return record

    @contextlib.contextmanager
    def refused(self, pattern="cannot be confirmed, or extended", exception=UserError):
        """What happens inside is refused with this sentence, and undone as a failed request would be."""
        with self.assertRaises(exception) as refusal:
            yield
        self.assertRegex(str(refusal.exception), pattern)

    def _suspend(self, record, reason="Plating failed"):
        record.with_user(self.quality_manager).suspend(self.credential_of(self.quality_manager), reason)

    def _withdraw(self, record, reason="Closed the line"):
        record.with_user(self.quality_manager).withdraw(self.credential_of(self.quality_manager), reason)

    def _check(self, product, process=None, partner=None, **vals):
        return self.env["mdq.supplier.qualification"].with_user(self.planner).check(
            (partner or self.partner).id, product.id, process_id=process.id if process else None, **vals
        )

    @classmethod
    def _order(cls, *products, partner=None, **vals):
        return cls.env["purchase.order"].with_user(cls.planner).create({
            "partner_id": (partner or cls.partner).id,
            "order_line": [Command.create({"product_id": product.id, "product_qty": 2, "price_unit": 1})
                           for product in products],
            **vals,
        })

    @classmethod
    def _concession(cls, product=None, **vals):
        concession = cls.env["mdq.concession"].with_user(cls.sqe).create({
            "gate": "purchase", "reason": "Stock-out; each lot is inspected in full", "partner_id": cls.partner.id,
            "product_id": product.id if product else False, "valid_to": "2099-01-01", **vals,
        })
        concession.with_user(cls.quality_manager).activate(cls.credential_of(cls.quality_manager), "Agreed")
        return concession
