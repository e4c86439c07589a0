"""Inspections and readings as the suite does them, as quality_control_oca does them, and as plain rows."""

import io
from datetime import datetime

from odoo.fields import Command

from . import controlled
from .scenarios import Receive, Scenario

LOWER, UPPER = 5.95, 6.05


def value_of(number):
    """Values within and beyond the limits, all of them written with three digits."""
    return round(5.9 + (number % 200) / 1000, 3)


class Quality(Scenario):
    """What the work needs is made first: by the suite's models or by those of the other addon."""

    @property
    def is_ours(self):
        return self.kind != "oca"

    def plan(self, product, count=10, **vals):
        """A plan in force: what approval costs is not measured here."""
        env = self.env(su=True)
        characteristics = env["mdq.characteristic"].search([("code", "=like", "BQ%")], limit=count) or env["mdq.characteristic"].create([
            {"code": f"BQ{number}", "name": f"Length {number}", "uom_id": env.ref("uom.product_uom_millimeter").id} for number in range(count)
        ])  # fmt: skip
        plan = env["mdq.inspection.plan"].create({
            "code": f"BQ-{product.id}", "name": "Bench", "product_id": product.id, "point": "iqc", "sampling": "fixed", "sample_size": 1, **vals,
            "line_ids": [Command.create({"characteristic_id": each.id, "lower_limit": str(LOWER), "upper_limit": str(UPPER)}) for each in characteristics],
        })  # fmt: skip
        plan._write_guarded({"state": "effective", "effective_date": datetime.now()})
        return plan

    def lots(self, product, count):
        return self.env(su=True)["stock.lot"].create([
            {"name": f"Q{number}", "product_id": product.id, "company_id": self.env.company.id} for number in range(count)
        ])  # fmt: skip

    def product(self):
        product = self.env(su=True)["product.product"].create({"name": "Bench", "type": "consu", "is_storable": True, "tracking": "lot"})
        if self.is_ours:
            product.mdq_controlled = True
        return product

    def inspections(self, product, count, quantity=1.0):
        ours = controlled.as_person(self.env["mdq.inspection"], "inspector")
        return ours._create_for_lots(self.lots(product, count), "iqc", {"quantity": quantity})

    def trigger(self, product, count=10):
        """What quality_control_oca makes inspections from: a test with questions, for one product."""
        env = self.env(su=True)
        test = env["qc.test"].create({"name": "Bench", "test_lines": [
            Command.create({"name": f"Length {number}", "type": "quantitative", "min_value": LOWER, "max_value": UPPER,
                            "uom_id": env.ref("uom.product_uom_millimeter").id}) for number in range(count)
        ]})  # fmt: skip
        trigger = env["qc.trigger"].search([], limit=1) or env["qc.trigger"].create({"name": "Bench"})
        return env["qc.trigger.product_line"].create({"product": product.id, "trigger": trigger.id, "test": test.id, "timing": "after"})

    def make_theirs(self, product, trigger, count):
        inspections = self.env(su=True)["qc.inspection"]
        for _number in range(count):
            inspections |= inspections._make_inspection(product, trigger)
        return inspections


class ReceivePlanned(Receive, Quality):
    """A receipt of lots of which each product has a plan of ten characteristics."""

    def prepare(self):
        if self.kind == "controlled":
            for product in self.world.bought[: self.size[0]]:
                self.plan(product)
        super().prepare()


class Inspections(Quality):
    def prepare(self):
        self.made, self.goods = None, self.product()
        if self.is_ours:
            self.plan(self.goods, self.size[1])
            self.given = self.lots(self.goods, self.size[0])
            self.model = controlled.as_person(self.env["mdq.inspection"], "inspector")
        else:
            self.trigger_line = self.trigger(self.goods, self.size[1])

    def run(self):
        if self.is_ours:
            self.made = self.model._create_for_lots(self.given, "iqc", {"quantity": 1.0})
        else:
            self.made = self.make_theirs(self.goods, self.trigger_line, self.size[0])

    def check(self):
        lines = sum(self.made.mapped("reading_total")) if self.is_ours else len(self.made.inspection_lines)
        return len(self.made) == self.size[0] and lines == self.size[0] * self.size[1]


