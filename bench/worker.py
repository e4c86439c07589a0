"""One process with one database: takes commands as JSON lines, answers with seconds and queries.

python -m bench.worker CONFIGURATION DATABASE
"""

import gc
import json
import os
import sys
import time

import odoo.tools
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry


class Worker:
    """Runs scenarios as an ordinary user, each in a transaction of its own that is rolled back."""

    def __init__(self, name):
        self.registry = Registry(name)

    def set_up(self, kind):
        from . import world

        with self.registry.cursor() as cr:
            env = Environment(cr, SUPERUSER_ID, {})
            self.uid = world.user(env).id
            world.build(env, kind)
            if kind == "controlled":
                from . import controlled

                controlled.admit(env)
            lots = world.fill(env, kind)
            if kind == "controlled":
                controlled.release(env, lots)
            if kind == "auditlog":
                from .ledger_scenarios import set_up_auditlog

                set_up_auditlog(env)
        return {}

    def prove(self, entries):
        from . import proof_work

        return proof_work.prove(self.registry, entries)

    def train(self, persons, documents):
        from . import training_work

        return training_work.train(self.registry, persons, documents)

    def certify(self, suppliers, each):
        from . import certificates_work

        return certificates_work.certify(self.registry, suppliers, each)

    def score(self, suppliers, months, each):
        from . import scorecards_work

        return scorecards_work.score(self.registry, suppliers, months, each)

    def read(self, readings):
        from . import measurements_work

        return measurements_work.read(self.registry, readings)

    def show(self, units, characteristics):
        from . import screens_work

        self.set_up("controlled")
        return screens_work.show(self.registry, units, characteristics)

    def run(self, scenario, kind, size):
        from . import ledger_scenarios, quality_scenarios, scenarios, supplier_scenarios

        with self.registry.cursor() as cr:
            env = Environment(cr, self.uid, {"lang": "en_US", "tz": "UTC"})
            work = {**scenarios.SCENARIOS, **ledger_scenarios.SCENARIOS, **supplier_scenarios.SCENARIOS, **quality_scenarios.SCENARIOS}[scenario](env, kind, size)
            work.prepare()
            env.flush_all()
            env.invalidate_all()
            gc.collect()
            queries, begin = cr.sql_log_count, time.perf_counter()
            work.run()
            env.flush_all()
            seconds, queries = time.perf_counter() - begin, cr.sql_log_count - queries
            done = work.check()
            cr.rollback()
        if not done:
            raise AssertionError(f"{scenario} {size} for {kind} products did not do its work")
        return {"seconds": seconds, "queries": queries}


def main(configuration, name):
    # Answers go to the real standard output; whatever else prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    odoo.tools.config.parse_config(["-c", configuration, "-d", name, "--log-level=error"], setup_logging=True)
    worker = Worker(name)
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = getattr(worker, command.pop("do"))(**command)
        except Exception as error:  # noqa: BLE001 (the other process tells it)
            import traceback

            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
