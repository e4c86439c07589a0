import json
from pathlib import Path
from urllib.parse import urlsplit

import requests
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_split
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
TIMEOUT = 10  # seconds
HERE = ("localhost", "127.0.0.1", "::1")


class MdqLedgerChannel(models.Model):
    """A way out for the daily anchor: a folder, mailboxes or a web address, out of reach of whoever has the database."""

    _name = "mdq.ledger.channel"
    _description = "Anchor Channel"
    _order = "kind, id"
    _rec_name = "target"
    _mdq_ledger = True

    kind = fields.Selection([("file", "Folder"), ("mail", "E-Mail"), ("webhook", "Web Address")], required=True, default="mail")
    target = fields.Char(
        required=True, help="A folder of the server (absolute path), e-mail addresses separated by commas, or an https address.")
    active = fields.Boolean(default=True)
    anchor_ids = fields.One2many("mdq.ledger.anchor", "channel_id", "Anchors")
    last_sent = fields.Datetime(compute="_compute_last_sent")

    def _compute_last_sent(self):
        sent = dict(self.env["mdq.ledger.anchor"]._read_group(
            [("channel_id", "in", self.ids), ("state", "=", "sent")], ["channel_id"], ["sent_at:max"]))
        for channel in self:
            channel.last_sent = sent.get(channel)

    @api.constrains("kind", "target")
    def _check_target(self):
        for channel in self:
            getattr(channel, f"_check_{channel.kind}")()

    def _check_file(self):
        folder = Path(self.target)
        if not folder.is_absolute() or not folder.is_dir():
            raise ValidationError(self.env._(
                "%(folder)s is no folder of the server. Write the absolute path of one that is there and that only the"
                " anchors use, best on another machine.", folder=self.target))

    def _check_mail(self):
        addresses = [address.strip() for address in self.target.split(",")]
        if not all(email_split(address) == [address] for address in addresses):
            raise ValidationError(self.env._("%s: write e-mail addresses, separated by commas.", self.target))

    def _check_webhook(self):
        parts = urlsplit(self.target)
        if not parts.hostname or not (parts.scheme == "https" or parts.scheme == "http" and parts.hostname in HERE):
            raise ValidationError(self.env._("%s: the address must begin with https://.", self.target))

    def unlink(self):
        raise UserError(self.env._("The anchors of a channel name it. Archive it instead of deleting it."))

    # ------------------------------------------------------------------------------------- sending

    def action_send(self):
        """Send the current root now, and show what came of it."""
        self.env.user._mdq_require("mdq_base.group_admin", "base.group_system")
        anchors = self._send()
        kind = "success" if set(anchors.mapped("state")) == {"sent"} else "danger"
        return {"type": "ir.actions.client", "tag": "display_notification", "params": {
            "type": kind, "message": "\n".join(anchors.mapped("result")) or self.env._("There is no seal yet."),
            "next": {"type": "ir.actions.client", "tag": "soft_reload"},
        }}

    def _cron_anchor(self):
        """Send today's anchor where it did not go out yet; what failed is tried again an hour later."""
        today = fields.Date.today()
        done = self.env["mdq.ledger.anchor"].search([("date", "=", today), ("state", "=", "sent")]).channel_id
        (self.search([]) - done)._send()

    def _send(self):
        """Send the newest root through each channel; one that fails holds up no other."""
        anchors = self.env["mdq.ledger.anchor"]
        root = self.env["mdq.ledger.seal"]._get_current_root()
        for channel in self if root else ():
            error = channel._try_to_send(channel._get_content(root))
            anchors += anchors._record(channel, root, error)
        return anchors

    def _try_to_send(self, content):
        """Return what went wrong, in a sentence; nothing when it went out."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f"_send_{self.kind}")(content)
        except Exception as error:
            message = str(error) or type(error).__name__
            self.env["mdq.alert"]._mdq_raise("ledger_anchor", self, _lt(
                "The daily anchor of the audit ledger did not reach %(target)s: %(error)s. It is tried again every hour;"
                " mend the channel under Configuration, Anchor Channels.", target=self.target, error=message))
            return message
        return ""

    def _get_content(self, root):
        """The anchor as it leaves the house: what mdq_verify.py reads."""
        # The identity of a database is no secret; reading parameters needs an administrator.
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return {
            "database": self.env.cr.dbname, "uuid": uuid,
            "number": root["number"], "hash": root["hash"], "sealed_at": root["sealed_at"].isoformat(),
        }

    def _send_file(self, content):
        # With the hash in its name, an anchor never takes the place of another.
        path = Path(self.target) / f"mdq-anchor-{content['database']}-{content['number']}-{content['hash'][:16]}.json"
        if not path.exists():
            path.write_text(json.dumps(content, indent=1))

    def _send_mail(self, content):
        # The mail is the server's own; nobody reads it in Odoo.
        self.env["mail.mail"].sudo().create({
            "subject": f"MDQ anchor {content['database']} {content['number']} {content['hash'][:16]}",
            "body_html": f"<pre>{json.dumps(content, indent=1)}</pre>", "email_to": self.target, "auto_delete": True,
        }).send(raise_exception=True)

    def _send_webhook(self, content):
        answer = requests.post(self.target, json=content, timeout=TIMEOUT, allow_redirects=False)
        if not 200 <= answer.status_code < 300:
            raise UserError(self.env._("the address answered with status %s", answer.status_code))
