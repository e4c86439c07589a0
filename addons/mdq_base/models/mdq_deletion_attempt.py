from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError


class MdqDeletionAttempt(models.Model):
    """A refused try to delete what must be kept: noted although the try itself is rolled back."""

    _name = "mdq.deletion.attempt"
    _description = "Refused Deletion"
    _order = "id desc"
    _log_access = False
    _rec_name = "record_name"
    _mdq_ledger = True
    _mdq_server_written = True

    uid = fields.Integer("Account ID", required=True, readonly=True, index=True, aggregator=None)
    login = fields.Char(readonly=True)
    tried_at = fields.Datetime("Tried On", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Integer("Record ID", required=True, readonly=True, aggregator=None)
    record_name = fields.Char("Record", readonly=True)
    why = fields.Char("Why Refused", readonly=True)

    @api.model
    def _refuse(self, record, why):
        """Note the try and refuse it.

        The note is written when the transaction of the try has ended, whichever way it ends.
        """
        notes = [{
            "uid": self.env.uid, "login": self.env.user.login, "tried_at": fields.Datetime.now(), "why": why,
            "res_model": record._name, "res_id": record.id, "record_name": record.display_name,
        }]
        registry, name = self.env.registry, self._name

        def write():
            with registry.cursor() as cr:
                while notes:
                    api.Environment(cr, SUPERUSER_ID, {})[name].create(notes.pop())

        self.env.cr.postcommit.add(write)
        self.env.cr.postrollback.add(write)
        raise UserError(why)

    def unlink(self):
        raise UserError(self.env._("Refused deletions stay on record."))
