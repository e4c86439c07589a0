"""What `bench.measurements` measures, inside the process that has the database. Nothing is committed."""

import statistics
import time

from odoo.addons.mdq_base.models import partitioned_table
from odoo.addons.mdq_quality.models.mdq_measurement import PART
from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Command

from . import controlled

EACH, LINES, PARTS = 2000, 10, 10
RUNS = 5


def read(registry, readings):
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        begin = time.perf_counter()
        first, line = fill(env, readings)
        told = {"fill": time.perf_counter() - begin, **measure_size(env)}
        some = env["mdq.inspection"].search([("id", ">=", first.id)], order="id", limit=readings // EACH)
        middle, last = some[len(some) // 2], some[-1]
        told |= {
            "grid": timed(env, lambda: middle.get_grid()),
            "verdict": timed(env, lambda: middle._get_verdict()),
            "list": timed(env, lambda: some[-80:].mapped("failed_units")),
            "history": timed(env, lambda: env["mdq.measurement"].search(
                [("characteristic_id", "=", line.characteristic_id.id)], order="id desc", limit=1000).mapped("value")),
            "day": timed(env, lambda: env["mdq.measurement"].search_count(
                [("recorded_on", ">=", "2025-05-05"), ("recorded_on", "<", "2025-05-06")])),
            "corrected": timed(env, lambda: middle._get_inspectors()),
            "record": record(env, last, line),
            "pruned": count_pruned(cr),
        }
        cr.rollback()
        return told


def fill(env, readings):
    """Inspections and readings as copies of one, spread over the parts as ten years would spread them."""
    inspection, plan = one(env)
    count = readings // EACH
    copy_rows(env, "mdq_inspection", f"mdq_inspection, generate_series(2, {count}) WHERE id = {inspection.id}", {})
    env.cr.execute("SELECT min(id), max(id) FROM mdq_inspection WHERE id >= %s", [inspection.id])
    first, _last = env.cr.fetchone()
    env.cr.execute(f"SELECT setval('mdq_measurement_id_seq', {PARTS * PART})")
    partitioned_table.extend(env.cr, "mdq_measurement", PART, 1)
    lighten(env)
    slice_size = readings // PARTS
    source = (
        f"(SELECT * FROM mdq_measurement WHERE inspection_id = {inspection.id} ORDER BY id LIMIT 1) one, generate_series(0, {readings} - 1) n"
        " JOIN (SELECT id AS line, characteristic_id AS char, row_number() OVER (ORDER BY id) - 1 AS place"
        f" FROM mdq_inspection_plan_line WHERE plan_id = {plan.id}) l ON l.place = n % {LINES}"
    )
    copy_rows(env, "mdq_measurement", source, {
        "id": f"1000 + (n / {slice_size})::bigint * {PART} + n % {slice_size}", "inspection_id": f"{first} + n / {EACH}",
        "unit_no": f"1 + (n % {EACH}) / {LINES}", "plan_line_id": "l.line", "characteristic_id": "l.char",
        "number": "5.9 + (n % 200) / 1000.0", "value": "(5.9 + (n % 200) / 1000.0)::numeric(8, 3)::text",
        "passed": "n % 200 BETWEEN 50 AND 150", "recorded_on": f"timestamp '2016-01-01' + n * {315_360_000 / readings} * interval '1 second'",
    })  # fmt: skip
    env.cr.execute("ANALYZE mdq_measurement")
    env.invalidate_all()
    return env["mdq.inspection"].browse(first), plan.line_ids[0]


def one(env):
    """One inspection of two hundred units and ten characteristics, with one reading."""
    product = env["product.product"].create({"name": "Bench", "type": "consu", "is_storable": True, "tracking": "lot"})
    product.mdq_controlled = True
    characteristics = env["mdq.characteristic"].create([
        {"code": f"BM{number}", "name": f"Length {number}", "uom_id": env.ref("uom.product_uom_millimeter").id} for number in range(LINES)
    ])  # fmt: skip
    plan = env["mdq.inspection.plan"].create({
        "code": "BM", "name": "Bench", "product_id": product.id, "point": "iqc", "sampling": "fixed", "sample_size": EACH // LINES,
        "line_ids": [Command.create({"characteristic_id": each.id, "lower_limit": "5.95", "upper_limit": "6.05"}) for each in characteristics],
    })  # fmt: skip
    plan._write_guarded({"state": "effective"})
    lot = env["stock.lot"].create({"name": "Bench", "product_id": product.id})
    inspection = env["mdq.inspection"]._create_for_lots(lot, "iqc", {"quantity": 10_000.0})
    controlled.as_person(inspection, "inspector").record([{"characteristic": "BM0", "unit_no": 1, "value": "6.000"}])
    env.flush_all()
    return inspection, plan


def lighten(env):
    """Filling is not what is measured: its rows go past the ledger, and their keys are right as they are copied."""
    env.cr.execute("ALTER TABLE mdq_measurement DISABLE TRIGGER mdq_ledger_insert")
    env.cr.execute("SELECT conname FROM pg_constraint WHERE conrelid = 'mdq_measurement'::regclass AND contype = 'f' AND conparentid = 0")
    for (name,) in env.cr.fetchall():
        env.cr.execute(f'ALTER TABLE mdq_measurement DROP CONSTRAINT "{name}"')


def copy_rows(env, table, source, changed):
    """Insert copies of rows with some columns reckoned anew."""
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = current_schema", [table])
    names = [name for (name,) in env.cr.fetchall() if name != "id" or "id" in changed]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'"{name}"' if table == "mdq_inspection" else f'one."{name}"') for name in names)
    env.cr.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {source}")


def measure_size(env):
    parts = partitioned_table.get_parts(env.cr, "mdq_measurement")
    env.cr.execute("SELECT count(*), (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('mdq_measurement')) FROM mdq_measurement")
    rows, size = env.cr.fetchone()
    return {"rows": rows, "bytes": float(size), "parts": len(parts)}


def timed(env, work):
    seconds = []
    for _number in range(RUNS + 1):
        env.flush_all()
        env.invalidate_all()
        queries, begin = env.cr.sql_log_count, time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return {"seconds": statistics.median(seconds[1:]), "queries": env.cr.sql_log_count - queries}


def record(env, inspection, line):
    """With the ledger on again: ten thousand readings of units beyond those that were filled."""
    env.cr.execute("ALTER TABLE mdq_measurement ENABLE TRIGGER mdq_ledger_insert")
    inspection._write_guarded({"sample_size": 10_000})
    inspection, seconds = controlled.as_person(inspection, "inspector"), []
    for turn in range(3):
        units = range(201 + turn * 1000, 1201 + turn * 1000)
        readings = [{"characteristic": f"BM{place}", "unit_no": unit, "value": "6.001"} for unit in units for place in range(LINES)]
        env.flush_all()
        env.invalidate_all()
        queries, begin = env.cr.sql_log_count, time.perf_counter()
        answer = inspection.record(readings)
        seconds.append(time.perf_counter() - begin)
        assert answer["rejected"] == [], answer["rejected"][:3]
    return {"seconds": statistics.median(seconds), "queries": env.cr.sql_log_count - queries}


def count_pruned(cr):
    """How many parts are read for the readings of the newest part alone."""
    cr.execute(f"EXPLAIN SELECT * FROM mdq_measurement WHERE inspection_id = 1 AND id >= {(PARTS - 1) * PART} AND id < {PARTS * PART}")
    return sum(" on mdq_measurement_" in line and "Index Cond" not in line and "Bitmap Index" not in line for (line,) in cr.fetchall())
