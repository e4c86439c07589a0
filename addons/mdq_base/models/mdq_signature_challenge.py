import hashlib
import json
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.auth_passkey._vendor.webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    options_to_json,
)
from odoo.addons.auth_passkey._vendor.webauthn.helpers import bytes_to_base64url
from odoo.addons.auth_passkey._vendor.webauthn.helpers.structs import (
    PublicKeyCredentialDescriptor,
    UserVerificationRequirement,
)
from odoo.http import request
from werkzeug.urls import url_parse

from ..core import canonical

LIFETIME = timedelta(minutes=2)
NONCE = 32  # bytes; the SHA-256 of the call follows


class MdqSignatureChallenge(models.Model):
    """What a passkey has to answer to sign one call: made for this person and this call, used once, within two minutes."""

    _name = "mdq.signature.challenge"
    _description = "Passkey Challenge For Signing"
    _order = "id desc"
    _rec_name = "challenge"
    _log_access = False
    _mdq_server_written = True

    user_id = fields.Many2one("res.users", "Account", required=True, readonly=True, ondelete="cascade", index=True)
    challenge = fields.Char(required=True, readonly=True, index=True)
    made_at = fields.Datetime(required=True, readonly=True)

    @api.model
    def start(self, model, method, args, kwargs):
        """Return the options for the browser's passkey to sign the call `model.method(*args, **kwargs)`."""
        user = self.env["mdq.signature"]._check_signer()
        challenge = secrets.token_bytes(NONCE) + _digest(model, method, args, kwargs)
        # No role writes challenges; the server makes one for the person who asks.
        self.sudo().create({
            "user_id": user.id, "challenge": bytes_to_base64url(challenge), "made_at": fields.Datetime.now(),
        })
        return json.loads(options_to_json(generate_authentication_options(
            rp_id=url_parse(self.get_base_url()).host, challenge=challenge,
            allow_credentials=self._get_keys(user), user_verification=UserVerificationRequirement.REQUIRED,
        )))

    def _get_keys(self, user):
        # Identifiers of the person's own passkeys; Odoo keeps them for administrators.
        identifiers = user.sudo().auth_passkey_key_ids.mapped("credential_identifier")
        return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(identifier)) for identifier in identifiers]

    @api.model
    def _take(self, user, answer):
        """Use up the challenge that a passkey's answer is for; return it if it was made for this person and this call."""
        challenge = _read_challenge(answer)
        made_at = self._delete_one(user, challenge)
        if not made_at or fields.Datetime.now() - made_at > LIFETIME or not _is_for_this_call(challenge):
            return None
        return challenge

    def _delete_one(self, user, challenge):
        """In a transaction of its own: a challenge that led to nothing is used up all the same."""
        with self.env.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM mdq_signature_challenge WHERE user_id = %s AND challenge = %s RETURNING made_at",
                [user.id, challenge],
            )
            row = cr.fetchone()
        return row and row[0]

    @api.autovacuum
    def _gc_challenges(self):
        # Nobody deletes challenges by hand; those that were never answered are worth nothing.
        self.sudo().search([("made_at", "<", fields.Datetime.now() - LIFETIME)]).unlink()


def _digest(model, method, args, kwargs):
    """SHA-256 of a call as the browser sends it, without the credential and the context."""
    named = {name: value for name, value in kwargs.items() if name not in ("credential", "context")}
    text = canonical.text({"model": model, "method": method, "args": args, "kwargs": named})
    return hashlib.sha256(text.encode()).digest()


def _is_for_this_call(challenge):
    call = request.params
    names = ("model", "method", "args", "kwargs")
    return all(name in call for name in names) and (
        base64url_to_bytes(challenge)[NONCE:] == _digest(*(call[name] for name in names))
    )


def _read_challenge(answer):
    try:
        client_data = json.loads(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
        return str(client_data["challenge"])
    except (ValueError, KeyError, TypeError):
        return ""
