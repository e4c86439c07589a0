"""Supplier A against supplier B, over every model that a supplier can read."""

from odoo.addons.mdq_base.tests.isolation import PortalIsolation
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PDF, MdqOutsourcingCase


@tagged("post_install", "-at_install")
class TestIsolation(PortalIsolation, MdqOutsourcingCase):
    """Requirement: MDQ-OUT-060"""

    isolated_models = ("mdq.batch.step", "mdq.batch.step.lot", "mdq.batch.report", "mdq.batch.result", "mdq.batch.file",
                       "mdq.treatment.load", "mdq.treatment.load.line")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.baoji = cls._supplier("Rival Precision")
        cls._qualify(cls.baoji, cls.machining)
        # Rivals make the same product after the same bill of materials: the hardest case.
        cls.bom.subcontractor_ids |= cls.baoji
        cls.rival = cls._person(cls.baoji, "rival_quality", "mdq_base.group_supplier_quality")
        steps = cls._template_steps()
        steps[0]["parameter_ids"] = steps[1].pop("parameter_ids")
        steps[0]["requires_load"] = True
        template = cls._template(steps=steps)
        cls._supply_bars(50)
        cls.theirs = {}
        cls.steps = cls.env["mdq.batch.step"]
        for partner, user, name in ((cls.hongda, cls.uploader, "HONGDA"), (cls.baoji, cls.rival, "RIVAL")):
            step = cls._outsourcing_order(template, **{"10": partner.id}).step_ids[0]
            receipt = cls._buy(step)
            step.with_user(user).report({
                "lot": f"{name}-1", "quantity": 10, "parameters": [{"code": "V", "value": 25}],
                "certificate": {"name": f"{name}.pdf", "data": PDF},
            })
            receipt.button_validate()
            load = cls.env["mdq.treatment.load"].create({
                "process_id": cls.machining.id, "partner_id": partner.id, "cycle_number": name,
                "line_ids": [(0, 0, {"step_id": step.id, "lot_id": step.lot_ids.id, "quantity": 1})],
            })
            cls.theirs[user] = cls._records_of(step, receipt, load)
            cls.steps |= step

    @classmethod
    def _records_of(cls, step, receipt, load):
        production = receipt._get_subcontract_production()
        return [step, step.line_ids, step.report_ids, step.result_ids, step.file_ids, load, load.line_ids, receipt,
                receipt.move_ids, receipt.move_line_ids, step.lot_ids, production, production.move_raw_ids,
                step.purchase_order_id, step.purchase_line_id]

    def _one(self, user, model):
        return self._records(user)[model]

    def test_nothing_of_others_is_written(self):
        """Requirement: MDQ-OUT-060"""
        for user, own, foreign in self._pairs():
            model = own._name
            for record in (foreign, own):
                name = next(name for name, field in sorted(record._fields.items())
                            if field.store and not field.compute and not field.related and name != "id"
                            and field.type in ("char", "float", "text", "integer", "boolean", "datetime"))
                for change in (lambda r=record, n=name: r.with_user(user).write({n: "1"}), lambda r=record: r.with_user(user).unlink()):  # noqa: B023
                    with self.subTest(model=model, user=user.login), self.assertRaises(UserError), self.cr.savepoint():
                        change()
            if model.startswith("mdq."):
                with self.assertRaises(AccessError), self.cr.savepoint():
                    self.env[model].with_user(user).create({})

    def test_reports_go_to_own_steps_only(self):
        """Requirement: MDQ-OUT-029"""
        for user, step in ((self.uploader, self.steps[1]), (self.rival, self.steps[0])):
            for values in ({"quantity": 1}, {"certificate": {"name": "x.pdf", "data": PDF}}):
                with self.assertRaises(AccessError):
                    step.with_user(user).report(values)
        with self.assertRaises(AccessError):
            self._one(self.rival, "mdq.treatment.load").with_user(self.uploader).report({"parameters": []})

    def test_files_of_others_are_out_of_reach(self):
        """Requirement: MDQ-OUT-060"""
        file = self._one(self.rival, "mdq.batch.file")
        attachment = self.env["ir.attachment"].sudo().search([("res_model", "=", file._name), ("res_id", "=", file.id),
                                                              ("res_field", "=", "content")])
        self.assertTrue(attachment)
        with self.assertRaises(AccessError):
            attachment.with_user(self.uploader).read(["raw"])
        with self.assertRaises(AccessError):
            file.with_user(self.uploader).read(["content"])
        self.assertFalse(self.env["ir.attachment"].with_user(self.uploader).search([("id", "=", attachment.id)]))
        self.assertTrue(file.with_user(self.rival).content)

    def test_wide_rule_of_somebody_else_does_not_show_lots(self):
        """Requirement: MDQ-OUT-061"""
        self.env["ir.rule"].create({
            "name": "Wide", "model_id": self.env["ir.model"]._get_id("stock.lot"), "domain_force": "[(1, '=', 1)]",
            "groups": [(4, self.env.ref("base.group_portal").id)],
        })
        lots = self.env["stock.lot"].with_user(self.uploader).search([])
        self.assertNotIn(self._one(self.rival, "stock.lot"), lots)
        self.assertIn(self._one(self.uploader, "stock.lot"), lots)

    def test_prepared_numbers_of_uncontrolled_products_can_be_chosen(self):
        """As in Odoo, until somebody moves the number; never for controlled products, never what a rival named.

        Requirement: MDQ-OUT-061
        """
        plain = self.env["product.product"].create({"name": "Sample screw", "is_storable": True, "tracking": "lot"})
        self._bom(plain, self.bar, self.hongda | self.baoji)
        lots = self.env["stock.lot"]
        prepared = lots.create([{"name": "P-1", "product_id": plain.id}, {"name": "P-2", "product_id": self.machined.id}])
        named = lots.with_user(self.rival).sudo().create({"name": "R-1", "product_id": plain.id})
        visible = lots.with_user(self.uploader).search([("id", "in", (prepared + named).ids)])
        self.assertEqual(visible.mapped("name"), ["P-1"])
        self.env["stock.move.line"].create({
            "product_id": plain.id, "lot_id": prepared[0].id, "quantity": 1, "company_id": self.env.company.id,
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": self.env.ref("stock.stock_location_stock").id,
        })
        self.assertFalse(visible.with_user(self.uploader).search([("id", "in", prepared.ids)]))

    def test_quality_facts_of_lots_stay_inside(self):
        """Requirement: MDQ-OUT-061"""
        lot = self._one(self.uploader, "stock.lot").with_user(self.uploader)
        self.assertTrue(lot.name)
        for name in ("mdq_status", "mdq_inspection_ids", "mdq_hold_ids", "mdq_step_line_ids", "mdq_move_line_ids"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                lot.read([name])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    def test_internal_models_are_closed(self):
        """Requirement: MDQ-OUT-061"""
        closed = ["mdq.outsourcing.order", "mdq.process.template", "mdq.process", "mdq.inspection", "mdq.hold", "mdq.release",
                  "mdq.signature", "mdq.supplier.qualification", "mdq.concession", "mdq.event", "mdq.change"]
        for model in closed:
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.uploader).search([])

    def test_planned_steps_are_not_shown(self):
        self.assertFalse(self.env["mdq.batch.step"].with_user(self.other_uploader).search([]))
