import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import upload


class MdqUploadMixin(models.AbstractModel):
    """A file that came from outside: told by its bytes, kept as it came, with the SHA-256 that the server took.

    Never changed: a newer one is sent beside it, and both stay. Only the server writes them, by `_prepare_upload_vals`.
    """

    _name = "mdq.upload.mixin"
    _description = "Uploaded File"
    _inherit = ["mdq.audited.mixin"]
    _mdq_server_written = True
    _mdq_is_upload = True

    name = fields.Char("File Name", required=True, readonly=True)
    content = fields.Binary("File", attachment=True, required=True, readonly=True)
    mimetype = fields.Char("Type", readonly=True)
    size = fields.Integer("Size (Bytes)", readonly=True, aggregator=None)
    sha256 = fields.Char("SHA-256", readonly=True, index=True)
    uploaded_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    uploaded_on = fields.Datetime("On", required=True, readonly=True)
    is_intact = fields.Boolean("Intact", compute="_compute_is_intact")

    @api.depends("sha256")
    def _compute_is_intact(self):
        # The fingerprint is of the file, whatever the reader may see of attachments.
        attachments = self.env["ir.attachment"].sudo()._mdq_in_full().search([
            ("res_model", "=", self._name), ("res_field", "=", "content"), ("res_id", "in", self.ids),
        ])
        stored = {attachment.res_id: attachment.raw or b"" for attachment in attachments}
        for record in self:
            record.is_intact = hashlib.sha256(stored.get(record.id, b"")).hexdigest() == record.sha256

    @api.model_create_multi
    def create(self, vals_list):
        # Pictures are kept as they came, so that the fingerprint is the one the sender knows.
        return super(MdqUploadMixin, self.with_context(image_no_postprocess=True)).create(vals_list).with_env(self.env)

    def write(self, vals):
        raise UserError(self.env._("Files that were sent are never changed. Send a newer one; both stay."))

    # ------------------------------------------------------------------------------------ helpers

    @api.model
    def _prepare_upload_vals(self, name, data):
        """Look at the bytes of a file and return the values to create it with; refuse in words what is not taken.

        :param data: bytes, or text in base64
        """
        name = str(name or "").replace("\\", "/").rsplit("/", 1)[-1]
        content = data if isinstance(data, bytes) else self._decode_upload(data)
        kind, problem = upload.check(name, content)
        if problem:
            raise UserError(self._get_problem_sentence(problem, name))
        return {
            "name": name, "content": base64.b64encode(content), "mimetype": kind, "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(), "uploaded_by": self.env.uid,
            "uploaded_on": fields.Datetime.now(),
        }

    @api.model
    def _decode_upload(self, data):
        try:
            return base64.b64decode(data or b"", validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise UserError(self.env._("The file could not be read: send its content in base64.")) from None

    @api.model
    def _get_problem_sentence(self, problem, name):
        return {
            "empty": self.env._("%s is empty. Choose a file with content.", name or "-"),
            "large": self.env._("%(name)s is larger than %(size)s MB. Send a smaller scan.", name=name,
                                size=upload.LARGEST // (1024 * 1024)),
            "kind": self.env._("%s is neither a PDF nor a PNG or JPEG picture. Send it as one of these.", name),
            "ending": self.env._("The name of %s does not fit its content. Name it .pdf, .png or .jpg, as it is.", name),
        }[problem]
