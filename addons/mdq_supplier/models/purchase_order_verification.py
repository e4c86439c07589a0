"""Goods that are verified at the supplier's premises before they are shipped: agreed on the order, and asked for when they come in."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_repr

from ..core import verification as core
from .mdq_supplier_verification import RESULTS

ARRANGEMENT = ("mdq_source_verification", "mdq_source_release")
OPEN = ("draft", "sent")


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    _mdq_ledger_columns = ARRANGEMENT

    mdq_source_verification = fields.Text(
        "Verification at the Supplier's Premises",
        help="What is verified there before shipment, and by whom. The goods come in only with an accepted report of it.")
    mdq_source_release = fields.Text(
        "Release for Shipment", help="How the supplier learns that he may ship the verified goods.")
    mdq_verification_ids = fields.One2many(
        "mdq.supplier.verification", "order_id", "Verification Reports", readonly=True, groups="base.group_user")
    mdq_verification_count = fields.Integer("Verifications", compute="_compute_mdq_verification", groups="base.group_user")
    mdq_verification_result = fields.Selection(
        RESULTS, "Last Verification", compute="_compute_mdq_verification", groups="base.group_user")

    @api.depends("mdq_verification_ids")
    def _compute_mdq_verification(self):
        for order in self:
            order.mdq_verification_count = len(order.mdq_verification_ids)
            order.mdq_verification_result = order.mdq_verification_ids.sorted("id")[-1:].result

    @api.constrains(*ARRANGEMENT)
    def _check_mdq_arrangement(self):
        for order in self:
            if len({bool((order[name] or "").strip()) for name in ARRANGEMENT}) > 1:
                raise ValidationError(self.env._(
                    "Say both what is verified at the supplier's premises and how the goods are released for shipment, or leave both"
                    " empty."))

    def write(self, vals):
        if not vals.keys().isdisjoint(ARRANGEMENT):
            self._mdq_check_arrangement_open(vals)
        return super().write(vals)

    def _mdq_check_arrangement_open(self, vals):
        """What was confirmed with the order stays, whoever writes it."""
        for order in self:
            if all((order[name] or "") == (vals.get(name, order[name]) or "") for name in ARRANGEMENT):
                continue
            if order.state not in OPEN:
                raise UserError(self.env._(
                    "Order %s was confirmed with what is, or is not, verified at the supplier's premises. To change that, cancel the"
                    " order and set it to draft again; when a part has come in already, order the rest anew.", order.name))
            # What came in does not depend on who changes the order.
            if order.mdq_source_verification and any(order.order_line.sudo()._mdq_get_came().values()):
                raise UserError(self.env._(
                    "Goods of order %s came in under what was agreed on their verification, so that stays. Order the rest anew.",
                    order.name))

    def _prepare_grouped_data(self, rfq):
        """Requests whose goods are verified differently are not merged."""
        return super()._prepare_grouped_data(rfq) + tuple((rfq[name] or "").strip() for name in ARRANGEMENT)

    def _mdq_is_verified_at_source(self):
        return bool((self.mdq_source_verification or "").strip())

    # ------------------------------------------------------------------------------------- actions

    def action_mdq_verify(self):
        """Open the form on which the report of the verification is written and signed."""
        self.ensure_one()
        self.env["mdq.supplier.verification"]._get_order(self.id)
        return {
            "type": "ir.actions.act_window", "name": self.env._("Verification Report"), "res_model": "mdq.supplier.verify",
            "views": [(False, "form")], "target": "new", "context": {"default_order_id": self.id, "dialog_size": "large"},
        }

    @api.readonly
    def action_view_mdq_verifications(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_verification_action")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _mdq_get_moves_in(self):
        """Movements by which these lines come in, or came in; what goes back is none. Extend."""
        return self.move_ids.filtered(lambda move: move._mdq_brings_in())

    def _mdq_get_came(self):
        """Return {line id: how much came in, in its unit}; what went back later does not count, as other goods take its place."""
        # What came in does not depend on what the asker may see of movements.
        return {line.id: line._mdq_sum_moves(line.sudo()._mdq_get_moves_in().filtered(lambda move: move.state == "done"))
                for line in self}

    def _mdq_sum_moves(self, moves):
        return sum(self._mdq_get_move_quantity(move) for move in moves)

    def _mdq_get_move_quantity(self, move):
        """How much a movement brings, in the unit of this line."""
        if not move.product_uom._has_common_reference(self.product_uom_id):
            return move.quantity
        return move.product_uom._compute_quantity(move.quantity, self.product_uom_id, round=False)

    def _mdq_get_unverified(self):
        """Return {line id: how much is still to be verified}."""
        reports = self._mdq_get_verified()
        return {line.id: max(0.0, line.product_qty - core.covered(_as_core(reports[line.id]))) for line in self}

    # ---------------------------------------------------------------------------------------- gate

    def _mdq_check_verified(self):
        """Refuse what came in of these lines without an accepted report from the supplier's premises; for the server's own code."""
        reports, came, refused = self._mdq_get_verified(), self._mdq_get_came(), []
        for line in self:
            missing = came[line.id] - core.covered(_as_core(reports[line.id]))
            if line._mdq_is_short(missing) and not line._mdq_pass_unverified(missing):
                refused.append(line._mdq_tell_unverified(reports[line.id], came[line.id]))
        if refused:
            raise UserError("\n".join(refused))

    def _mdq_get_verified(self):
        """Return {line id: rows of its signed reports, oldest first}, with one query for all."""
        rows = self.env["mdq.supplier.verification.line"].sudo().search([("order_line_id", "in", self.ids)], order="id")  # a gate asks
        found = rows.grouped("order_line_id")
        return {line.id: found.get(line, rows.browse()) for line in self}

    def _mdq_get_unverified_words(self, moves):
        """Say beforehand what would stop these movements, if they were done now."""
        reports, came, words = self._mdq_get_verified(), self._mdq_get_came(), []
        for line in self:
            coming = came[line.id] + line._mdq_sum_moves(moves & line._mdq_get_moves_in())
            if line._mdq_is_short(coming - core.covered(_as_core(reports[line.id]))):
                words.append(line._mdq_tell_unverified(reports[line.id], coming))
        return words

    def _mdq_is_short(self, missing):
        return self.product_uom_id.compare(missing, 0.0) > 0

    def _mdq_pass_unverified(self, missing):
        """Take what is missing from signed concessions, and count it there."""
        moves = self._mdq_get_moves_in().filtered(lambda move: move.state == "done").sorted("id")
        missing = self.product_uom_id._compute_quantity(missing, self.product_id.uom_id, round=False) - moves._mdq_get_conceded()
        if self.product_id.uom_id.compare(missing, 0.0) <= 0:
            return True
        concession = self.env["mdq.concession"]._find(
            "verification", partner=self.order_id.partner_id, product=self.product_id, quantity=missing, company=self.company_id)
        if concession:
            concession._use(moves[-1:], missing)
        return bool(concession)

    def _mdq_tell_unverified(self, reports, came):
        """Say what is missing of the reports, and what to do."""
        last = reports[-1:].verification_id
        words = {
            "order": self.order_id.name, "product": self.product_id.display_name, "unit": self.product_uom_id.name,
            "came": self._mdq_show(came), "accepted": self._mdq_show(core.covered(_as_core(reports))),
            "report": last.name, "day": fields.Date.to_string(last.day) if last else "",
        }
        if last.result == "refused":
            return self.env._(
                "%(product)s of order %(order)s was refused at the supplier's premises on %(day)s (%(report)s). Have it verified again and"
                " record the new report with “Verification Report” on the order, or ask for a signed concession.", **words)
        return self.env._(
            "Order %(order)s says that %(product)s is verified at the supplier's premises before it is shipped. Accepted there:"
            " %(accepted)s %(unit)s, coming in with this: %(came)s. Supplier quality or a quality engineer records the report with"
            " “Verification Report” on the order or the receipt; a signed concession also lets it pass.", **words)

    def _mdq_show(self, quantity):
        text = float_repr(quantity, self.env["decimal.precision"].precision_get("Product Unit"))
        return text.rstrip("0").rstrip(".") if "." in text else text


def _as_core(rows):
    return [core.Report(row.verification_id.result == "accepted", row.quantity, row.came_before) for row in rows]
