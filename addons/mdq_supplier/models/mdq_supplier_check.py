from odoo import api, fields, models


class MdqSupplierCheck(models.TransientModel):
    """Ask on screen what the gate answers: may we buy this, from there, on that day, and who said so?"""

    _name = "mdq.supplier.check"
    _description = "Purchasing Check"

    partner_id = fields.Many2one("res.partner", "Supplier or Site", required=True)
    product_id = fields.Many2one("product.product", "Product", required=True)
    process_id = fields.Many2one("mdq.process", "Process", help="Empty: the purchase of the product itself.")
    date = fields.Date(required=True, default=lambda self: self.env.company._mdq_today())
    is_allowed = fields.Boolean("Allowed", compute="_compute_answer")
    qualification_id = fields.Many2one("mdq.supplier.qualification", "Deciding Qualification", compute="_compute_answer")
    reasons = fields.Text("Why", compute="_compute_answer")

    @api.depends("partner_id", "product_id", "process_id", "date")
    def _compute_answer(self):
        for question in self:
            question.is_allowed, question.qualification_id, question.reasons = False, False, False
            if question.partner_id and question.product_id and question.date:
                answer = self.env["mdq.supplier.qualification"].check(
                    question.partner_id.id, question.product_id.id, question.process_id.id or None,
                    date=question.date,
                )
                question.is_allowed = answer["allowed"]
                question.qualification_id = answer["qualification_id"]
                question.reasons = "\n".join(answer["reasons"])

    @api.onchange("product_id")
    def _onchange_product_id(self):
        self.process_id = self.product_id._mdq_get_process(self.env.company) if self.product_id else False
