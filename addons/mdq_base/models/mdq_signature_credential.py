"""How a signer proves who he is: in the very call that signs, every time, and in his own name."""

from odoo import api, models
from odoo.addons.auth_passkey._vendor.webauthn.helpers import exceptions as webauthn
from odoo.exceptions import AccessDenied, AccessError, UserError
from odoo.http import request

from .mdq_signature import METHODS

# What Odoo's check raises when an answer is not even well-formed.
MALFORMED = (ValueError, KeyError, TypeError, *(error for error in vars(webauthn).values() if isinstance(error, type)))
NEVER_SIGN = ("mdq_base.group_admin", "mdq_base.group_auditor")


class MdqSignature(models.Model):
    _inherit = "mdq.signature"

    @api.model
    def get_signer(self):
        """Return who would sign and what he needs for it: {name, needs_code, has_passkey, statement}.

        The statement is the one that he accepts with his first signature, or False.
        """
        user = self._check_signer()
        statement = self.env["mdq.signature.statement"].current()
        return {
            "name": user.name, "needs_code": self._needs_code(user),
            "has_passkey": bool(user.auth_passkey_key_ids),
            "statement": statement if statement and not statement["accepted"] else False,
        }

    def _check_signer(self):
        """Only a person in his own name signs: no superuser mode, and nobody on behalf of another."""
        if self.env.su or not self.env.user.active or self.env.uid == self.env.ref("base.user_root").id:
            raise AccessError(self.env._("A signature is given by a person, never by the system."))
        if request and request.env.uid and request.env.uid != self.env.uid:
            raise AccessError(self.env._("You can only sign in your own name."))
        if any(self.env.user.has_group(group) for group in NEVER_SIGN):
            raise AccessError(self.env._("Administrators and auditors sign nothing. A person of the trade signs."))
        return self.env.user

    def _needs_code(self, user):
        return user._mfa_type() is not None

    def _check_credential(self, user, credential):
        """Return how the signer proved who he is; a wrong proof is recorded and counted even though this raises."""
        attempts = self.env["mdq.signature.attempt"]
        kind, since, left = self._check_kind(user, credential), attempts._get_last_success(user), None
        with attempts._in_turn(user) as turn:
            turn._check_not_locked(user, since)
            try:
                getattr(self, f"_prove_by_{kind}")(user, credential)
            except AccessDenied:
                left = turn._record_failure(user, since)
        if left is not None:
            raise UserError(self._get_failure_message(left))
        attempts._record_success(user)
        return kind

    def _check_kind(self, user, credential):
        """Refuse what cannot prove anything, without counting it as a wrong credential."""
        kind = credential.get("type") if isinstance(credential, dict) else None
        if kind not in dict(METHODS):
            raise UserError(self.env._(
                "To sign, send your credential with this call: a password, a password with a code, or a passkey."
            ))
        if kind == "password" and self._needs_code(user):
            raise UserError(self.env._(
                "Your account has a second factor: sign with your password and the code of your app, or with a passkey."
            ))
        if kind == "totp" and user._mfa_type() != "totp":
            raise UserError(self.env._("Your account has no authenticator app. Sign with your password or with a passkey."))
        if kind != "password" and not request:
            raise UserError(self.env._("Codes and passkeys sign in the browser; codes also over JSON-2, but not over XML-RPC."))
        return kind

    def _get_failure_message(self, left):
        if left <= 0:
            return self.env._("Not signed: wrong credential. Signing is now locked for you; a quality manager unlocks it.")
        return self.env._(
            "Not signed: wrong credential. Nothing was changed. Tries left before signing is locked: %(left)s.", left=left
        )

    def _prove_by_password(self, user, credential):
        """`interactive` keeps API keys out: they are accepted as passwords only in non-interactive calls."""
        user._check_credentials(
            {"type": "password", "login": user.login, "password": str(credential.get("password") or "")},
            {"interactive": True},
        )

    def _prove_by_totp(self, user, credential):
        self._prove_by_password(user, credential)
        token = str(credential.get("token") or "")
        if not token.isdecimal():
            raise AccessDenied()
        user._check_credentials({"type": "totp", "token": int(token)}, {"interactive": True})

    def _prove_by_webauthn(self, user, credential):
        """The passkey answers a challenge that was made for this very call; an answer to any other proves nothing."""
        answer = str(credential.get("webauthn_response") or "")
        challenge = self.env["mdq.signature.challenge"]._take(user, answer)
        if not challenge:
            raise AccessDenied()
        request.session["webauthn_challenge"] = challenge  # where Odoo's check takes it from, and takes it away
        try:
            user._check_credentials({"type": "webauthn", "webauthn_response": answer}, {"interactive": True})
        except MALFORMED:
            raise AccessDenied() from None
        finally:
            request.session.pop("webauthn_challenge", None)
