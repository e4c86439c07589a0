"""What stops when a supplier of a step stops: the goods that go through the step, not the service that is bought for it."""

from odoo import models
from odoo.addons.mdq_supplier.models.mdq_supplier_resilience_hit import Hit

OPEN = ("waiting", "ready", "at_supplier", "reported")


class MdqSupplierResilience(models.TransientModel):
    _inherit = "mdq.supplier.resilience"

    def _get_hits(self, stopped):
        """Goods that a route in force sends to those who stop are hit as well, ordered or not; they stand for the service."""
        hits = super()._get_hits(stopped)
        for hit, place in self._get_routed(stopped).items():
            hits.setdefault(hit, {"path": stopped[place.commercial_partner_id][0], "open": 0})
        named = {hit.case for hit in hits if hit.goods != hit.bought}
        return {hit: found for hit, found in hits.items() if hit.goods != hit.bought or hit.case not in named or found["open"]}

    def _get_routed(self, stopped):
        """Return {Hit: place} of the steps on the lot of routes in force whose supplier stops."""
        suppliers = self.env["res.partner"].union(*stopped)
        # Where goods go concerns those who keep supply going, whatever they may read of routes.
        steps = self.env["mdq.process.template.step"].sudo().search([
            ("template_id.state", "=", "effective"), ("company_id", "=", self.company_id.id), ("kind", "=", "on_lot"),
            ("partner_id.commercial_partner_id", "in", suppliers.ids)])
        services = self._get_services(steps)
        routed = {
            Hit(step.service_id or services.get(step.process_id, goods), step.process_id, goods): step.partner_id
            for step in steps for goods in step.product_id or step.template_id.product_ids
        }
        return {hit: place for hit, place in routed.items() if self._stops(place, hit, stopped)}

    def _get_services(self, steps):
        """Return {process: the service that buys it}."""
        services = self.env["product.product"].search([
            ("type", "=", "service"), ("mdq_process_id", "in", steps.process_id.ids), ("purchase_ok", "=", True),
            ("company_id", "in", [False, self.company_id.id])], order="id desc")
        return {service.mdq_process_id: service for service in services}

    def _get_waiting(self, hits):
        waiting = super()._get_waiting(hits)
        lots = {hit: self.env["stock.lot"].union(*lots) for hit, lots in self._get_waiting_lots(hits).items()}
        free = self._get_free_by_lot(self.env["stock.lot"].union(*lots.values()))
        return {**waiting, **{hit: sum(free.get(lot, 0) for lot in found) for hit, found in lots.items()}}

    def _get_waiting_lots(self, hits):
        """Return {Hit: [lots of the goods that have the process before them]}."""
        # What waits for a step is a fact of the stock, as above.
        steps = self.env["mdq.batch.step"].sudo().search([
            ("company_id", "=", self.company_id.id), ("state", "in", OPEN), ("kind", "=", "on_lot"),
            ("process_id", "in", [hit.process.id for hit in hits]), ("product_id", "in", [hit.goods.id for hit in hits])])
        lots = {}
        for step in steps:
            own = step.order_id.lot_ids.filtered(lambda lot, goods=step.product_id: lot.product_id == goods)
            lots.setdefault((step.process_id, step.product_id), []).append(step.line_ids.lot_id or own)
        return {hit: lots[hit.process, hit.goods] for hit in hits if (hit.process, hit.goods) in lots}

    def _get_free_by_lot(self, lots):
        """Return {lot: free quantity of it in our warehouses}."""
        # As above: how long the stock lasts, whatever the caller may read of it.
        server = self.sudo().with_company(self.company_id)
        place = lots.product_id.with_env(server.env)._get_domain_locations()[0]
        groups = server.env["stock.quant"]._read_group([("lot_id", "in", lots.ids), *place], ["lot_id"], ["quantity:sum", "reserved_quantity:sum"])
        return {lot: quantity - reserved for lot, quantity, reserved in groups}
