import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import ledger_table
from .mdq_signature import METHODS


class MdqSignatureStatement(models.Model):
    """What a person accepts before his first signature: that it binds him like one by hand.

    One version is in force; a changed text is a new version, which everybody accepts anew.
    """

    _name = "mdq.signature.statement"
    _description = "Accountability Statement"
    _inherit = ["mdq.transition.mixin", "mdq.audited.mixin"]
    _order = "version desc"

    version = fields.Integer(readonly=True, copy=False, aggregator=None)
    name = fields.Char("Title", required=True, translate=True)
    text = fields.Text(required=True, translate=True)
    acceptance_ids = fields.One2many("mdq.signature.acceptance", "statement_id", "Accepted By", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("current", "In Force"), ("superseded", "Superseded")],
        default="draft", required=True, readonly=True, copy=False,
    )

    _version_unique = models.Constraint("UNIQUE (version)", "Every version of the statement has its own number.")
    _one_current = models.UniqueIndex("(state) WHERE state = 'current'", "Only one version can be in force.")

    def _get_transitions(self):
        return {"draft": {"current"}, "current": {"superseded"}}

    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"version"}

    def _get_locked_states(self):
        return {"current", "superseded"}

    @api.depends("name", "version")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = self.env._("%(title)s, version %(number)s", title=statement.name, number=statement.version)

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create(vals_list)
        # Numbers run over all versions, whoever may read them.
        last = max(self.sudo().search([]).mapped("version"), default=0)
        for number, statement in enumerate(statements, last + 1):
            statement._write_guarded({"version": number})
        return statements

    # -------------------------------------------------------------------------------------- public

    @api.model
    def current(self):
        """Return what the caller is asked to accept: {version, title, text, sha256, accepted}."""
        statement = self._get_current()
        if not statement:
            return {}
        return {
            "version": statement.version, "title": statement.name, "text": statement.text,
            "sha256": _sha256(statement.text), "accepted": statement._is_accepted(self.env.user),
        }

    @api.model
    def accept(self, credential, version=None):
        """Accept the statement in force with the caller's own credential; return the id of the acceptance."""
        signatures = self.env["mdq.signature"]
        user = signatures._check_signer()
        statement = self._get_current()
        if not statement or version not in (None, statement.version):
            raise UserError(self.env._("This version of the statement is not in force. Read the one in force, and accept it."))
        acceptance = statement._get_acceptance(user)
        if not acceptance:
            acceptance = statement._record_acceptance(user, signatures._check_credential(user, credential))
        return acceptance.id

    def action_put_in_force(self):
        """Everybody accepts this version before the next signature; the one before stays as it was accepted."""
        return self._move_to("current")

    # ------------------------------------------------------------------------------------- helpers

    def _before_move_to_current(self):
        self.search([("state", "=", "current")])._move_to("superseded")
        self.flush_model()

    def _put_first_in_force(self):
        """At installation, and at an update of a database from before there were statements."""
        if not self._get_current():
            self.filtered(lambda statement: statement.state == "draft").action_put_in_force()

    def _get_current(self):
        # Who signs need not have a right to the list of statements; he reads the one he accepts.
        return self.sudo().search([("state", "=", "current")], limit=1)

    def _get_acceptance(self, user):
        # Acceptances are closed to roles; the question concerns this person alone.
        return self.env["mdq.signature.acceptance"].sudo().search(
            [("statement_id", "=", self.id), ("user_id", "=", user.id)], limit=1
        )

    def _is_accepted(self, user):
        return bool(self._get_acceptance(user))

    @api.model
    def _get_pending(self, user, credential):
        """Return the statement that the signer accepts with this very credential; refuse him if he must and does not."""
        statement = self._get_current()
        if not statement or statement._is_accepted(user):
            return statement.browse()
        if not isinstance(credential, dict) or credential.get("accepts") != statement.version:
            raise UserError(self.env._(
                "Before your first electronic signature, accept the statement “%(title)s”: in the signing dialog, or with"
                " the method accept of mdq.signature.statement.", title=statement.display_name,
            ))
        return statement

    def _record_acceptance(self, user, method):
        # No role writes acceptances; the server writes what was just proved by a credential.
        return self.env["mdq.signature.acceptance"].sudo().create([{
            "statement_id": statement.id, "user_id": user.id, "printed_name": user.name, "login": user.login,
            "accepted_at": fields.Datetime.now(), "method": method, "version": statement.version,
            "language": self.env.lang or "en_US", "text": statement.text, "digest": _sha256(statement.text),
        } for statement in self])


class MdqSignatureAcceptance(models.Model):
    """One person accepted one version of the statement, proved by his credential."""

    _name = "mdq.signature.acceptance"
    _description = "Accepted Accountability Statement"
    _order = "id desc"
    _rec_name = "printed_name"
    _log_access = False
    _mdq_ledger = True
    _mdq_server_written = True

    statement_id = fields.Many2one("mdq.signature.statement", "Statement", required=True, readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "Account", required=True, readonly=True, ondelete="restrict", index=True)
    printed_name = fields.Char("Accepted By", required=True, readonly=True)
    login = fields.Char(required=True, readonly=True)
    accepted_at = fields.Datetime("Accepted On", required=True, readonly=True)
    method = fields.Selection(METHODS, "Proved By", required=True, readonly=True)
    version = fields.Integer(required=True, readonly=True, aggregator=None)
    language = fields.Char(required=True, readonly=True)
    text = fields.Text("Accepted Text", required=True, readonly=True)
    digest = fields.Char("SHA-256 Of The Text", required=True, readonly=True)

    _once_a_person = models.Constraint("UNIQUE (statement_id, user_id)", "A person accepts a version once.")

    def init(self):
        super().init()
        ledger_table.make_append_only(self.env.cr, self._table)

    def unlink(self):
        raise UserError(self.env._("What somebody accepted is never deleted."))


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()
