import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import upload


class MdqBatchFile(models.Model):
    """A certificate of a step or a load, kept as it came, with the SHA-256 that the server took."""

    _name = "mdq.batch.file"
    _description = "Certificate of a Batch"
    _inherit = ["mdq.audited.mixin"]
    _order = "id desc"
    _mdq_server_written = True

    step_id = fields.Many2one("mdq.batch.step", "Step", readonly=True, ondelete="restrict", index="btree_not_null")
    load_id = fields.Many2one("mdq.treatment.load", "Load", readonly=True, ondelete="restrict", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    lot_id = fields.Many2one("stock.lot", "Lot", readonly=True, ondelete="restrict", index="btree_not_null")
    name = fields.Char("File Name", required=True, readonly=True)
    content = fields.Binary("File", attachment=True, required=True, readonly=True)
    mimetype = fields.Char("Type", readonly=True)
    size = fields.Integer("Size (Bytes)", readonly=True, aggregator=None)
    sha256 = fields.Char("SHA-256", readonly=True, index=True)
    uploaded_by = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    uploaded_on = fields.Datetime("On", required=True, readonly=True)
    is_intact = fields.Boolean("Intact", compute="_compute_is_intact")

    _belongs_somewhere = models.Constraint(
        "CHECK ((step_id IS NULL) <> (load_id IS NULL))", "A certificate belongs to a step or to a load."
    )

    @api.depends("sha256")
    def _compute_is_intact(self):
        # The fingerprint is of the file, whatever the reader may see of attachments.
        attachments = self.env["ir.attachment"].sudo().search([
            ("res_model", "=", self._name), ("res_field", "=", "content"), ("res_id", "in", self.ids),
        ])
        stored = {attachment.res_id: attachment.raw or b"" for attachment in attachments}
        for record in self:
            record.is_intact = hashlib.sha256(stored.get(record.id, b"")).hexdigest() == record.sha256

    def write(self, vals):
        raise UserError(self.env._("Certificates are never changed. Upload a newer one; both stay."))

    @api.model
    def _store(self, owner, lot, certificate):
        """Keep a file for a step or a load, after looking at its bytes; the same file twice is one.

        :param certificate: {name, data}: data in base64
        """
        name = str(certificate.get("name") or "").replace("\\", "/").rsplit("/", 1)[-1]
        content = self._decode(certificate.get("data"))
        kind, problem = upload.check(name, content)
        if problem:
            raise UserError(self._get_problem_sentence(problem, name))
        digest = hashlib.sha256(content).hexdigest()
        # No role writes certificates; this is the server writing what it has just checked.
        files = self.sudo()
        known = owner.sudo().file_ids.filtered(lambda file: file.sha256 == digest and file.lot_id == lot)
        # Pictures are kept as they came, so that the fingerprint is the one the sender knows.
        return known or files.with_context(image_no_postprocess=True).create({
            **self._prepare_owner_vals(owner, lot), "name": name, "content": base64.b64encode(content),
            "mimetype": kind, "size": len(content), "sha256": digest,
        })

    def _decode(self, data):
        try:
            return base64.b64decode(data or b"", validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise UserError(self.env._("The certificate could not be read: send its content in base64.")) from None

    def _prepare_owner_vals(self, owner, lot):
        link = "load_id" if owner._name == "mdq.treatment.load" else "step_id"
        return {link: owner.id, "company_id": owner.company_id.id, "lot_id": lot.id, "uploaded_by": self.env.uid,
                "uploaded_on": fields.Datetime.now()}

    def _get_problem_sentence(self, problem, name):
        return {
            "empty": self.env._("%s is empty. Choose a file with content.", name or "-"),
            "large": self.env._("%(name)s is larger than %(size)s MB. Send a smaller scan.", name=name,
                                size=upload.LARGEST // (1024 * 1024)),
            "kind": self.env._("%s is neither a PDF nor a PNG or JPEG picture. Send the certificate as one of these.", name),
            "ending": self.env._("The name of %s does not fit its content. Name it .pdf, .png or .jpg, as it is.", name),
        }[problem]
