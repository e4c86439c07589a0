"""Work on rows of the ledger, with its triggers on or off (kind "off"), or in a database with another audit trail."""

from datetime import datetime, timedelta

from .scenarios import Receive, Scenario


def switch_off(env):
    """Take the triggers away for this transaction, which is rolled back."""
    from odoo.addons.mdq_base.models import ledger_registry, ledger_trigger

    for table in ledger_registry.get_registered(env.cr):
        for operation in ledger_trigger.OPERATIONS:
            env.cr.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER mdq_ledger_{operation}')


class Ledgered(Scenario):
    def prepare(self):
        self.set_out()
        self.env.flush_all()
        if self.kind == "off":
            switch_off(self.env)

    def set_out(self):
        """What the work needs and is not measured."""

    def lots(self, count):
        products = self.world.bought
        return self.env["stock.lot"].create([
            {"name": f"B{number}", "product_id": products[number % len(products)].id, "company_id": self.env.company.id}
            for number in range(count)
        ])  # fmt: skip


class CreateLots(Ledgered):
    def run(self):
        self.made = self.lots(self.size[0])

    def check(self):
        return len(self.made.exists()) == self.size[0]


class WriteTogether(Ledgered):
    def set_out(self):
        self.made = self.lots(self.size[0])
        self.day = datetime(2030, 1, 1)

    def run(self):
        self.made.write({"expiration_date": self.day})

    def check(self):
        return self.made.mapped("expiration_date") == [self.day] * self.size[0]


class WriteSingly(WriteTogether):
    def run(self):
        for number, lot in enumerate(self.made):
            lot.write({"expiration_date": self.day + timedelta(days=number)})
            lot.flush_recordset()

    def check(self):
        return len(set(self.made.mapped("expiration_date"))) == self.size[0]


class WriteAsCalls(WriteSingly):
    """As single writes come in daily work: a call of its own each, with nothing in memory from the one before."""

    def run(self):
        for number, lot in enumerate(self.made):
            self.env.invalidate_all()
            with self.env.cr.savepoint():
                lot.write({"expiration_date": self.day + timedelta(days=number)})


class ReceiveLedgered(Ledgered, Receive):
    def set_out(self):
        Receive.prepare(self)


def set_up_auditlog(env):
    """OCA's audit trail in its full mode, on lots."""
    env["auditlog.rule"].create({
        "name": "Lots", "model_id": env["ir.model"]._get_id("stock.lot"), "log_type": "full", "state": "confirmed",
        "log_create": True, "log_write": True, "log_unlink": True, "log_read": False,
    })  # fmt: skip


SCENARIOS = {scenario.__name__: scenario for scenario in (CreateLots, WriteTogether, WriteSingly, WriteAsCalls, ReceiveLedgered)}
