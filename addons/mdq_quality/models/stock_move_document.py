"""Goods that come in: which documents they need, and that what must be there before is there."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..core import movement
from .mdq_lot_document_need import HANDED_IN, OPEN

ORIGIN_BY_PLACE = {
    movement.SUPPLIER: "receipt", movement.ELSEWHERE: "receipt", movement.OUTSIDE: "process", movement.PRODUCTION: "production",
}
SOURCES = (*ORIGIN_BY_PLACE, movement.INVENTORY)
DELIVERED = ("receipt", "process")
SHOWN = 10


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_confirm(self, *args, **kwargs):
        moves = super()._action_confirm(*args, **kwargs)
        moves.picking_id._mdq_ask_documents()
        return moves

    def _mdq_get_document_origin(self):
        return ORIGIN_BY_PLACE.get(self.location_id._mdq_get_kind())

    def _mdq_is_delivered(self):
        """Whether somebody delivers it: what is made or counted here is not received, and waits before release at most."""
        return self._mdq_get_document_origin() in DELIVERED

    def _mdq_get_document_process(self):
        """What was done to it just now; of goods that were bought, the process is part of what they are."""
        return self._mdq_get_process() if self._mdq_get_document_origin() == "process" else self.env["mdq.process"]

    def _prepare_mdq_document_case(self):
        return {
            "company": self.company_id, "product": self.product_id, "partner": self._mdq_get_partner(), "process": self._mdq_get_process(),
            "origin": self._mdq_get_document_origin(),
        }

    def _prepare_mdq_need_vals(self, rule):
        """Values of what a rule asks for of the goods of this movement."""
        ours = self.company_id.partner_id
        owing = ours if rule.owed_by == "company" else self._mdq_get_partner() or ours
        return {
            "company_id": self.company_id.id, "kind_id": rule.kind_id.id, "product_id": self.product_id.id, "picking_id": self.picking_id.id,
            "process_id": self._mdq_get_document_process().id, "partner_id": owing.commercial_partner_id.id,
            "gate": rule.gate if self._mdq_is_delivered() else "release",
            "origin": self._mdq_get_document_origin(), "rule_id": rule.id, "responsible_id": rule.responsible_id.id,
            "due_date": fields.Date.add(self.company_id._mdq_today(), days=rule.days),
        }


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _mdq_filter_documented(self):
        """Lines that bring lots into our hands from outside, or new ones; what is split off rests on the documents of the whole."""
        return self.filtered(
            lambda line: line.lot_id and line.quantity and not line.move_id.mdq_split_id and line.location_dest_id._mdq_get_kind() == movement.OWN
            and line.location_id._mdq_get_kind() in SOURCES)

    def _mdq_open_inspections(self):
        super()._mdq_open_inspections()
        # Whoever receives need not be of quality.
        self.sudo()._mdq_filter_documented()._mdq_ask_documents()

    def _mdq_ask_documents(self):
        return self.env["mdq.lot.document.need"]._ask_for_lines(self.with_prefetch())

    # ---------------------------------------------------------------------------------------- gate

    def _mdq_pass_gate(self):
        super()._mdq_pass_gate()
        # What must be there does not depend on what the mover may read.
        self.sudo()._mdq_filter_documented()._mdq_refuse_undocumented()

    def _mdq_refuse_undocumented(self):
        """Refuse to receive goods without the documents that must be there before."""
        wanted = self.env["mdq.lot.document.need"]._find_rules(self.move_id, "receipt")
        if not wanted:
            return
        lacking = self.env["mdq.lot.document.need"]._find_lacking(self, wanted)
        if lacking:
            raise UserError("\n".join(lacking[:SHOWN]))


class MdqLotDocumentNeed(models.Model):
    _inherit = "mdq.lot.document.need"

    def _follow_goods(self, later):
        """Go with the backorder that brings the goods; what it asked for itself is not needed then."""
        backorder = self.picking_id.backorder_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel") and self.product_id in picking.move_ids.product_id)[:1]
        same = later.filtered(
            lambda need: need.picking_id == backorder and (need.kind_id, need.product_id) == (self.kind_id, self.product_id))
        if backorder:
            same._move_to("cancelled")
            same.flush_recordset()
            self._write_guarded({"picking_id": backorder.id})

    def _find_lacking(self, lines, wanted):
        """Return a sentence for each document that must be there before these lines are received, and is not."""
        known = self.search([
            ("state", "!=", "cancelled"), "|", ("picking_id", "in", lines.picking_id.ids), ("lot_id", "in", lines.lot_id.ids)])
        sentences = {}
        for line in lines:
            for rule in wanted.get(line.move_id, ()):
                key = (rule.kind_id, line.product_id, line.picking_id or line.lot_id)
                if key not in sentences:
                    sentences[key] = self._get_lacking_sentence(line, rule, known.filtered(
                        lambda need, line=line, rule=rule: need._is_for_line(line) and need.kind_id == rule.kind_id))
        return list(filter(None, sentences.values()))

    def _is_for_line(self, line):
        """Documents are of a delivery and of lots: one that came with an earlier part of the same lot counts."""
        if self.product_id != line.product_id:
            return False
        is_same_delivery = bool(line.picking_id) and self.picking_id == line.picking_id
        return is_same_delivery or (self.lot_id == line.lot_id and not self.process_id)

    def _get_lacking_sentence(self, line, rule, needs):
        if any(need.state in HANDED_IN for need in needs):
            return ""
        need = needs[:1] or self.new({**line.move_id._prepare_mdq_need_vals(rule), "lot_id": line.lot_id.id, "state": "missing"})
        if self.env["mdq.concession"]._find_for_documents(need):
            return ""
        return self.env._(
            "%(product)s is not received with %(delivery)s yet: %(why)s. Add it under “Documents” of the transfer; a quality manager can sign"
            " a concession.", product=line.product_id.display_name, delivery=line.picking_id.name or line.lot_id.name, why=need._get_gap_words())


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def action_assign(self):
        """Also where everything is there already: a rule may be in force only since then."""
        result = super().action_assign()
        self._mdq_ask_documents()
        return result

    def action_cancel(self):
        result = super().action_cancel()
        # What is not delivered needs no documents, whoever cancels it.
        needs = self.env["mdq.lot.document.need"].sudo()
        cancelled = self.filtered(lambda picking: picking.state == "cancel")
        needs.search([
            ("picking_id", "in", cancelled.ids), ("lot_id", "=", False), ("state", "in", OPEN),
        ])._move_to("cancelled", self.env._("The transfer was cancelled."))
        return result

    def _action_done(self):
        result = super()._action_done()
        # The same: rows follow the goods, whoever receives them.
        self.sudo()._mdq_follow_undelivered()
        return result

    def _mdq_follow_undelivered(self):
        """What was handed in and not delivered now goes with the backorder; what is still missing the backorder asks for itself."""
        done = self.filtered(lambda picking: picking.state == "done")
        needs = self.env["mdq.lot.document.need"].search([
            ("picking_id", "in", (done | done.backorder_ids).ids), ("lot_id", "=", False), ("state", "!=", "cancelled")])
        here = needs.filtered(lambda need: need.picking_id in done)
        here.filtered(lambda need: need.state in OPEN)._move_to("cancelled", self.env._("It was not delivered with this transfer."))
        for need in here.filtered(lambda need: need.state in HANDED_IN):
            need._follow_goods(needs - here)
        done.backorder_ids._mdq_ask_documents()

    def _mdq_ask_documents(self):
        """Ask beforehand for what must be there when these transfers are received."""
        # Whoever plans a transfer need not be of quality.
        moves = self.sudo().move_ids.filtered(
            lambda move: move.product_id.mdq_controlled and move.state not in ("done", "cancel", "draft")
            and move.location_id._mdq_get_kind() in SOURCES and move.location_dest_id._mdq_get_kind() == movement.OWN)
        return moves.env["mdq.lot.document.need"]._ask_for_moves(moves) if moves else moves.env["mdq.lot.document.need"]
