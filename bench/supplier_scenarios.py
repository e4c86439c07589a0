"""The gate in purchasing: an order of many lines, and many questions in one call."""

from .scenarios import Scenario


class ConfirmMany(Scenario):
    """An order with a line for each of so many products."""

    def prepare(self):
        self.purchase = self.order(self.parts(self.size[0]), 10.0)
        if self.kind == "controlled":
            self.fill_memory()

    def fill_memory(self):
        """What every order asks is kept in memory; making the products just now has emptied that, as no order does."""
        line = self.purchase.order_line[:1]
        # What is asked here goes nowhere.
        self.env["mdq.supplier.qualification"].sudo()._check_many([(self.purchase.partner_id.id, line.product_id.id, False)])

    def parts(self, count):
        controlled = {"mdq_controlled": True} if self.kind == "controlled" else {}
        return self.make("product.product", "Part", count, is_storable=True, tracking="lot", **controlled)

    def make(self, model, name, count, **vals):
        """Master data is there before who buys comes, who may not make it."""
        # Who buys may not make master data.
        return self.env[model].sudo().create([{"name": f"{name} {number}", **vals} for number in range(count)]).sudo(False)

    def run(self):
        self.purchase.button_confirm()

    def check(self):
        return self.purchase.state == "purchase" and len(self.purchase.picking_ids.move_ids) == self.size[0]


class CheckMany(ConfirmMany):
    """Questions in one call where the suite is; where it is not, the stock confirmation of 50 lines that they are compared with."""

    LINES, SUPPLIERS = 50, 20

    def prepare(self):
        if self.kind != "controlled":
            self.size = (self.LINES,)
            super().prepare()
        else:
            self.prepare_cases()

    def prepare_cases(self):
        products = self.parts(self.LINES)
        suppliers = self.make("res.partner", "Supplier", self.SUPPLIERS, is_company=True)
        self.admit(suppliers[::2])
        pairs = [(supplier, product) for product in products for supplier in suppliers]
        self.cases = [{"partner_id": supplier.id, "product_id": product.id} for supplier, product in pairs[: self.size[0]]]

    def admit(self, suppliers):
        from . import controlled

        writer = controlled.as_person(self.env["mdq.supplier.qualification"], "sqe-writer")
        drafts = writer.create([{"partner_id": supplier.id} for supplier in suppliers])
        controlled.as_person(drafts, "quality_manager").approve(controlled.CREDENTIAL)

    def run(self):
        if self.kind != "controlled":
            super().run()
        else:
            self.answers = self.env["mdq.supplier.qualification"].check_many(self.cases)

    def check(self):
        if self.kind != "controlled":
            return super().check()
        return sum(answer["allowed"] for answer in self.answers) * 2 == len(self.answers) == self.size[0]


SCENARIOS = {scenario.__name__: scenario for scenario in (ConfirmMany, CheckMany)}
