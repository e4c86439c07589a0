"""Kits: what comes in are their parts, so their supplier must be qualified for those."""

from odoo import api, models, tools


class MrpBom(models.Model):
    _inherit = "mrp.bom"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if not {"type", "active", "product_tmpl_id"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _mdq_get_kits(self):
        """Return the ids of the product templates that are kits, kept as every order asks."""
        # Which goods are kits is a fact, whatever the caller may read of bills of materials.
        return frozenset(self.sudo().search([("type", "=", "phantom")]).product_tmpl_id.ids)

    def _mdq_get_gated_parts(self, product, company):
        """Return [(part id, process id or False)] of the parts of a kit, and of kits in it, whose supplier must be qualified."""
        self.ensure_one()
        parts = []
        for part in dict.fromkeys(line.product_id for line, _values in self.explode(product, 1.0)[1]):
            process = part._mdq_get_process(company)
            if process or part.mdq_controlled:
                parts.append((part.id, process.id))
        return parts


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _mdq_is_kit(self):
        return self.product_id.product_tmpl_id._origin.id in self.env["mrp.bom"]._mdq_get_kits()

    def _mdq_get_kit_parts(self):
        """Return {line: [(part id, process id or False)]} of the lines that buy kits."""
        # As above: what a kit brings in is a fact.
        boms, parts = self.env["mrp.bom"].sudo(), {}
        kits = self.filtered(lambda line: line.product_id and line._mdq_is_kit())
        for company, lines in kits.grouped(lambda line: line.order_id.company_id._origin).items():
            found = boms._bom_find(lines.product_id._origin, company_id=company.id, bom_type="phantom")
            parts.update({line: found[line.product_id._origin]._mdq_get_gated_parts(line.product_id._origin, company)
                          for line in lines if found[line.product_id._origin]})
        return parts

    def _mdq_get_cases(self):
        cases = super()._mdq_get_cases()
        for line, parts in self._mdq_get_kit_parts().items():
            partner = line.order_id.partner_id._origin
            if partner and parts:
                cases[line] = [*cases.get(line, ()), *((partner.id, *part) for part in parts)]
        return cases

    def _mdq_get_asked(self):
        parts = [part for found in self._mdq_get_kit_parts().values() for part in found]
        return list(dict.fromkeys([*super()._mdq_get_asked(), *parts]))

    # ------------------------------------------------------------------------------------- limits

    def _mdq_counts_by_parts(self, record):
        """Whether a limit of quantity is of parts, which are not counted in the quantity of the kit."""
        return bool(record.limit_quantity) and record.product_id != self.product_id and self._mdq_is_kit()

    def _mdq_get_limit_quantity(self, record, quantity):
        return None if self._mdq_counts_by_parts(record) else super()._mdq_get_limit_quantity(record, quantity)

    def _mdq_get_short_sentence(self, record, remaining):
        if not self._mdq_counts_by_parts(record):
            return super()._mdq_get_short_sentence(record, remaining)
        return self.env._(
            "Supplier qualification: %(name)s is limited to %(limit)s, and %(product)s is a kit, whose parts are not counted against it."
            " Order the parts.", name=record.name, limit=record._get_limit_words(), product=self.product_id.display_name)
