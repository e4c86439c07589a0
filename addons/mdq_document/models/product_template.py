from odoo import models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def action_open_mdq_documents(self):
        """Open the controlled documents of these products."""
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_document.mdq_document_action")
        variants = self.with_context(active_test=False).product_variant_ids
        return {
            **action, "domain": [("product_ids", "in", variants.ids)],
            "context": {"search_default_effective": 1, "default_product_ids": variants.ids},
        }


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_open_mdq_documents(self):
        """Open the controlled documents of these variants."""
        action = self.product_tmpl_id.action_open_mdq_documents()
        return {**action, "domain": [("product_ids", "in", self.ids)],
                "context": {"search_default_effective": 1, "default_product_ids": self.ids}}