class Values(Quality):
    """As many readings in one call; the other addon's in one batch of assignments."""

    def prepare(self):
        self.goods = self.product()
        if not self.is_ours:
            self.lines = self.make_theirs(self.goods, self.trigger(self.goods), self.size[0] // 10).inspection_lines
            # The best that it offers: one write for all lines of a value.
            values = {line: value_of(number + 10) for number, line in enumerate(self.lines)}
            self.together = self.lines.grouped(values.get)
            return
        units = self.size[0] // 10
        plan = self.plan(self.goods, sample_size=units)
        self.inspection = self.inspections(self.goods, 1, units)
        codes = plan.line_ids.characteristic_id.mapped("code")
        self.readings = [
            {"characteristic": code, "unit_no": unit, "value": f"{value_of(unit * 10 + place):.3f}"}
            for unit in range(1, units + 1) for place, code in enumerate(codes)
        ]  # fmt: skip
        if self.kind in ("copy", "bare"):
            self.prepare_plain()

    def prepare_plain(self):
        """The same rows for a table that has the same columns."""
        with self.env.cr.savepoint() as savepoint:
            self.inspection.record(self.readings)
            self.rows = io.StringIO()
            self.env.cr.copy_expert(f"COPY (SELECT * FROM mdq_measurement WHERE inspection_id = {self.inspection.id}) TO STDOUT (FORMAT csv)", self.rows)
            savepoint.rollback()
        self.rows.seek(0)
        self.entered = [float(reading["value"]) for reading in self.readings]
        self.env.cr.execute(f"CREATE TABLE bench_plain (LIKE mdq_measurement {'INCLUDING ALL' if self.kind == 'copy' else ''})")
        if self.kind == "copy":
            self.env.cr.execute("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'mdq_measurement'::regclass AND contype = 'f' AND conparentid = 0")
            for name, definition in self.env.cr.fetchall():
                self.env.cr.execute(f'ALTER TABLE bench_plain ADD CONSTRAINT "{name}" {definition}')

    def run(self):
        if self.kind in ("copy", "bare"):
            import numpy

            values = numpy.array(self.entered)
            self.passed = (values >= LOWER) & (values <= UPPER)
            self.env.cr.copy_expert("COPY bench_plain FROM STDIN (FORMAT csv)", self.rows)
        elif self.is_ours:
            self.answer = self.inspection.record(self.readings)
        else:
            for value, lines in self.together.items():
                lines.write({"quantitative_value": value})

    def check(self):
        good = sum(LOWER <= value_of(number + 10) <= UPPER for number in range(self.size[0]))
        if self.kind in ("copy", "bare"):
            self.env.cr.execute("SELECT count(*) FROM bench_plain")
            return self.env.cr.fetchone()[0] == self.size[0] and self.passed.sum() == good
        if self.is_ours:
            self.env.cr.execute("SELECT count(*) FILTER (WHERE passed), count(*) FROM mdq_measurement WHERE inspection_id = %s", [self.inspection.id])
            return self.answer["rejected"] == [] and self.env.cr.fetchone() == (good, self.size[0])
        return len(self.lines.filtered("success")) == good


class ValuesSingly(Quality):
    """Inspections one after the other, as inspectors work: the other addon's values each by itself."""

    def prepare(self):
        self.goods = self.product()
        if self.is_ours:
            codes = self.plan(self.goods).line_ids.characteristic_id.mapped("code")
            self.made = self.inspections(self.goods, self.size[0])
            self.readings = [{"characteristic": code, "unit_no": 1, "value": "6.000"} for code in codes]
        else:
            self.made = self.make_theirs(self.goods, self.trigger(self.goods), self.size[0])

    def run(self):
        for inspection in self.made:
            if self.is_ours:
                inspection.record(self.readings)
                continue
            for line in inspection.inspection_lines:
                line.write({"quantitative_value": 6.0})
                line.flush_recordset()

    def check(self):
        if self.is_ours:
            return set(self.made.mapped("reading_count")) == {10}
        return all(self.made.mapped("success"))


SCENARIOS = {scenario.__name__: scenario for scenario in (ReceivePlanned, Inspections, Values, ValuesSingly)}
