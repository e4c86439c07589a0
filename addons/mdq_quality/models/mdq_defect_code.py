from odoo import api, fields, models

from .mdq_inspection_plan_sampling import CLASSES


class MdqDefectCode(models.Model):
    """A word for what is wrong with a piece, the same for everybody, so that defects can be counted."""

    _name = "mdq.defect.code"
    _description = "Defect Code"
    _inherit = ["mdq.audited.mixin", "mail.thread"]
    _order = "code, id"
    _rec_names_search = ["code", "name"]
    _mdq_reason_fields = ("defect_class",)

    code = fields.Char(required=True, copy=False, tracking=True)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    defect_class = fields.Selection(
        [("critical", "Critical"), ("major", "Major"), ("minor", "Minor")], required=True, default="major", tracking=True
    )
    categ_ids = fields.Many2many("product.category", string="Product Categories", help="Empty: for all products.")

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "This defect code exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for code in self:
            code.display_name = f"{code.code} {code.name}".strip()

    @api.model
    def _find_for(self, product, company):
        """Return the codes that fit a product, the worst class first."""
        codes = self.search([("company_id", "=", company.id)])
        path = product.categ_id.parent_path or ""
        fitting = codes.filtered(lambda code: not code.categ_ids or any(path.startswith(c.parent_path) for c in code.categ_ids))
        return fitting.sorted(lambda code: (CLASSES.index(code.defect_class), code.code))
