import base64
import hashlib

from odoo import api, fields, models
from odoo.addons.mdq_base.core import upload
from odoo.exceptions import UserError


class MdqCharacteristicPhoto(models.Model):
    """A photo of what is still good, or already bad. Never changed: a better one is added, and the old one archived."""

    _name = "mdq.characteristic.photo"
    _description = "Sample Photo"
    _inherit = ["mdq.audited.mixin"]
    _mdq_parent = "characteristic_id"
    _order = "characteristic_id, verdict desc, sequence, id"
    _rec_name = "caption"

    characteristic_id = fields.Many2one("mdq.characteristic", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="characteristic_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    verdict = fields.Selection([("good", "Good"), ("bad", "Bad")], required=True, default="good")
    caption = fields.Char(translate=True, required=True, help="What to look at.")
    image = fields.Binary("Photo", attachment=True, required=True)
    sha256 = fields.Char("SHA-256", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        prepared = [{**vals, "sha256": self._take_print(vals.get("image"))} for vals in vals_list]
        # Kept as it came, so that the fingerprint is the one the sender knows.
        return super(MdqCharacteristicPhoto, self.with_context(image_no_postprocess=True)).create(prepared).with_env(self.env)

    def write(self, vals):
        if {"image", "sha256", "characteristic_id"} & set(vals):
            raise UserError(self.env._("A sample photo is not exchanged: add the new one, and archive this one."))
        return super().write(vals)

    @api.model
    def _take_print(self, image):
        """Return the SHA-256 of a picture; what is no picture, or too large, is refused in words."""
        try:
            content = base64.b64decode(image or b"", validate=True)
        except (ValueError, TypeError):
            content = b""
        if len(content) > upload.LARGEST or upload.sniff(content) not in ("image/png", "image/jpeg"):
            raise UserError(self.env._(
                "A sample photo is a PNG or JPEG picture of at most %s MB. Choose such a file.", upload.LARGEST // (1024 * 1024)
            ))
        return hashlib.sha256(content).hexdigest()

    def _prepare_grid_photo(self):
        return {"id": self.id, "verdict": self.verdict, "caption": self.caption or "",
                "url": f"/web/image/{self._name}/{self.id}/image"}


class MdqCharacteristic(models.Model):
    _inherit = "mdq.characteristic"

    photo_ids = fields.One2many("mdq.characteristic.photo", "characteristic_id", "Sample Photos", copy=False)
    photo_count = fields.Integer("Photos", compute="_compute_photo_count")

    def _compute_photo_count(self):
        counts = dict(self.env["mdq.characteristic.photo"]._read_group(
            [("characteristic_id", "in", self.ids)], ["characteristic_id"], ["__count"]))
        for characteristic in self:
            characteristic.photo_count = counts.get(characteristic._origin, 0)
