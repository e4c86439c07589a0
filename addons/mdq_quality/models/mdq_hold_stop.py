"""What a hold stops: reservations are taken back, and whoever owns the orders is told."""

from collections import defaultdict

from odoo import models

from ..core import movement


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _mdq_unreserve_refused(self):
        """Take back the reservations of these lots for movements that the gate would refuse.

        :return: {order: {lot: quantity}}, the orders (transfers, manufacturing orders) that miss them now
        """
        # Reservations of everybody are taken back, wherever the lots are.
        lines = self.env["stock.move.line"].sudo().search([
            ("lot_id", "in", self.ids), ("state", "not in", ("done", "cancel", "draft")),
        ])
        refused = lines.filtered(
            lambda line: not movement.is_allowed(
                line.lot_id._mdq_get_effective_status(), line._mdq_get_operation(), bool(line.lot_id.mdq_production_release_id))
        )
        stopped = refused._mdq_group_by_order()
        refused.unlink()
        return stopped


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _mdq_group_by_order(self):
        stopped = defaultdict(lambda: defaultdict(float))
        for line in self:
            order = line.picking_id or line.move_id.raw_material_production_id
            if order:
                stopped[order][line.lot_id] += line.quantity_product_uom
        return stopped


class MdqHold(models.Model):
    _inherit = "mdq.hold"

    def _seize(self, lots):
        stopped = super()._seize(lots)
        self._tell_owners(stopped)
        return stopped

    def _tell_owners(self, stopped):
        """A note on each order that stops, and a task for its owner; as many messages, one insertion a model."""
        for orders in _by_model(stopped):
            bodies = {order.id: self._prepare_stop_note(stopped[order]) for order in orders}
            orders._message_log_batch(bodies=bodies)
            self._assign_stopped(orders, bodies)

    def _prepare_stop_note(self, quantities):
        lots = ", ".join(f"{lot.name} ({quantity:g})" for lot, quantity in quantities.items())
        said = self._mdq_both(lambda hold: hold.env._("Hold %(hold)s takes back what was reserved here: %(lots)s.", hold=hold.name, lots=lots))
        return f"{said} {self.reason}"

    def _assign_stopped(self, orders, notes):
        kind = self.env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_warning")
        model = self.env["ir.model"]._get_id(orders._name)
        today = self.company_id._mdq_today()
        owned = [(order, owner) for order in orders if (owner := order._mdq_get_owner())]
        # They see it in their list of tasks; a message for each of a hundred orders would be a flood.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create([{
            "activity_type_id": kind, "res_model_id": model, "res_id": order.id, "user_id": owner.id, "note": notes[order.id],
            "summary": self.with_context(lang=owner.lang).env._("Stopped by hold %s", self.name), "date_deadline": today, "automated": True,
        } for order, owner in owned])


def _by_model(stopped):
    grouped = defaultdict(list)
    for order in stopped:
        grouped[order._name].append(order)
    return [orders[0].union(*orders) for orders in grouped.values()]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _mdq_get_owner(self):
        """Return who is told when this order stops: its responsible, or who made it. Extend."""
        return self.user_id or _person(self.create_uid)


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _mdq_get_owner(self):
        """As for a transfer. Extend."""
        return self.user_id or _person(self.create_uid)


def _person(user):
    return user.filtered(lambda each: each.active and not each.share and not each._is_superuser())
