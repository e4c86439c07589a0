"""What no filter can say: is the ledger sealed in time, do the signatures still hold."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

LAG = timedelta(minutes=10)
_lt = LazyTranslate(__name__)


class MdqAlertRule(models.Model):
    _inherit = "mdq.alert.rule"

    @api.model
    def _watch(self):
        super()._watch()
        self._watch_ledger()
        self.env["mdq.signature"]._check_next()

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
