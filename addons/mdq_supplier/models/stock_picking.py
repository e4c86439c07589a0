from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    _mdq_ledger_columns = ("name", "state", "partner_id", "date_done", "mdq_papers", "mdq_papers_note")

    mdq_papers = fields.Selection(
        [("right", "Complete and correct"), ("wrong", "Missing or wrong")], "Supplier's Documents", copy=False,
        help="Delivery note, certificates and reports that came with the goods. Counts in the supplier's scorecard.",
    )
    mdq_papers_note = fields.Char("What Is Wrong With Them", copy=False)

    mdq_is_verified_at_source = fields.Boolean(compute="_compute_mdq_unverified", groups="base.group_user", export_string_translation=False)
    mdq_unverified = fields.Text("Not Verified at the Supplier", compute="_compute_mdq_unverified", groups="base.group_user")

    @api.depends("state", "move_ids.purchase_line_id", "move_ids.quantity")
    def _compute_mdq_unverified(self):
        """What the gate would say now, before anybody runs into it."""
        for picking in self:
            lines = picking.move_ids._mdq_get_arranged_lines()
            picking.mdq_is_verified_at_source = bool(lines)
            moves = picking.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            picking.mdq_unverified = "\n".join(lines._mdq_get_unverified_words(moves.sudo())) if moves else False  # as the gate would

    def action_mdq_verify(self):
        """Write the report for the order whose goods come in here."""
        self.ensure_one()
        return self.move_ids._mdq_get_arranged_lines().sudo(False).order_id[:1].action_mdq_verify()
