from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

LIMIT = 5
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
    def _count_failures(self, user):
        """Failures in a row: since the last signature given, or the last unlocking."""
        self.env.cr.execute(
            """SELECT count(*) FROM mdq_signature_attempt WHERE uid = %(uid)s AND result = 'failed'
                  AND id > COALESCE((SELECT max(id) FROM mdq_signature_attempt
                                      WHERE uid = %(uid)s AND result IN ('signed', 'unlocked')), 0)""",
            {"uid": user.id},
        )
        return self.env.cr.fetchone()[0]

    def _check_not_locked(self, user):
        if self._count_failures(user) >= LIMIT:
            raise UserError(self.env._(
                "Signing is locked for %(name)s after %(limit)s wrong credentials in a row. A quality manager unlocks it.",
                name=user.name, limit=LIMIT,
            ))

    def _record_failure(self, user):
        """Write the failure in a transaction of its own, since the caller's will be rolled back; return tries left."""
        with self.env.registry.cursor() as cr:
            attempts = self.with_env(self.env(cr=cr, su=True))  # no role writes attempts; the server does
            attempts.create(self._prepare_attempt_vals(user, "failed"))
            left = LIMIT - attempts._count_failures(user)
            if left <= 0:
                attempts._tell_quality_managers(user)
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
