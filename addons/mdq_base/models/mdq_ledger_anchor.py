from odoo import fields, models
from odoo.exceptions import UserError

from ..core.problem import _lt
from . import ledger_table


class MdqLedgerAnchor(models.Model):
    """One attempt to put a seal's hash out of reach: whoever holds it can show a chain that was cut or made anew."""

    _name = "mdq.ledger.anchor"
    _description = "Ledger Anchor"
    _order = "id desc"
    _log_access = False
    _rec_name = "seal_number"
    _mdq_ledger = True
    _mdq_server_written = True

    date = fields.Date(required=True, readonly=True)
    channel_id = fields.Many2one("mdq.ledger.channel", required=True, readonly=True, ondelete="restrict", index=True)
    kind = fields.Selection(related="channel_id.kind")
    target = fields.Char(required=True, readonly=True)
    seal_number = fields.Integer("Seal", required=True, readonly=True, aggregator=None)
    seal_hash = fields.Char("Seal Hash", required=True, readonly=True)
    sent_at = fields.Datetime("Tried On", required=True, readonly=True)
    state = fields.Selection([("sent", "Sent"), ("failed", "Failed")], required=True, readonly=True)
    error = fields.Char(readonly=True)
    result = fields.Char(compute="_compute_result")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def _compute_result(self):
        for anchor in self:
            if anchor.state == "sent":
                anchor.result = self.env._("Seal %(number)s went to %(target)s.", number=anchor.seal_number, target=anchor.target)
            else:
                anchor.result = self.env._("%(target)s: %(error)s", target=anchor.target, error=anchor.error)

    def unlink(self):
        raise UserError(self.env._("Anchors are kept: they tell when a hash went out, and whereto."))

    def _record(self, channel, root, error):
        # Only the server writes anchors.
        return self.sudo().create({
            "date": fields.Date.today(), "channel_id": channel.id, "target": channel.target, "seal_number": root["number"],
            "seal_hash": root["hash"], "sent_at": fields.Datetime.now(), "state": "failed" if error else "sent",
            "error": error or False,
        }).sudo(False)

    def _find_problems(self):
        """Anchors that went out and whose seal is not, or not so, in the chain: it was cut or made anew."""
        self.env.flush_all()
        self.env.cr.execute("""
            SELECT a.date, a.seal_number, s.id IS NULL FROM mdq_ledger_anchor a
              LEFT JOIN mdq_ledger_seal s ON s.number = a.seal_number
             WHERE a.state = 'sent' AND (s.id IS NULL OR s.hash <> a.seal_hash)
             ORDER BY a.id LIMIT 100""")
        return [
            _lt("anchor of %(date)s: seal %(number)s is not there; the chain was cut, made anew, or comes from an older backup",
                date=date, number=number) if is_gone
            else _lt("anchor of %(date)s: seal %(number)s has another hash; the chain was cut, made anew, or comes from an older backup",
                     date=date, number=number)
            for date, number, is_gone in self.env.cr.fetchall()
        ]
