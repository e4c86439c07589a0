"""What no filter can say: is the ledger sealed in time, do the signatures still hold."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

LAG = timedelta(minutes=10)
SLICE = 500  # signatures looked at in one run; all of them come round
MARK = "mdq_base.alert_signature_checked"
_lt = LazyTranslate(__name__)


class MdqAlertRule(models.Model):
    _inherit = "mdq.alert.rule"

    @api.model
    def _watch(self):
        super()._watch()
        self._watch_ledger()
        self._watch_signatures()

    def _watch_ledger(self):
        """A ledger that nobody seals can be changed unseen."""
        if self._has_old_unsealed_entry():
            self.env["mdq.alert"]._mdq_raise(
                "ledger_unsealed", None, _lt("The audit ledger was not sealed for ten minutes"), severity="critical",
                groups=("mdq_base.group_quality_manager", "mdq_base.group_admin"),
            )

    def _has_old_unsealed_entry(self):
        self.env.cr.execute(
            """SELECT EXISTS (
                   SELECT 1 FROM mdq_ledger l
                    WHERE l.epoch = (SELECT COALESCE(max(id), 0) FROM mdq_ledger_epoch) AND l.recorded_at < %s
                      AND l.xid >= COALESCE((SELECT max(s.xid_to::bigint) FROM mdq_ledger_seal s
                                              WHERE s.epoch = l.epoch), 0))""",
            [fields.Datetime.now() - LAG],
        )
        return self.env.cr.fetchone()[0]

    def _watch_signatures(self):
        """Verify the next few signatures; after the last one comes the first again."""
        parameters = self.env["ir.config_parameter"]
        mark = int(parameters.get_param(MARK) or 0)
        signatures = self.env["mdq.signature"].search([("id", ">", mark)], order="id", limit=SLICE)
        parameters.set_param(MARK, signatures[-1:].id or 0)
        for model, broken in signatures.filtered(lambda signature: signature.state == "broken").grouped("res_model").items():
            records = self.env[model].browse(broken.mapped("res_id")).exists() if model in self.env else broken
            self.env["mdq.alert"]._mdq_raise(
                "signature_broken", records, _lt("A signature no longer holds: the record was changed behind the system"),
                severity="critical",
            )
