from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

BATCH = 1000
UNDECIDED = ("quarantine", "released", "hold")

# When a lot in stock is to be looked at again: so long after it was last accepted, or else after it was made or came in.
_DUE = """
    WITH stocked AS (
        SELECT q.lot_id, sum(q.quantity) AS quantity FROM stock_quant q
          JOIN stock_location p ON p.id = q.location_id AND p.usage = 'internal'
         WHERE q.product_id = ANY(%(products)s) AND q.company_id = %(company)s AND q.lot_id IS NOT NULL AND %(lots)s
         GROUP BY q.lot_id HAVING sum(q.quantity) > 0
    ), seen AS (
        SELECT r.lot_id, max(i.state_changed_on) AS at FROM mdq_inspection i
          JOIN mdq_inspection_lot_rel r ON r.inspection_id = i.id
         WHERE r.lot_id IN (SELECT lot_id FROM stocked) AND i.state = 'accepted' AND i.point NOT IN ('ipqc', 'oqc')
         GROUP BY r.lot_id
    )
    SELECT l.id, COALESCE(seen.at, l.create_date) + %(interval)s, stocked.quantity
      FROM stocked JOIN stock_lot l ON l.id = stocked.lot_id LEFT JOIN seen ON seen.lot_id = l.id
     WHERE l.mdq_status = ANY(%(statuses)s) AND COALESCE(seen.at, l.create_date) + %(interval)s <= %(until)s
       AND (%(forever)s OR l.expiration_date IS NULL OR l.expiration_date > COALESCE(seen.at, l.create_date) + %(interval)s)
       AND NOT (%(unopened)s AND EXISTS (SELECT FROM mdq_inspection o WHERE o.lot_id = l.id AND o.schedule_id = %(schedule)s AND o.state = 'open'))
     ORDER BY 2, 1 LIMIT %(most)s
"""


