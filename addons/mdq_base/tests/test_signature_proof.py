"""How a signer proves who he is: over HTTP as a browser does it, with real codes and a passkey made of software."""

import base64
import hashlib
import json
import time
from datetime import timedelta
from unittest.mock import patch

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from odoo import fields
from odoo.addons.auth_totp.models.totp import hotp
from odoo.addons.base.tests.common import HttpCase
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import mdq_signature_challenge
from .common import MdqCase

ORIGIN = "http://localhost:8069"
SECRET = base64.b32encode(b"twenty bytes for mdq")
WRONG = "wrong credential"


class Passkey:
    """An authenticator: one key pair, and answers to challenges as a browser hands them on."""

    def __init__(self, user, origin=ORIGIN, flags=0b101):
        self.origin, self.flags = origin, flags
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.identifier = encode(hashlib.sha256(user.login.encode()).digest())
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        user.env.cr.execute(
            """INSERT INTO auth_passkey_key (name, credential_identifier, public_key, create_uid, sign_count)
               VALUES ('Software', %s, %s, %s, 0)""",
            [self.identifier, base64.urlsafe_b64encode(cbor2.dumps(public)).decode(), user.id],
        )
        user.env.invalidate_all()

    def answer(self, challenge):
        client_data = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": self.origin}).encode()
        data = hashlib.sha256(b"localhost").digest() + bytes([self.flags]) + bytes(4)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return {"type": "webauthn", "webauthn_response": json.dumps({
            "id": self.identifier, "rawId": self.identifier, "type": "public-key", "clientExtensionResults": {},
            "response": {"authenticatorData": encode(data), "clientDataJSON": encode(client_data), "signature": encode(signature)},
        })}


