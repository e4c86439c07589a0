from odoo.addons.mdq_base.models import ledger_page
from odoo.tests import tagged
from odoo.tools import SQL

from .common import LedgerCase

CHANGES, PAGE = 3000, 80


@tagged("post_install", "-at_install")
class TestTimelineSpeed(LedgerCase):
    """A page of a long history reads what it shows, not the history for each of its lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        cls.env.cr.execute(SQL(
            """INSERT INTO mdq_ledger (table_name, res_id, operation, image, uid, source)
               SELECT table_name, res_id, 'U', image || jsonb_build_object('max_uses', n), uid, 'test'
                 FROM (SELECT * FROM mdq_ledger WHERE table_name = %s AND res_id = %s ORDER BY id DESC LIMIT 1) l,
                      generate_series(1, %s) n""", cls.record._table, cls.record.id, CHANGES))
        # As in a ledger that has grown: most rows changed once, so one entry is expected of each.
        cls.env.cr.execute(
            """INSERT INTO mdq_ledger (table_name, res_id, operation, image, uid, source)
               SELECT 'test_thing', n, 'U', '{}', 1, 'test' FROM generate_series(1, %s) n""", [10 * CHANGES])
        cls.env.cr.execute("ANALYZE mdq_ledger")

    def _plan_of(self, call):
        """The plans, as trees with the rows that were read, of the queries for images that a call sends."""
        plans, execute = [], type(self.env.cr).execute

        def explained(cr, query, *args, **kwargs):
            if "unnest" in str(getattr(query, "code", query)) and "mdq_ledger" in str(getattr(query, "code", query)):
                execute(cr, SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) %s", query))
                plans.append(cr.fetchone()[0][0]["Plan"])
            return execute(cr, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", explained)
        call()
        return plans

    def _read(self, plan):
        below = sum(self._read(part) for part in plan.get("Plans", []))
        return below + (plan["Actual Rows"] * plan["Actual Loops"] if "Scan" in plan["Node Type"] else 0)

    def test_a_page_reads_an_entry_for_each_of_its_lines(self):
        """Requirement: MDQ-BAS-144"""
        plans = self._plan_of(lambda: self.env["mdq.ledger"].timeline(self.record._name, self.record.id, limit=PAGE))
        self.assertTrue(plans)
        for plan in plans:
            self.assertLess(self._read(plan), 20 * PAGE)

    def test_the_planner_is_left_as_it_was(self):
        """Requirement: MDQ-BAS-144"""
        ledger_page.last_images(self.env.cr, [(self.record._table, self.record.id, 2**40)])
        self.env.cr.execute("SHOW enable_sort")
        self.assertEqual(self.env.cr.fetchone()[0], "on")
