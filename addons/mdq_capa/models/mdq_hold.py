from odoo import fields, models
from odoo.exceptions import UserError


class MdqHold(models.Model):
    _inherit = "mdq.hold"

    event_id = fields.Many2one("mdq.event", "Quality Event", readonly=True, copy=False, index="btree_not_null")

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"event_id"}

    def _check_move_to_lifted(self):
        """What a quality event holds is freed by its dispositions, not beside them."""
        for hold in self.filtered(lambda hold: hold.event_id.state in ("open", "in_review")):
            lines = hold.event_id.line_ids.filtered(lambda line, lots=hold.lot_ids: line.lot_id in lots)
            if not all(line._is_reconciled() or not line._has_stock() for line in lines):
                raise UserError(
                    self.env._(
                        "%(event)s holds lot %(lots)s until its dispositions are executed, or the event is cancelled.",
                        event=hold.event_id.name,
                        lots=", ".join(hold.lot_ids.mapped("name")),
                    )
                )
