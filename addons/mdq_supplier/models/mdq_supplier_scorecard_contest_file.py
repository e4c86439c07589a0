from odoo import fields, models
from odoo.exceptions import UserError

MOST_FILES = 5


class MdqSupplierScorecardContestFile(models.Model):
    """A file that a supplier sent with its objection."""

    _name = "mdq.supplier.scorecard.contest.file"
    _description = "File of a Contest"
    _inherit = ["mdq.upload.mixin"]
    _order = "contest_id, id"
    _mdq_parent = "contest_id"

    contest_id = fields.Many2one("mdq.supplier.scorecard.contest", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", required=True, readonly=True, ondelete="restrict", index=True)


class MdqSupplierScorecardContest(models.Model):
    _inherit = "mdq.supplier.scorecard.contest"

    file_ids = fields.One2many("mdq.supplier.scorecard.contest.file", "contest_id", "Files", readonly=True)

    def _get_signed_fields(self):
        return [*super()._get_signed_fields(), "file_ids"]

    def _keep_files(self, files):
        """Keep what came with the objection, after looking at the bytes.

        :param files: [{name, data}], data bytes or base64
        """
        if len(files or ()) > MOST_FILES:
            raise UserError(self.env._("Send at most %s files with one objection.", MOST_FILES))
        owner = {"contest_id": self.id, "company_id": self.company_id.id, "partner_id": self.partner_id.id}
        kept = self.env["mdq.supplier.scorecard.contest.file"]
        kept.create([{**kept._prepare_upload_vals(file.get("name"), file.get("data")), **owner} for file in files or ()])
