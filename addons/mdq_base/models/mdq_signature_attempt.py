from odoo import api, fields, models
from odoo.exceptions import UserError

LIMIT = 5


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
        [("failed", "Wrong credential"), ("signed", "Signed"), ("unlocked", "Unlocked")], required=True, readonly=True
    )
    by_uid = fields.Integer("Unlocked By ID", readonly=True, aggregator=None)

    @api.model
    def _count_failures(self, user):
        """Failures in a row: since the last signature given, or the last unlocking."""
        self.env.cr.execute(
            """SELECT count(*) FROM mdq_signature_attempt WHERE uid = %(uid)s AND result = 'failed'
                  AND id > COALESCE((SELECT max(id) FROM mdq_signature_attempt
                                      WHERE uid = %(uid)s AND result <> 'failed'), 0)""",
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

    def _tell_quality_managers(self, user):
        managers = self.env.ref("mdq_base.group_quality_manager").all_user_ids.partner_id
        user.partner_id.with_env(self.env).message_post(
            body=self.env._("Signing was locked for %s: five wrong credentials in a row.", user.name),
            partner_ids=managers.ids, message_type="notification", subtype_xmlid="mail.mt_note",
        )

    def unlink(self):
        raise UserError(self.env._("Signing attempts are never deleted."))

    def action_unlock(self):
        """Let the person of these attempts sign again."""
        self.env.user._mdq_require("mdq_base.group_quality_manager")
        for uid in set(self.mapped("uid")):
            user = self.env["res.users"].browse(uid)
            if user == self.env.user:
                raise UserError(self.env._("Nobody unlocks his own signing. Ask another quality manager."))
            # No role writes attempts; the role was checked above.
            self.sudo().create({**self._prepare_attempt_vals(user.sudo(), "unlocked"), "by_uid": self.env.uid})
