"""A month of orders and receipts of one supplier, told day by day, and what scores them."""

from datetime import date, datetime

from odoo import Command
from odoo.tests import freeze_time

from .common import MdqSupplierCommon

MAY = (date(2026, 5, 1), date(2026, 5, 31))
JUNE = (date(2026, 6, 1), date(2026, 6, 30))


class MdqScorecardCommon(MdqSupplierCommon):
    """`_buy` and `_deliver` make facts on a day; `_score` reads the metric; `_card` freezes May."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.box = cls._product("Box", tracking="none")
        cls.cards = cls.env["mdq.supplier.scorecard"]
        cls.scheme = cls._scheme(otif=60, price=40)

    @classmethod
    def _scheme(cls, effective=True, minimum=1, **weights):
        scheme = cls.env["mdq.supplier.scorecard.scheme"].with_user(cls.sqe).create({
            "name": "Test", "sequence": 1, "company_id": cls.company.id, "weight_ids": [
                Command.create({"code": code, "weight": weight, "minimum": minimum}) for code, weight in weights.items()
            ],
        })
        if effective:
            scheme.action_submit()
            request = scheme._mdq_get_requests("pending").with_user(cls.quality_manager)
            request.approve(cls.credential_of(cls.quality_manager))
            scheme.action_make_effective()
        return scheme

    @classmethod
    def _buy(cls, promised, quantity=10, price=1.0, on="2026-04-20", partner=None, product=None, **line):
        """A confirmed order; `promised` is a day or a moment in UTC."""
        moment = promised if isinstance(promised, datetime) else datetime.fromisoformat(f"{promised} 04:00:00")
        with freeze_time(f"{on} 02:00:00"):
            order = cls.env["purchase.order"].with_user(cls.planner).create({
                "partner_id": (partner or cls.partner).id, "order_line": [Command.create({
                    "product_id": (product or cls.box).id, "product_qty": quantity, "price_unit": price,
                    "date_planned": moment, **line,
                })],
            })
            order.button_confirm()
        order.order_line.date_planned = moment
        return order

    @classmethod
    def _deliver(cls, order, on, quantity=None, backorder=True):
        """Receive on a day (noon in Shanghai) or at a moment in UTC."""
        moment = on if " " in str(on) else f"{on} 04:00:00"
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel")).sudo()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        with freeze_time(moment):
            picking.with_context(cancel_backorder=not backorder)._action_done()
        return picking

    @classmethod
    def _give_back(cls, picking, on, quantity):
        wizard = cls.env["stock.return.picking"].with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        for move in back.move_ids:
            move.quantity, move.picked = quantity, True
        with freeze_time(f"{on} 04:00:00"):
            back._action_done()

    @classmethod
    def _bought(cls, *days, **vals):
        """Orders promised for these days of May and delivered in full on them."""
        for day in days:
            cls._deliver(cls._buy(f"2026-05-{day:02}", **vals), f"2026-05-{day:02}")

    def _rows(self, metric="otif", period=MAY, partner=None):
        rows = self.cards._get_ruled_facts(partner or self.partner, *period, self.company)
        return [row for row in rows if row.metric == metric]

    def _score(self, period=MAY, partner=None, user=None):
        found = self.cards.with_user(user or self.sqe).compute([(partner or self.partner).id], *map(str, period))
        return found[0]

    def _metric(self, code="otif", **options):
        return next(metric for metric in self._score(**options)["metrics"] if metric["code"] == code)

    def _card(self, period=MAY, partner=None, user=None, reason=None):
        cards = self.cards.with_user(user or self.env.ref("base.user_root"))
        return cards._snapshot(partner or self.partner, *period, self.company, reason)
