from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, hmac

PER_ADDRESS = 10  # an hour
IN_TOTAL = 200  # an hour, over all addresses
LOCK = 4041  # of the two who count at one moment, the second waits
DAYS = 2


class MdqSupplierRegistrationAttempt(models.Model):
    """How often the public page was sent in, and from where: counted in the database, so that every worker counts together."""

    _name = "mdq.supplier.registration.attempt"
    _description = "Use of the Public Page"
    _order = "id desc"
    _rec_name = "source"
    _log_access = False
    _mdq_server_written = True

    source = fields.Char(required=True, readonly=True, index=True, help="A fingerprint of the network address, not the address.")
    tried_at = fields.Datetime("On", required=True, readonly=True, index=True)

    @api.model
    def _count(self, address):
        """Count one use of the page, and refuse when there were too many within an hour."""
        source = hmac(self.env(su=True), "mdq-registration", address or "-")[:24]  # the key of the database is nobody's to read
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", LOCK))
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        # The visitor has no rights on what counts him.
        attempts = self.sudo()
        attempts.create({"source": source, "tried_at": fields.Datetime.now()})
        recent = [("tried_at", ">=", since)]
        own, everybody = attempts.search_count([*recent, ("source", "=", source)]), attempts.search_count(recent)
        if own > PER_ADDRESS or everybody > IN_TOTAL:
            raise UserError(self.env._("The form was sent in too often within the last hour. Please try again later."))

    @api.autovacuum
    def _gc_attempts(self):
        before = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        self.search([("tried_at", "<", before)], limit=10000).unlink()
