"""Supplier A against supplier B, over every model that a supplier can read."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PDF, MdqOutsourcingCase

OURS = ("mdq.batch.step", "mdq.batch.step.lot", "mdq.batch.report", "mdq.batch.result", "mdq.batch.file",
        "mdq.treatment.load", "mdq.treatment.load.line")
ODOO = ("stock.picking", "stock.move", "stock.move.line", "stock.lot", "mrp.production", "mrp.bom", "mrp.bom.line",
        "purchase.order", "purchase.order.line")


@tagged("post_install", "-at_install")
class TestIsolation(MdqOutsourcingCase):
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
        records = [step, step.line_ids, step.report_ids, step.result_ids, step.file_ids, load, load.line_ids, receipt,
                   receipt.move_ids, receipt.move_line_ids, step.lot_ids, production, production.move_raw_ids,
                   step.purchase_order_id, step.purchase_line_id]
        return {record._name: record for record in records if record}

    def _pairs(self):
        for user, other in ((self.uploader, self.rival), (self.rival, self.uploader)):
            for model, record in self.theirs[other].items():
                yield user, model, record, self.theirs[user][model]

    def test_every_model_is_covered(self):
        """A model that a supplier can read and nobody thought of fails here."""
        readable = {
            line.model_id.model for line in self.env["ir.model.access"].search([("perm_read", "=", True)])
            if line.group_id in self.uploader.all_group_ids and line.model_id.model.startswith("mdq.")
            and self.env[line.model_id.model]._original_module == "mdq_outsourcing"
        }
        self.assertEqual(readable - set(OURS), set())
        self.assertEqual(set(OURS) - set(self.theirs[self.uploader]), set())

    def test_own_records_are_read(self):
        for user, model, _foreign, own in self._pairs():
            with self.subTest(model=model, user=user.login):
                self.assertEqual(own.with_user(user).search([("id", "in", own.ids)]), own)

    def test_search_finds_nothing_of_others(self):
        """Requirement: MDQ-OUT-060"""
        for user, model, foreign, _own in self._pairs():
            with self.subTest(model=model, user=user.login):
                everything = self.env[model].with_user(user).with_context(active_test=False).search([])
                self.assertFalse(everything & foreign)
                self.assertFalse(self.env[model].with_user(user).search_count([("id", "in", foreign.ids)]))

    def test_guessed_ids_are_refused(self):
        """Requirement: MDQ-OUT-060"""
        for user, model, foreign, _own in self._pairs():
            with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                foreign.with_user(user).read(["id", "display_name"])
            with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                foreign.with_user(user).web_read({"display_name": {}})

    def test_names_and_exports_show_nothing(self):
        """Requirement: MDQ-OUT-060"""
        for user, model, foreign, _own in self._pairs():
            with self.subTest(model=model, user=user.login):
                found = {number for number, _name in self.env[model].with_user(user).name_search("", limit=1000)}
                self.assertFalse(found & set(foreign.ids))
                with self.assertRaises(UserError), self.cr.savepoint():
                    foreign.with_user(user).export_data(["id", "create_date"])

    def test_nothing_of_others_is_written(self):
        """Requirement: MDQ-OUT-060"""
        for user, model, foreign, own in self._pairs():
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
            self.theirs[self.rival]["mdq.treatment.load"].with_user(self.uploader).report({"parameters": []})

    def test_files_of_others_are_out_of_reach(self):
        """Requirement: MDQ-OUT-060"""
        file = self.theirs[self.rival]["mdq.batch.file"]
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
        self.assertNotIn(self.theirs[self.rival]["stock.lot"], lots)
        self.assertIn(self.theirs[self.uploader]["stock.lot"], lots)

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
        lot = self.theirs[self.uploader]["stock.lot"].with_user(self.uploader)
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