def encode(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@tagged("post_install", "-at_install")
class TestSignatureProof(MdqCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("web.base.url", ORIGIN)
        partner = cls.env["res.partner"].create({"name": "宝鸡钛业", "is_company": True})
        cls.concession, cls.other = cls.env["mdq.concession"].with_user(cls.quality_engineer).create([
            {"gate": "purchase", "reason": "Case", "partner_id": partner.id, "valid_to": "2099-01-01"} for _ in range(2)
        ])
        cls.password = cls.credential_of(cls.quality_manager)["password"]

    def _call(self, model, method, /, *args, **kwargs):
        """What the web client sends; return the result, or the sentence of the refusal."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        with mute_logger("odoo.http", "odoo.addons.base.models.res_users", "odoo.addons.auth_totp.models.res_users"):
            answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", json={"jsonrpc": "2.0", "params": params}).json()
        return answer["error"]["data"]["message"] if "error" in answer else answer["result"]

    def _arguments(self, record=None):
        return {"model": "mdq.concession", "res_ids": (record or self.concession).ids, "meaning": "reviewed", "reason": False}

    def _sign(self, credential, record=None):
        return self._call("mdq.signature", "sign", credential=credential, context={"lang": "en_US"}, **self._arguments(record))

    def _challenge(self, record=None):
        options = self._call("mdq.signature.challenge", "start", model="mdq.signature", method="sign", args=[],
                             kwargs=self._arguments(record))
        return options["challenge"]

    def _log_in(self, user=None):
        user = user or self.quality_manager
        self.authenticate(user.login, user.login.ljust(8, "x"))

    def _recording(self):
        """The failures that were recorded: in a test, the end of a refused request takes back what was written."""
        return patch.object(self.registry["mdq.signature.attempt"], "_record_failure", return_value=3)

    # ---------------------------------------------------------------------------------------- code

    def _code(self, step=0):
        return f"{hotp(base64.b32decode(SECRET), int(time.time() / 30) + step):06}"

    def _use_an_app(self):
        self.quality_manager.sudo().totp_secret = SECRET.decode()
        self._log_in()

    def test_with_an_authenticator_app_a_password_alone_does_not_sign(self):
        """Requirement: MDQ-BAS-170"""
        self._use_an_app()
        with self._recording() as recorded:
            self.assertIn("second factor", self._sign({"type": "password", "password": self.password}))
        recorded.assert_not_called()
        self.assertFalse(self.concession.signature_ids)

    def test_password_and_code_sign_and_a_code_signs_once(self):
        """Requirement: MDQ-BAS-170"""
        self._use_an_app()
        credential = {"type": "totp", "password": self.password, "token": self._code()}
        self._sign(credential)
        self.assertEqual(self.concession.signature_ids.method, "totp")
        self.assertIn(WRONG, self._sign(credential, self.other))
        self.assertFalse(self.other.signature_ids)

    def test_wrong_codes_are_counted(self):
        """Requirement: MDQ-BAS-170"""
        self._use_an_app()
        wrong = "000000" if self._code() != "000000" else "111111"
        with self._recording() as recorded:
            for token in (wrong, "", "12 34", "letters", None):
                self.assertIn(WRONG, self._sign({"type": "totp", "password": self.password, "token": token}))
        self.assertEqual(recorded.call_count, 5)

    def test_code_without_an_app_is_no_proof(self):
        """Requirement: MDQ-BAS-170"""
        self._log_in()
        self.assertIn("no authenticator app", self._sign({"type": "totp", "password": self.password, "token": "123456"}))

    # ------------------------------------------------------------------------------------- passkey

    def test_passkey_signs_the_call_that_it_was_asked_for(self):
        """Requirement: MDQ-BAS-171"""
        passkey = Passkey(self.quality_manager)
        self._log_in()
        self.assertTrue(self._call("mdq.signature", "get_signer")["has_passkey"])
        self._sign(passkey.answer(self._challenge()))
        self.assertEqual((self.concession.signature_ids.method, self.concession.signature_state), ("webauthn", "valid"))

    def test_answer_of_a_passkey_signs_once(self):
        """Requirement: MDQ-BAS-171"""
        passkey = Passkey(self.quality_manager)
        self._log_in()
        answer = passkey.answer(self._challenge())
        self._sign(answer)
        self.assertIn(WRONG, self._sign(answer))
        self.assertEqual(len(self.concession.signature_ids), 1)

    def test_answer_for_one_call_signs_no_other(self):
        """Requirement: MDQ-BAS-171"""
        passkey = Passkey(self.quality_manager)
        self._log_in()
        self.assertIn(WRONG, self._sign(passkey.answer(self._challenge(self.concession)), self.other))
        self.assertFalse(self.other.signature_ids)

    def test_answer_given_to_log_in_does_not_sign(self):
        """Requirement: MDQ-BAS-171"""
        passkey = Passkey(self.quality_manager)
        self._log_in()
        options = self.url_open("/auth/passkey/start-auth", json={"jsonrpc": "2.0", "params": {}}).json()["result"]
        self.assertIn(WRONG, self._sign(passkey.answer(options["challenge"])))

    def test_passkey_of_somebody_else_does_not_sign(self):
        """Requirement: MDQ-BAS-171"""
        Passkey(self.quality_manager)
        stolen = Passkey(self.sqe)
        self._log_in()
        self.assertIn(WRONG, self._sign(stolen.answer(self._challenge())))
        self._log_in(self.sqe)
        challenge = self._challenge()
        self._log_in()
        self.assertIn(WRONG, self._sign(stolen.answer(challenge)))

    def test_passkey_used_on_another_site_or_without_its_owner_does_not_sign(self):
        """Requirement: MDQ-BAS-171"""
        passkey = Passkey(self.quality_manager)
        self._log_in()
        with self._recording() as recorded:
            passkey.origin = "https://mdq.example.com"
            self.assertIn(WRONG, self._sign(passkey.answer(self._challenge())))
            passkey.origin, passkey.flags = ORIGIN, 0b001  # touched by somebody, not unlocked by the owner
            self.assertIn(WRONG, self._sign(passkey.answer(self._challenge())))
        self.assertEqual(recorded.call_count, 2)

    def test_late_or_broken_answers_do_not_sign(self):
        """Requirement: MDQ-BAS-171"""
        passkey = Passkey(self.quality_manager)
        self._log_in()
        answer = passkey.answer(self._challenge())
        with patch.object(mdq_signature_challenge, "LIFETIME", timedelta(seconds=-1)):
            self.assertIn(WRONG, self._sign(answer))
        challenge = self._challenge()
        for broken in ("", "{", "[]", '{"response": {"clientDataJSON": "e30"}}', "null"):
            self.assertIn("credential", self._sign({"type": "webauthn", "webauthn_response": broken}))
        half = json.loads(passkey.answer(challenge)["webauthn_response"])
        del half["response"]["signature"]
        self.assertIn(WRONG, self._sign({"type": "webauthn", "webauthn_response": json.dumps(half)}))

    # ------------------------------------------------------------------------- programs and records

    def test_program_with_a_key_signs_with_the_persons_credential_only(self):
        """Requirement: MDQ-BAS-173"""
        key = self.env["res.users.apikeys"].with_user(self.quality_manager).sudo()._generate(
            "rpc", "robot", fields.Datetime.now() + timedelta(days=1))
        refused = [self._json2(key, credential) for credential in (None, {}, {"type": "api_key", "key": key}, {
            "type": "password", "password": key})]
        self.assertEqual({answer.status_code for answer in refused}, {422})
        self.assertFalse(self.concession.signature_ids)
        signed = self._json2(key, {"type": "password", "password": self.password})
        self.assertEqual(self.concession.signature_ids.ids, signed.json())

    def _json2(self, key, credential):
        with mute_logger("odoo.http", "odoo.addons.base.models.res_users"):
            return self.url_open("/json/2/mdq.signature/sign", json={**self._arguments(), "credential": credential},
                                 headers={"Authorization": f"bearer {key}", "X-Odoo-Database": self.env.cr.dbname})

    def test_credentials_reach_no_log(self):
        """Requirement: MDQ-BAS-174"""
        self._log_in()
        with self.assertLogs("odoo.service.model", "DEBUG") as log:
            self._sign({"type": "password", "password": self.password})
            self._call("mdq.signature", "sign", "mdq.concession", self.other.ids, "reviewed",
                       {"type": "password", "password": self.password})
        self.assertIn("mdq.signature", "".join(log.output))
        self.assertNotIn(self.password, "".join(log.output))
        self.assertEqual(len(self.other.signature_ids | self.concession.signature_ids), 2)
