"""Which documents are asked for, when goods are expected, come in or are made: in bulk, and each once."""

from typing import NamedTuple

import psycopg2
from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain


class Asked(NamedTuple):
    """What one row is asked for."""

    kind: models.BaseModel
    lot: models.BaseModel  # empty while the goods are expected
    product: models.BaseModel
    process: models.BaseModel
    picking: models.BaseModel

    def key(self):
        """A lot that a supplier delivers in parts has its document once; each return from processing has its own."""
        return self.kind, self.lot, self.process, self.picking if self.process else self.picking.browse()


class MdqLotDocumentNeed(models.Model):
    _inherit = "mdq.lot.document.need"

    # -------------------------------------------------------------------------------- goods expected

    @api.model
    def _ask_for_moves(self, moves):
        """Ask beforehand for what must be there before goods are received; return the rows that are new."""
        wanted = self._find_rules(moves, "receipt")
        if not wanted:
            return self.browse()
        known = self.search([("picking_id", "in", moves.picking_id.ids), ("state", "!=", "cancelled")])
        there = {(need.picking_id, need.product_id, need.kind_id) for need in known}
        vals_list = {}
        for move, rules in wanted.items():
            for rule in rules:
                key = (move.picking_id, move.product_id, rule.kind_id)
                if key not in there:
                    due = move.picking_id.scheduled_date.date() if move.picking_id.scheduled_date else move.company_id._mdq_today()
                    vals_list.setdefault(key, {**move._prepare_mdq_need_vals(rule), "due_date": due})
        return self._create_asked(list(vals_list.values()))

    @api.model
    def _find_rules(self, moves, gate=None):
        """Return {move: rules that ask for documents of what it brings}, one a kind; at the gate of receipt, of what is delivered."""
        moves = moves.filtered(lambda move: move._mdq_is_delivered()) if gate else moves
        cases = {move: move._prepare_mdq_document_case() for move in moves}
        rules = self.env["mdq.lot.document.rule"]._find_many(list(cases.values()))
        found = {}
        for move, all_rules in zip(cases, rules, strict=True):
            strictest = [rule for rule in all_rules._get_strictest() if not gate or rule.gate == gate]
            if strictest:
                found[move] = strictest
        return found

    # --------------------------------------------------------------------------------- goods are here

    @api.model
    def _ask_for_lines(self, lines):
        """Ask for the documents of lots that came in or were made, with as many queries for four hundred lots as for one."""
        wanted, asked = self._find_rules(lines.move_id), {}
        processes = {move: move._mdq_get_document_process() for move in wanted}
        for line in lines:
            for rule in wanted.get(line.move_id, ()):
                each = Asked(rule.kind_id, line.lot_id, line.product_id, processes[line.move_id], line.picking_id)
                asked.setdefault(each.key(), (each, line.move_id, rule))
        return self._ask_once(asked) if asked else self.browse()

    @api.model
    def _ask_once(self, asked):
        lots = self.env["stock.lot"].union(*(each.lot for each, _move, _rule in asked.values()))
        pickings = self.env["stock.picking"].union(*(each.picking for each, _move, _rule in asked.values()))
        known = self.search(Domain("state", "!=", "cancelled") & (
            Domain("lot_id", "in", lots.ids) | Domain("lot_id", "=", False) & Domain("picking_id", "in", pickings.ids)))
        there = {need._get_asked_key() for need in known.filtered("lot_id")}
        expected = known.filtered(lambda need: not need.lot_id).grouped(lambda need: (need.kind_id, need.product_id, need.picking_id))
        missing = {key: value for key, value in asked.items() if key not in there}
        return self._create_for_lots(missing, expected)

    def _get_asked_key(self):
        return Asked(self.kind_id, self.lot_id, self.product_id, self.process_id, self.picking_id).key()

    @api.model
    def _create_for_lots(self, missing, expected):
        """What was handed in for the delivery counts for each of its lots; the row that waited becomes that of the first."""
        vals_list, taken, handed_in = [], {}, []
        for each, move, rule in missing.values():
            waiting = expected.get((each.kind, each.product, each.picking), self.browse())[:1]
            if waiting and waiting not in taken:
                taken[waiting] = each.lot
                continue
            vals_list.append({**move._prepare_mdq_need_vals(rule), "lot_id": each.lot.id})
            handed_in.append(waiting)
        for waiting, lot in taken.items():
            waiting._write_guarded({"lot_id": lot.id})
        needs = self._create_asked(vals_list)
        needs._inherit_documents(handed_in)
        return needs

    def _inherit_documents(self, handed_in):
        by_source = {}
        for need, source in zip(self, handed_in, strict=True):
            if source.document_id:
                by_source[source] = by_source.get(source, self.browse()) | need
        for source, needs in by_source.items():
            needs._write_guarded({"document_id": source.document_id.id})
            needs._move_to("in_review")
            if source.state in ("accepted", "refused"):
                needs._move_to(source.state)

    @api.model
    def _create_asked(self, vals_list):
        """Create rows; where somebody else asks at this moment, the whole call is tried again and finds his."""
        if not vals_list:
            return self.browse()
        rules = [vals.pop("rule_id") for vals in vals_list]
        try:
            with self.env.cr.savepoint():
                needs = self.create(vals_list)
                needs.flush_recordset()
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != "mdq_lot_document_need_asked_once":
                raise
            raise ConcurrencyError(self.env._("Somebody else is receiving the same goods. Try again.")) from error
        by_rule = {}
        for need, rule in zip(needs, rules, strict=True):
            by_rule[rule] = by_rule.get(rule, self.browse()) | need
        for rule, group in by_rule.items():
            group._write_guarded({"rule_id": rule})
        needs._follow_concessions()
        return needs

    # ------------------------------------------------------------------------------ asked afterwards

    @api.model
    def _ask_for_waiting(self, rules):
        """Ask by new rules for lots that wait in quarantine, by how they came in; return the rows that are new."""
        # Which movements brought a lot is no secret to whoever may write the rules.
        lines = self.env["stock.move.line"].sudo().search([
            ("state", "=", "done"), ("lot_id.mdq_status", "=", "quarantine"), ("company_id", "in", rules.company_id.ids),
            ("product_id.mdq_controlled", "=", True)], order="id")
        return lines._mdq_filter_documented()._mdq_ask_documents()
