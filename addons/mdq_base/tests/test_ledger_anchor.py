import json
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models import mdq_ledger_channel
from .common import LedgerCase


@tagged("post_install", "-at_install")
class TestLedgerAnchor(LedgerCase):
    """Requirement: MDQ-BAS-108"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.channels = cls.env["mdq.ledger.channel"].with_user(cls.admin)
        cls.folder = cls.enterClassContext(tempfile.TemporaryDirectory())

    def setUp(self):
        super().setUp()
        self.env.flush_all()
        self.seals._seal()
        self.root = self.seals._get_current_root()

    def _channel(self, kind, target):
        return self.channels.create({"kind": kind, "target": target})

    def _cron(self):
        self.env["mdq.ledger.channel"]._cron_anchor()
        return self.env["mdq.ledger.anchor"].search([])

    def test_folder(self):
        self._channel("file", self.folder)
        anchor = self._cron()
        with self.assertRaisesRegex(UserError, "Anchors are kept"):
            anchor.sudo().unlink()
        self.assertEqual((anchor.state, anchor.seal_number, anchor.seal_hash), ("sent", self.root["number"], self.root["hash"]))
        content = json.loads(next(Path(self.folder).glob(f"*{self.root['short']}.json")).read_text())
        self.assertEqual((content["number"], content["hash"]), (self.root["number"], self.root["hash"]))

    def test_mail(self):
        self._channel("mail", "qa@example.com, auditor@example.com")
        with patch.object(type(self.env["mail.mail"]), "send", autospec=True) as send:
            self.assertEqual(self._cron().state, "sent")
        mail = send.call_args.args[0]
        self.assertEqual(mail.email_to, "qa@example.com, auditor@example.com")
        self.assertIn(self.root["hash"], mail.body_html)
        self.assertTrue(send.call_args.kwargs["raise_exception"])

    def test_web_address(self):
        self._channel("webhook", "https://example.com/anchors")
        with patch.object(mdq_ledger_channel.requests, "post") as post:
            post.return_value.status_code = 201
            self.assertEqual(self._cron().state, "sent")
        self.assertEqual(post.call_args.kwargs["json"]["hash"], self.root["hash"])
        self.assertEqual((post.call_args.kwargs["timeout"], post.call_args.kwargs["allow_redirects"]), (10, False))

    def test_a_failure_is_recorded_raised_and_tried_again_and_holds_up_no_other(self):
        self._channel("webhook", "https://example.com/anchors")
        self._channel("file", self.folder)
        with patch.object(mdq_ledger_channel.requests, "post") as post:
            post.return_value.status_code = 503
            self.assertEqual(sorted(self._cron().mapped("state")), ["failed", "sent"])
            failed = self.env["mdq.ledger.anchor"].search([("state", "=", "failed")])
            self.assertIn("503", failed.error)
            alert = self.env["mdq.alert"].search([("code", "=", "ledger_anchor")])
            self.assertIn("did not reach https://example.com/anchors", alert.name)
            post.return_value.status_code = 200
            self.assertEqual(sorted(self._cron().mapped("state")), ["failed", "sent", "sent"])
            self.assertEqual(len(self._cron()), 3)  # once a day is enough

    def test_targets_are_checked(self):
        for kind, target, words in (
            ("file", "relative", "no folder of the server"), ("file", "/no/such/folder", "no folder of the server"),
            ("mail", "nobody", "write e-mail addresses"), ("webhook", "http://example.com", "must begin with https"),
            ("webhook", "ftp://localhost/x", "must begin with https"),
        ):
            with self.subTest(target), self.assertRaisesRegex(ValidationError, words):
                self._channel(kind, target)
        self._channel("webhook", "http://localhost:9000/anchor")

    def test_only_administrators_of_quality_set_up_channels(self):
        for user in (self.quality_manager, self.auditor, self.inspector):
            with self.assertRaises(AccessError):
                self.env["mdq.ledger.channel"].with_user(user).create({"kind": "file", "target": self.folder})
        channel = self._channel("file", self.folder)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            channel.sudo().unlink()
        with self.assertRaises(AccessError):
            channel.with_user(self.quality_manager).action_send()
        self.assertEqual(channel.action_send()["params"]["type"], "success")
        self.assertTrue(channel.last_sent)

    def test_a_cut_tail_is_found_by_the_anchors_that_went_out(self):
        """Requirement: MDQ-BAS-043"""
        self._channel("file", self.folder)
        self._cron()
        self.env.flush_all()
        self.without_triggers("mdq_ledger_seal", "DELETE FROM mdq_ledger_seal WHERE number = (SELECT max(number) FROM mdq_ledger_seal)")
        self.assertRegex("\n".join(self.problems()), rf"anchor of .*: seal {self.root['number']} is not there; the chain was cut")

    def test_an_anchor_from_outside_finds_a_restored_older_backup_and_a_chain_made_anew(self):
        """Requirement: MDQ-BAS-043"""
        ledger = self.env["mdq.ledger"].with_user(self.auditor)
        number, digest = self.root["number"], self.root["hash"]
        self.assertEqual(ledger.verify(anchor=f"{number}:{digest[:16]}")["problems"], [])
        self.assertIn("an older backup was restored", ledger.verify(anchor=f"{number + 1}:{digest}")["problems"][0])
        self.assertIn("this seal has another hash", ledger.check_anchor(f"{number}:{digest[::-1]}")[0])
        for wrong in ("", "12", f"{number}:{digest[:8]}", f"x:{digest}"):
            with self.assertRaisesRegex(UserError, "An anchor is the number of a seal"):
                ledger.check_anchor(wrong)
