import datetime

from odoo import api, fields, models

from . import ledger_registry, ledger_table, ledger_trigger
from .mdq_ledger_verify import ROLES

LATE = datetime.timedelta(minutes=5)  # entries older than this should be under a seal
ANCHOR_LATE = datetime.timedelta(days=2)
GUARDED = ("mdq_ledger", "mdq_ledger_seal", "mdq_ledger_epoch")


class MdqLedger(models.Model):
    """How well the ledger is protected right now, one sentence a point."""

    _inherit = "mdq.ledger"

    @api.model
    def health(self):
        """Return the points that protect the ledger: [{code, level (good, fair, bad), title, sentence}]."""
        self.env.user._mdq_require(*ROLES)
        self.env.flush_all()
        points = ("triggers", "guards", "owner", "seals", "anchors", "partitions")
        return [{"code": point, **getattr(self, f"_get_health_of_{point}")()} for point in points]

    def _get_health_of_triggers(self):
        title = self.env._("Tables watched")
        missing = ledger_trigger.get_missing(self.env.cr)
        if missing:
            return {"level": "bad", "title": title, "sentence": self.env._(
                "Changes go by unseen in %(tables)s: the triggers are missing or switched off. Restart Odoo to have missing"
                " ones made anew, switch the others on, and ask who did it.", tables=", ".join(missing))}
        count = len(ledger_registry.get_registered(self.env.cr))
        return {"level": "good", "title": title, "sentence": self.env._(
            "Triggers of the database write every change of %s tables into the ledger.", count)}

    def _get_health_of_guards(self):
        title = self.env._("Append-only")
        self.env.cr.execute(
            """SELECT id::text FROM (
                   SELECT to_regclass(name) AS id FROM unnest(%s) AS name
                    UNION SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = to_regclass('mdq_ledger')) AS guarded
                WHERE 2 > (SELECT count(*) FROM pg_trigger WHERE tgrelid = id AND tgenabled IN ('O', 'A')
                                                             AND tgname IN ('mdq_append_only', 'mdq_never_empty'))""", [list(GUARDED)])
        open_tables = [name for (name,) in self.env.cr.fetchall()]
        if open_tables:
            return {"level": "bad", "title": title, "sentence": self.env._(
                "Entries of %(tables)s could be changed or removed: the guard is missing or switched off. Update the addon"
                " mdq_base, verify the ledger, and ask who did it.", tables=", ".join(open_tables))}
        return {"level": "good", "title": title, "sentence": self.env._(
            "The database refuses to change or remove entries and seals, whoever asks.")}

    def _get_health_of_owner(self):
        title = self.env._("Owner of the tables")
        self.env.cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if self.env.cr.fetchone()[0]:
            return {"level": "bad", "title": title, "sentence": self.env._(
                "Odoo works as a superuser of PostgreSQL, which may switch everything off. Give it a role of its own.")}
        if not ledger_table.is_separated(self.env.cr):
            return {"level": "fair", "title": title, "sentence": self.env._(
                "Odoo's role owns the ledger, so its administrator could switch the guards off; verification and anchors would"
                " show it. The script tools/separate_ledger_owner.sql gives the tables to another role.")}
        return {"level": "good", "title": title, "sentence": self.env._(
            "The ledger belongs to another role: Odoo may add entries and read them, no more.")}

    def _get_health_of_seals(self):
        title = self.env._("Seals")
        self.env.cr.execute(
            """WITH open AS (
                   SELECT recorded_at FROM mdq_ledger
                    WHERE epoch = (SELECT max(id) FROM mdq_ledger_epoch)
                      AND xid >= COALESCE((SELECT xid_to::bigint FROM mdq_ledger_seal
                                            WHERE epoch = (SELECT max(id) FROM mdq_ledger_epoch)
                                            ORDER BY number DESC LIMIT 1), 0)
                    ORDER BY epoch, xid LIMIT 100000)
               SELECT count(*), min(recorded_at) FROM open""")
        count, oldest = self.env.cr.fetchone()
        if count and oldest < fields.Datetime.now() - LATE:
            return {"level": "fair", "title": title, "sentence": self.env._(
                "%(count)s entries wait for a seal, the oldest since %(time)s UTC. Look whether scheduled jobs run, and whether"
                " a transaction of the database never ends.", count=count, time=fields.Datetime.to_string(oldest))}
        root = self.env["mdq.ledger.seal"]._get_current_root()
        return {"level": "good" if root else "fair", "title": title, "sentence": self.env._(
            "Seal %(number)s is the newest, of %(time)s UTC; %(count)s entries wait for the next.",
            number=root["number"], time=root["sealed_at"], count=count,
        ) if root else self.env._("There is no seal yet. The scheduled job makes one every minute.")}

    def _get_health_of_anchors(self):
        title = self.env._("Anchors outside")
        last = self.env["mdq.ledger.anchor"].search([("state", "=", "sent")], limit=1)
        if not last:
            return {"level": "fair", "title": title, "sentence": self.env._(
                "No hash was put out of reach yet: a restored older backup would show no trace. Set up an anchor channel, or"
                " keep printed reports, which carry the current root.")}
        late = last.sent_at < fields.Datetime.now() - ANCHOR_LATE
        return {"level": "bad" if late else "good", "title": title, "sentence": self.env._(
            "The hash of seal %(number)s went to %(target)s on %(date)s.", number=last.seal_number, target=last.target, date=last.date)}

    def _get_health_of_partitions(self):
        title = self.env._("Months ahead")
        self.env.cr.execute(
            """SELECT count(*) FILTER (WHERE c.relname > to_char(timezone('UTC', now()), '"mdq_ledger_"YYYY_MM')
                                         AND c.relname ~ '^mdq_ledger_[0-9]{4}_[0-9]{2}$'),
                      EXISTS (SELECT FROM mdq_ledger_other)
                 FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass('mdq_ledger')""")
        ahead, strays = self.env.cr.fetchone()
        if ahead and not strays:
            return {"level": "good", "title": title, "sentence": self.env._("The tables of the next %s months are ready.", ahead)}
        return {"level": "fair", "title": title, "sentence": self.env._(
            "Entries go to the table for the rest, as the tables of coming months are missing: nothing is lost, but it grows."
            " Look whether the scheduled job that seals runs.")}
