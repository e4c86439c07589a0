from odoo import fields, models


class MdqIssuedMixin(models.AbstractModel):
    """A record with a certificate that is issued once: name its report in `_mdq_issued_report`."""

    _name = "mdq.issued.mixin"
    _description = "Record With An Issued Paper"

    _mdq_issued_report = ""

    issued_paper_ids = fields.Many2many("mdq.issued.paper", string="Issued Papers", compute="_compute_issued_paper_ids")

    def _compute_issued_paper_ids(self):
        # Whoever may read the record may see which papers were issued for it.
        papers = self.env["mdq.issued.paper"].sudo().search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        by_record = papers.grouped("res_id")
        for record in self:
            record.issued_paper_ids = by_record.get(record._origin.id, papers.browse()).sudo(False)

    def _mdq_check_may_be_issued(self):
        """Refuse, in words, to certify what is not so yet. Extend."""

    def _mdq_check_may_be_reissued(self):
        """Refuse, in words, papers that are corrected in another way. Extend."""

    def _mdq_take_paper_number(self, company):
        """Return the number of the paper that is issued now. Extend where the record has a number that is printed on it."""
        # The sequence of numbers is the server's.
        return self.env["ir.sequence"].sudo().with_company(company).next_by_code("mdq.issued.paper")

    def _mdq_get_issued_paper(self):
        """Return the paper in force of the record; the first time, it is made."""
        self.ensure_one()
        papers = self.env["mdq.issued.paper"]
        return papers._find(self, self._mdq_issued_report) or papers._issue(self, self._mdq_issued_report)

    def action_mdq_certificate(self):
        """Open the certificate as it was issued."""
        self.ensure_one()
        self.check_access("read")
        self._mdq_check_may_be_issued()
        return {"type": "ir.actions.act_url", "url": f"/mdq/certificate/{self._name}/{self.id}", "target": "new"}
