"""Movements that the server makes for a signed decision: a lot is split, a sample is kept or used.

They are known by a field that no caller writes, and what they did is corrected by another decision, not by editing them.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .stock_move_line import WATCHED

OPERATION_BY_FIELD = {"mdq_split_id": "split", "mdq_sample_id": "sample"}


class StockMove(models.Model):
    _inherit = "stock.move"

    mdq_split_id = fields.Many2one("mdq.lot.split", "Lot Split", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    mdq_sample_id = fields.Many2one(
        "mdq.retained.sample", "Retained Sample", readonly=True, copy=False, ondelete="restrict", index="btree_not_null"
    )

    @api.model_create_multi
    def create(self, vals_list):
        named = OPERATION_BY_FIELD.keys() & set().union(*vals_list)
        if any(vals.get(name) for vals in vals_list for name in named):
            raise UserError(self._mdq_get_server_refusal())
        clean = self.with_context(**{f"default_{name}": False for name in OPERATION_BY_FIELD})
        return super(StockMove, clean).create(vals_list).with_env(self.env)

    def write(self, vals):
        if OPERATION_BY_FIELD.keys() & vals.keys():
            raise UserError(self._mdq_get_server_refusal())
        return super().write(vals)

    def _mdq_get_server_refusal(self):
        return self.env._("Splits of lots and retained samples move stock by their own signed actions; nobody else names them.")

    def _mdq_write_server(self, vals):
        """Above the guard of `write`, in a class that no caller reaches."""
        return super().write(vals)

    def _mdq_get_operation(self, source, destination):
        for name, operation in OPERATION_BY_FIELD.items():
            if self[name]:
                return operation
        return super()._mdq_get_operation(source, destination)

    @api.model
    def _mdq_move_for(self, decision, rows):
        """Move quantities of lots at once, for a decision that was signed: one movement a row. Return the movements.

        :param decision: {field: id} that names the decision on the movements
        :param rows: [{lot, quantity, source, destination, package, result_package, owner, name}]
        """
        moves = self.create([self._prepare_server_move_vals(row) for row in rows])
        moves._mdq_write_server(decision)
        return moves._action_done()

    @api.depends("mdq_split_id", "mdq_sample_id")
    def _compute_reference(self):
        super()._compute_reference()
        for move in self:
            if any(move[name] for name in OPERATION_BY_FIELD):
                move.reference = move.origin

    def _prepare_server_move_vals(self, row):
        product = row["lot"].product_id
        return {
            "product_id": product.id, "product_uom": product.uom_id.id, "product_uom_qty": row["quantity"], "origin": row["name"],
            "location_id": row["source"].id, "location_dest_id": row["destination"].id, "company_id": row["company"].id,
            "restrict_partner_id": row["owner"].id, "state": "confirmed", "picked": True,
            "move_line_ids": [Command.create(self._prepare_server_line_vals(row))],
        }

    def _prepare_server_line_vals(self, row):
        product = row["lot"].product_id
        return {
            "product_id": product.id, "product_uom_id": product.uom_id.id, "lot_id": row["lot"].id, "quantity": row["quantity"],
            "location_id": row["source"].id, "location_dest_id": row["destination"].id, "company_id": row["company"].id,
            "package_id": row.get("package") and row["package"].id, "owner_id": row["owner"].id,
            "result_package_id": row.get("result_package") and row["result_package"].id, "picked": True,
        }


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        named = self._mdq_with_defaults(vals_list)
        moves = self.env["stock.move"].browse({vals["move_id"] for vals in named if vals.get("move_id")})
        moves._mdq_refuse_server_change()
        return super().create(vals_list)

    def write(self, vals):
        if not WATCHED.isdisjoint(vals):
            self.move_id._mdq_refuse_server_change()
        return super().write(vals)


class StockMoveDone(models.Model):
    _inherit = "stock.move"

    def _mdq_refuse_server_change(self):
        # What a movement is does not depend on who corrects it.
        decided = self.sudo().filtered(lambda move: move.state == "done" and any(move[name] for name in OPERATION_BY_FIELD))
        if decided:
            raise UserError(self.env._(
                "%s was moved by a signed decision: its quantities are not edited. Split again, or take another sample.",
                decided[0].reference or decided[0].product_id.display_name,
            ))
