from odoo import api, fields, models


class MdqBatchFile(models.Model):
    """A certificate of a step or a load, kept as it came, with the SHA-256 that the server took."""

    _name = "mdq.batch.file"
    _description = "Certificate of a Batch"
    _inherit = ["mdq.upload.mixin"]
    _order = "id desc"

    step_id = fields.Many2one("mdq.batch.step", "Step", readonly=True, ondelete="restrict", index="btree_not_null")
    load_id = fields.Many2one("mdq.treatment.load", "Load", readonly=True, ondelete="restrict", index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    lot_id = fields.Many2one("stock.lot", "Lot", readonly=True, ondelete="restrict", index="btree_not_null")

    _belongs_somewhere = models.Constraint(
        "CHECK ((step_id IS NULL) <> (load_id IS NULL))", "A certificate belongs to a step or to a load."
    )

    @api.model
    def _store(self, owner, lot, certificate):
        """Keep a file for a step or a load, after looking at its bytes; the same file twice is one.

        :param certificate: {name, data}: data in base64
        """
        vals = self._prepare_upload_vals(certificate.get("name"), certificate.get("data"))
        # No role writes certificates; this is the server writing what it has just checked.
        files, its_files = self.sudo(), owner.sudo().file_ids
        known = its_files.filtered(lambda file: file.sha256 == vals["sha256"] and file.lot_id == lot)
        return known or files.create({**vals, **self._prepare_owner_vals(owner, lot)})

    def _prepare_owner_vals(self, owner, lot):
        link = "load_id" if owner._name == "mdq.treatment.load" else "step_id"
        return {link: owner.id, "company_id": owner.company_id.id, "lot_id": lot.id}
