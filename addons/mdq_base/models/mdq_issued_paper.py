import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class MdqIssuedPaper(models.Model):
    """A certificate as it was issued: the PDF made once, named by its number, handed out again as the same bytes.

    A mistake on it is corrected by issuing another one, with its own number and the reason; the old one stays.
    """

    _name = "mdq.issued.paper"
    _description = "Issued Paper"
    _inherit = ["mdq.upload.mixin"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    title = fields.Char("Paper", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="res_model", required=True, readonly=True)
    record_name = fields.Char("Issued For", required=True, readonly=True)
    report = fields.Char(required=True, readonly=True)
    reason = fields.Char("Why Anew", readonly=True)
    replaces_id = fields.Many2one("mdq.issued.paper", "Replaces", readonly=True, ondelete="restrict", index="btree_not_null")
    replaced_by_id = fields.Many2one("mdq.issued.paper", "Replaced By", compute="_compute_replaced_by_id")

    _number_unique = models.UniqueIndex("(company_id, number)", "This number is issued already.")
    _issued_once = models.UniqueIndex(
        "(res_model, res_id, report) WHERE replaces_id IS NULL", "The paper was issued this very moment. Open it again."
    )
    _replaced_once = models.UniqueIndex(
        "(replaces_id) WHERE replaces_id IS NOT NULL", "The paper was replaced this very moment. Open the newer one."
    )

    def _compute_replaced_by_id(self):
        newer = self.search([("replaces_id", "in", self.ids)]).grouped("replaces_id")
        for paper in self:
            paper.replaced_by_id = newer.get(paper)

    # ------------------------------------------------------------------------------------- public

    def reissue(self, credential, reason):
        """Issue papers anew, signed and with the reason, under new numbers; return the ids. The old ones stay."""
        self.env.user._mdq_require("mdq_base.group_quality_manager", "mdq_base.group_releaser")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the paper is issued anew: it stands beside the old number."))
        papers = self.browse()
        for paper in self:
            paper._check_is_current()
            paper._get_record()._mdq_check_may_be_reissued()
            papers |= self._issue(paper._get_record(), paper.report, replaces=paper, reason=reason)
        self.env["mdq.signature"]._sign(papers, "approved", credential, reason)
        return papers.ids

    def action_reissue(self):
        self._check_is_current()
        for paper in self:
            paper._get_record()._mdq_check_may_be_reissued()
        return self._mdq_sign_action("reissue", self.env._("Issue Anew"), "approved", reason_required=True)

    @api.readonly
    def action_download(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/mdq/paper/{self.id}", "target": "new"}

    # ------------------------------------------------------------------------------------ helpers

    def _check_is_current(self):
        for paper in self:
            if paper.replaced_by_id:
                raise UserError(self.env._(
                    "%(paper)s was replaced by %(newer)s already. Issue that one anew.",
                    paper=paper.number, newer=paper.replaced_by_id.number,
                ))

    def _get_record(self):
        """The record that the paper is about, if the caller may read it."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        return record

    @api.model
    def _find(self, record, report):
        """Return the paper in force of a record, the last that was issued."""
        # Who may read the record may have its paper; the register of papers is for fewer.
        return self.sudo().search([("res_model", "=", record._name), ("res_id", "=", record.id), ("report", "=", report)], limit=1)

    @api.model
    def _issue(self, record, report, replaces=None, reason=None):
        record.check_access("read")
        record._mdq_check_may_be_issued()
        company = record._mdq_get_paper_company()
        number = record._mdq_take_paper_number(company)
        file = self._prepare_upload_vals(f"{number.replace('/', '-')}.pdf", self._print(record, report, number))
        # No role writes papers; this is the server writing what it has just printed.
        paper = self.sudo().create({
            **file, "number": number, "company_id": company.id, "title": self._get_title(report), "report": report,
            "res_model": record._name, "res_id": record.id, "record_name": record.display_name,
            "replaces_id": replaces.id if replaces else False, "reason": reason,
        })
        return paper.sudo(False)

    def _get_title(self, report):
        # What the paper is called, in both languages; reports themselves are closed to people of suppliers.
        return self.env.ref(report).sudo()._mdq_both(lambda action: action.name)

    @api.model
    def _print(self, record, report, number):
        # Whoever may read the record, as was checked, has its paper; reports themselves are closed to people of suppliers.
        printer = self.env["ir.actions.report"].sudo()
        # A paper is a PDF, in tests as well, where Odoo would be content with a page of HTML.
        printer = printer.with_context(force_report_rendering=True)
        return printer._render_qweb_pdf(report, record.ids, data={"mdq_paper_number": number})[0]

    def _get_content(self):
        """Return the bytes as they were issued; whoever reads the record of the paper may have them."""
        self.ensure_one()
        # Who was let in by the record of the paper has the paper; its register is for fewer.
        content = base64.b64decode(self.sudo().with_context(bin_size=False, bin_size_content=False).content or b"")
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise UserError(self.env._(
                "%s is not what was issued any more: its bytes differ from the SHA-256 taken then. Tell quality management.", self.number
            ))
        return content