class MdqInspectionSchedule(models.Model):
    """How often lots in stock are inspected again."""

    _name = "mdq.inspection.schedule"
    _description = "Retest Schedule"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    product_id = fields.Many2one("product.product", "Product", ondelete="restrict", check_company=True, index="btree_not_null",
                                 domain="[('mdq_controlled', '=', True)]")
    categ_id = fields.Many2one("product.category", "Product Category", ondelete="restrict")
    interval_number = fields.Integer("Every", default=6, required=True, aggregator=None)
    interval_unit = fields.Selection(
        [("days", "Days"), ("weeks", "Weeks"), ("months", "Months"), ("years", "Years")], required=True, default="months",
    )
    until_expiry = fields.Boolean("Until It Expires", default=True, help="No retest falls due on or after the day on which a lot expires.")
    lead_days = fields.Integer("Opened Days Before", default=14, aggregator=None)
    stops = fields.Boolean(
        "Overdue Stops the Lot", default=True, tracking=True,
        help="While its retest is overdue, a lot is not released, used, shipped or sent out.",
    )
    open_count = fields.Integer("Open Retests", compute="_compute_open_count")

    _interval_positive = models.Constraint("CHECK (interval_number > 0)", "The interval is at least one.")
    _lead_not_negative = models.Constraint("CHECK (lead_days >= 0)", "Retests cannot be opened after they are due.")

    @api.constrains("product_id", "categ_id")
    def _check_scope(self):
        for schedule in self:
            if not (schedule.product_id or schedule.categ_id):
                raise ValidationError(self.env._("%s: say for which product or category it is.", schedule.display_name))

    def _compute_open_count(self):
        counts = dict(self.env["mdq.inspection"]._read_group(
            [("schedule_id", "in", self.ids), ("state", "=", "open")], ["schedule_id"], ["__count"]
        ))
        for schedule in self:
            schedule.open_count = counts.get(schedule, 0)

    # ------------------------------------------------------------------------------------- finding

    def _find_due(self, until, lots=None, unopened=False):
        """Return [(lot, when due, quantity in stock)] of this schedule, what is due first.

        :param lots: only of these
        :param unopened: only where no retest is open yet
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            _DUE, products=self._get_products().ids, company=self.company_id.id, schedule=self.id, until=until, unopened=unopened,
            lots=SQL("q.lot_id = ANY(%s)", lots.ids) if lots else SQL("TRUE"), statuses=list(UNDECIDED), forever=not self.until_expiry,
            interval=SQL("make_interval(%s => %s)", SQL.identifier(self.interval_unit), self.interval_number), most=len(lots or ()) or BATCH,
        ))
        return [(self.env["stock.lot"].browse(lot), due, quantity) for lot, due, quantity in rows]

    def _get_products(self):
        domain = Domain("product_tmpl_id.mdq_controlled", "=", True)
        if self.product_id:
            domain &= Domain("id", "=", self.product_id.id)
        if self.categ_id:
            domain &= Domain("categ_id", "child_of", self.categ_id.id)
        # Which lots are to be tested again does not depend on what the asker may read.
        return self.env["product.product"].sudo().with_context(active_test=False).search(domain)

    @api.model
    def _find_overdue(self, lots):
        """Return {lot id: (schedule, since when)} of lots whose overdue retest stops them; nothing is asked where no schedule stops."""
        # Whether a lot may move does not depend on what the mover may read.
        lots, now, overdue = lots.sudo(), fields.Datetime.now(), {}
        for schedule in self.sudo().search([("stops", "=", True)]) if lots else ():  # as above
            for lot, due, _quantity in schedule._find_due(now, lots):
                if lot.id not in overdue or due < overdue[lot.id][1]:
                    overdue[lot.id] = (schedule, due)
        return overdue

    # ------------------------------------------------------------------------------------- opening

    @api.model
    def _cron_open_retests(self):
        """Open the retests that fall due, for many lots at once."""
        opened = 0
        for schedule in self.search([]):
            found = schedule._open_due()
            opened += len(found)
            if len(found) == BATCH:
                self.env["ir.cron"]._commit_progress(opened, remaining=1)
                return
        self.env["ir.cron"]._commit_progress(opened, remaining=0)

    def _open_due(self):
        until = fields.Datetime.add(fields.Datetime.now(), days=self.lead_days)
        return self.env["mdq.inspection"]._open_once_only([
            self._prepare_inspection_vals(lot, due, quantity) for lot, due, quantity in self._find_due(until, unopened=True)
        ])

    def _prepare_inspection_vals(self, lot, due, quantity):
        return {
            "lot_id": lot.id, "point": "retest", "company_id": self.company_id.id, "quantity": quantity, "schedule_id": self.id,
            "due_date": due, "date_due": due, "source": "schedule",
        }

    def action_open_now(self):
        """Open what falls due without waiting for the job; for those who inspect."""
        self.env.user._mdq_require("mdq_base.group_inspector", "mdq_base.group_quality_engineer")
        self.check_access("read")
        for schedule in self:
            # The server opens them, as the job would; who may ask was checked just now.
            schedule.sudo()._open_due()
        return self.action_view_inspections()

    def action_view_inspections(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_inspection_action")
        return {**action, "domain": [("schedule_id", "in", self.ids)], "context": {"search_default_open": 1}}


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    schedule_id = fields.Many2one("mdq.inspection.schedule", "Retest Schedule", readonly=True, ondelete="restrict", index="btree_not_null")
    due_date = fields.Datetime("Retest Due", readonly=True, copy=False)

    _retest_once = models.UniqueIndex("(lot_id, schedule_id) WHERE state = 'open' AND schedule_id IS NOT NULL", "This retest is open already.")
    _due_index = models.Index("(due_date) WHERE state = 'open' AND due_date IS NOT NULL")

    def _get_deadline(self):
        """On the inspector's work list: a retest is to be done until it is due."""
        return fields.Datetime.to_string(self.due_date) if self.due_date else super()._get_deadline()


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_move_blockers(self, operation):
        """A lot whose retest is overdue stays where it is, where its schedule says so."""
        blockers = super()._mdq_move_blockers(operation)
        if operation not in ("ship", "consume", "process_out"):
            return blockers
        # Whether a lot may move does not depend on what the mover may read.
        released = self.sudo().filtered(lambda lot: lot.mdq_status == "released")
        overdue = self.env["mdq.inspection.schedule"]._find_overdue(released)
        for lot in self.filtered(lambda lot: lot.id in overdue):
            blockers.setdefault(lot.id, []).append(lot._mdq_say_overdue(*overdue[lot.id]))
        return blockers

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        overdue = self.env["mdq.inspection.schedule"]._find_overdue(self)
        for lot in self.filtered(lambda lot: lot.id in overdue):
            checks[lot.id].append(self._mdq_prepare_check("retest", False, lot._mdq_say_overdue(*overdue[lot.id]), [overdue[lot.id][0]]))
        return checks

    def _mdq_say_overdue(self, schedule, due):
        return self.env._(
            "Lot %(lot)s of %(product)s: the retest “%(schedule)s” is overdue since %(date)s. An inspector accepts the retest first.",
            lot=self.name, product=self.sudo().product_id.display_name,  # a name in a refusal that everybody gets
            schedule=schedule.name, date=fields.Date.to_string(due.date()),
        )
