"""What `bench.proof` measures, inside the process that has the database. It commits: the database is thrown away afterwards."""

import io
import resource
import statistics
import time
from types import SimpleNamespace

from odoo.api import SUPERUSER_ID, Environment

UPDATES = 4


def prove(registry, entries):
    rows = entries // (UPDATES + 1)
    fill(registry, rows)
    told = {"entries": rows * (UPDATES + 1), "copy": timed(registry, copy)}
    told["seal"] = timed(registry, seal)
    before = memory()
    told["verify"] = timed(registry, verify)
    told["grown"] = memory() - before
    told["timeline"] = open_history(registry)
    return told


def fill(registry, rows):
    """A table of the ledger with so many rows, all of them changed some times."""
    from odoo.addons.mdq_base.models import ledger_trigger

    table = SimpleNamespace(_table="bench_thing", _mdq_get_ledger_columns=lambda: (), _mdq_get_ledger_links=list)
    with registry.cursor() as cr:
        cr.execute("CREATE TABLE bench_thing (id serial PRIMARY KEY, name varchar, state varchar, amount numeric, write_uid integer)")
        ledger_trigger.register(Environment(cr, SUPERUSER_ID, {}), [table])
        cr.execute("INSERT INTO bench_thing (name, state) SELECT 'Lot ' || n, 'quarantine' FROM generate_series(1, %s) n", [rows])
    for number in range(UPDATES):
        with registry.cursor() as cr:
            cr.execute("UPDATE bench_thing SET state = 'released', amount = %s", [number])
    with registry.cursor() as cr:
        cr.execute("ANALYZE mdq_ledger")


def timed(registry, work):
    with registry.cursor() as cr:
        begin = time.perf_counter()
        work(Environment(cr, SUPERUSER_ID, {}))
        cr.commit()
        return time.perf_counter() - begin


class Nowhere(io.RawIOBase):
    def write(self, data):
        return len(data)


def copy(env):
    env.cr.copy_expert("COPY (SELECT * FROM mdq_ledger) TO STDOUT", Nowhere())


def seal(env):
    env["mdq.ledger"].seal()


def verify(env):
    result = env["mdq.ledger"].verify()
    if not result["ok"]:
        raise AssertionError(result["problems"][:5])


def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def open_history(registry):
    """Seconds for the first page of a record that was changed ten thousand times."""
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        route = env["mdq.approval.route"].search([], limit=1)
        # Ten thousand changes in transactions of their own, as people make them.
        cr.execute(
            """INSERT INTO mdq_ledger (xid, table_name, res_id, operation, image, uid, source)
               SELECT 2^61 + n, 'mdq_approval_route', r.id, 'U', to_jsonb(r) || jsonb_build_object('code', 'R' || n), %s, 'bench'
                 FROM mdq_approval_route r, generate_series(1, 10000) n WHERE r.id = %s""",
            [SUPERUSER_ID, route.id],
        )
        cr.execute("ANALYZE mdq_ledger")
        seconds = []
        for _run in range(6):
            env.invalidate_all()
            begin = time.perf_counter()
            page = env["mdq.ledger"].timeline("mdq.approval.route", route.id)
            seconds.append(time.perf_counter() - begin)
        if not page["next"]:
            raise AssertionError("the history is shorter than it should be")
        return statistics.median(seconds[1:])
