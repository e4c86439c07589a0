"""What `bench.certificates` measures, inside the process that has the database. Nothing is committed."""

import time

from odoo.api import SUPERUSER_ID, Environment
from odoo.fields import Date


def certify(registry, suppliers, each):
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        scopes = fill(env, suppliers, each)
        letters = env["mail.mail"].search_count([])
        told = {
            "remind": timed(env, lambda: env["mdq.supplier.certificate"]._cron_remind()),
            "again": timed(env, lambda: env["mdq.supplier.certificate"]._cron_remind()),
            "barriers": timed(env, lambda: scopes._get_barriers(env.company._mdq_today())),
        }
        told["letters"] = env["mail.mail"].search_count([]) - letters
        cr.rollback()
        return told


def fill(env, suppliers, each):
    """Suppliers with a scope each, and certificates that end in twenty days."""
    today = env.company._mdq_today()
    kinds = env["mdq.supplier.certificate.type"].search([("is_endless", "=", False), ("number_standard", "=", False)], limit=each)
    partners = env["res.partner"].create(
        [{"name": f"Supplier {number}", "is_company": True, "email": f"s{number}@example.com"} for number in range(suppliers)])
    records = env["mdq.supplier.certificate"].create([
        {"partner_id": partner.id, "type_id": kind.id, "number": f"{kind.code} {partner.id}", "issuer": "Body", "responsible_id": env.uid,
         "valid_from": Date.subtract(today, days=700), "valid_to": Date.add(today, days=20)}
        for partner in partners for kind in kinds])
    records._write_guarded({"state": "effective", "accepted_on": Date.subtract(today, days=690)})
    env["mdq.supplier.certificate.demand"].create([{"type_id": kind.id} for kind in kinds])
    scopes = env["mdq.supplier.qualification"].create([{"partner_id": partner.id} for partner in partners])
    env.flush_all()
    return scopes


def timed(env, work):
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    return {"seconds": time.perf_counter() - start, "queries": env.cr.sql_log_count - queries}
