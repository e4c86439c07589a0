import contextlib
import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

LIMIT = 5
LOCK = 5_024_711  # of the turns of signers
PAUSE, PAUSES = 0.05, 200  # seconds between looks whether it is one's turn, and how many looks
_lt = LazyTranslate(__name__)


class MdqSignatureAttempt(models.Model):
    """A try to sign: kept even when the transaction of the try is rolled back."""

    _name = "mdq.signature.attempt"
    _description = "Signing Attempt"
    _order = "id desc"
    _log_access = False
    _rec_name = "login"
    _mdq_ledger = True
    _mdq_server_written = True

    uid = fields.Integer("Account ID", required=True, readonly=True, index=True, aggregator=None)
    login = fields.Char(required=True, readonly=True)
    tried_at = fields.Datetime("Tried On", required=True, readonly=True)
    result = fields.Selection(
        [("failed", "Wrong credential"), ("signed", "Signed"), ("unlocked", "Unlocked"), ("reset", "Credential changed")],
        required=True, readonly=True,
    )
    by_uid = fields.Integer("By ID", readonly=True, aggregator=None)
    by_login = fields.Char("By", readonly=True, help="Who unlocked signing, or changed what the person signs with.")
    reason = fields.Char(readonly=True)

    @api.model
    def _count_failures(self, user, since=0):
        """Failures in a row: since the last signature given, or the last unlocking."""
        self.env.cr.execute(
            "SELECT count(*) FROM mdq_signature_attempt WHERE uid = %s AND result = 'failed' AND id > %s",
            [user.id, max(since, self._get_last_success(user))],
        )
        return self.env.cr.fetchone()[0]

    def _get_last_success(self, user):
        self.env.cr.execute(
            "SELECT COALESCE(max(id), 0) FROM mdq_signature_attempt WHERE uid = %s AND result IN ('signed', 'unlocked')", [user.id])
        return self.env.cr.fetchone()[0]

    @contextlib.contextmanager
    def _in_turn(self, user):
        """One try of a person at a time: of many at the same moment, each counts those before it.

        Gives the attempts in a transaction of their own, which sees what others wrote since the caller's began and stays
        when the caller's is rolled back.
        """
        for _look in range(PAUSES):
            with self.env.registry.cursor() as turn:
                turn.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, user.id])
                if turn.fetchone()[0]:
                    with self.env.registry.cursor() as cr:  # reads after the lock is taken, and is written before it is given back
                        yield self.with_env(self.env(cr=cr, su=True))  # no role writes attempts; the server does
                    return
            time.sleep(PAUSE)  # without a connection
        raise UserError(self.env._("Another signature of yours is just being checked. Sign again when it is done."))

    def _check_not_locked(self, user, since):
        if self._count_failures(user, since) >= LIMIT:
            raise UserError(self.env._(
                "Signing is locked for %(name)s after %(limit)s wrong credentials in a row. A quality manager unlocks it.",
                name=user.name, limit=LIMIT,
            ))

    def _record_failure(self, user, since):
        """Write the failure, in its turn; return tries left."""
        self.create(self._prepare_attempt_vals(user, "failed"))
        left = LIMIT - self._count_failures(user, since)
        if left <= 0:
            self._tell_quality_managers(user)
        return left

    def _record_success(self, user):
        # No role writes attempts; the server does, in the transaction that signs.
        self.sudo().create(self._prepare_attempt_vals(user, "signed"))

    def _prepare_attempt_vals(self, user, result):
        return {"uid": user.id, "login": user.login, "tried_at": fields.Datetime.now(), "result": result}

    def _record_reset(self, user):
        # No role writes attempts; the server does, in the transaction that changes the credential.
        self.sudo().create({**self._prepare_attempt_vals(user, "reset"), **self._prepare_by_vals()})

    def _prepare_by_vals(self):
        return {"by_uid": self.env.uid, "by_login": self.env.user.login}

    def _tell_quality_managers(self, user):
        self.env["mdq.alert"]._mdq_raise("signing_locked", user.with_env(self.env).partner_id, _lt(
            "Signing is locked for %(name)s: %(limit)s wrong credentials in a row", name=user.name, limit=LIMIT,
        ), severity="critical")

    def unlink(self):
        raise UserError(self.env._("Signing attempts are never deleted."))

    # -------------------------------------------------------------------------------------- public

    def unlock(self, credential, reason):
        """Let the persons of these attempts sign again; the quality manager proves who he is and says why."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why signing is unlocked: what happened, and how you know who it was."))
        users = self.env["res.users"].browse(set(self.mapped("uid")))
        if self.env.user in users:
            raise UserError(self.env._("Nobody unlocks his own signing. Ask another quality manager."))
        signatures = self.env["mdq.signature"]
        signatures._check_credential(signatures._check_signer(), credential)
        # No role writes attempts; the role and the credential were checked above.
        self.sudo().create([
            {**self._prepare_attempt_vals(user, "unlocked"), **self._prepare_by_vals(), "reason": reason}
            for user in users.sudo()  # the same: their logins are written down
        ])
        return True

    def action_unlock(self):
        return self.env["mdq.audited.mixin"]._mdq_sign_action(
            "unlock", self.env._("Unlock Signing"), "lifted", model=self._name, args={"ids": self.ids}, reason_required=True,
        )
