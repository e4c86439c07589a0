from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class MdqProcessTemplate(models.Model):
    """The route of a product through processes, here and at suppliers. Work in progress keeps its revision."""

    _name = "mdq.process.template"
    _description = "Process Template"
    _inherit = ["mdq.revision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "code, revision desc"
    _check_company_auto = True

    product_ids = fields.Many2many(
        "product.product", string="Products", check_company=True, help="What this route makes. Empty: any product."
    )
    step_ids = fields.One2many("mdq.process.template.step", "template_id", "Steps", copy=True)
    order_count = fields.Integer("Orders", compute="_compute_order_count")

    def _compute_order_count(self):
        counts = dict(self.env["mdq.outsourcing.order"]._read_group(
            [("template_id", "in", self.ids)], ["template_id"], ["__count"]
        ))
        for template in self:
            template.order_count = counts.get(template, 0)

    def _check_move_to_in_review(self):
        for template in self:
            if not template.step_ids:
                raise ValidationError(self.env._("Template %s has no steps: add at least one.", template.display_name))

    # ------------------------------------------------------------------------------------- public

    def instantiate(self, product_id, assignments):
        """Open an outsourcing order for a product along this route.

        :param assignments: {sequence or process code of a step: partner id}; further keys: "quantity"
        :return: id of the `mdq.outsourcing.order`, a draft
        """
        self.ensure_one()
        self.env.user._mdq_require("mdq_base.group_planner")
        self.check_access("read")
        assignments = dict(assignments or {})
        quantity = assignments.pop("quantity", 1.0)
        order = self.env["mdq.outsourcing.order"].create({
            "template_id": self.id, "product_id": product_id, "quantity": quantity, "company_id": self.company_id.id,
        })
        order._assign_partners(assignments)
        return order.id

    def _check_usable(self, product):
        """Refuse a revision that is not effective, or a product that it is not for."""
        self.ensure_one()
        if self.state != "effective":
            raise UserError(self.env._(
                "%(template)s is not effective: new work takes the effective revision. Its owner makes it effective after"
                " approval.", template=self.display_name,
            ))
        if self.product_ids and product not in self.product_ids:
            raise UserError(self.env._(
                "%(template)s is not for %(product)s. It is for: %(products)s.", template=self.display_name,
                product=product.display_name, products=", ".join(self.product_ids.mapped("display_name")),
            ))

    # ------------------------------------------------------------------------------------- screens

    @api.readonly
    def action_view_orders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_outsourcing.mdq_outsourcing_order_action")
        return {**action, "domain": [("template_id", "in", self.ids)], "context": {"default_template_id": self[:1].id}}
