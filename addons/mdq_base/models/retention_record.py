"""What each quality record knows of its keeping."""

import operator as operators
from datetime import date

from odoo import api, fields, models

BATCH = 1000
COMPARISONS = {"<": operators.lt, "<=": operators.le, ">": operators.gt, ">=": operators.ge, "in": None}


class MdqAuditedMixin(models.AbstractModel):
    _inherit = "mdq.audited.mixin"

    mdq_keep_until = fields.Date("Keep Until", compute="_compute_mdq_keep_until", search="_search_mdq_keep_until")

    def _compute_mdq_keep_until(self):
        keep = self.env["mdq.retention.policy"]._get_keep_until(self._origin)
        for record in self:
            record.mdq_keep_until = keep.get(record._origin.id) or False

    @api.model
    def _search_mdq_keep_until(self, operator, value):
        """The date follows from policies, products and deliveries, so every record is reckoned, a thousand at a time."""
        if operator not in COMPARISONS:
            return NotImplemented
        if operator != "in":
            value = fields.Date.to_date(value)
        wanted = {fields.Date.to_date(day) if day else False for day in value} if operator == "in" else value
        found = []
        for records, keep in self._mdq_iterate_keeping():
            found += [record.id for record in records if _fits(keep[record.id], operator, wanted)]
        return [("id", "in", found)]

    def _mdq_iterate_keeping(self):
        """Yield (records, {id: last day}) over all records, archived ones and those of every company too."""
        every, last = self.sudo().with_context(active_test=False), 0  # what the caller may read is narrowed by the search itself
        while records := every.search([("id", ">", last)], order="id", limit=BATCH):
            yield records, self.env["mdq.retention.policy"]._get_keep_until(records)
            last = records[-1].id

    def _mdq_retention_date(self):
        """Return {id: day from which its years count}; by default the day it was made. Extend."""
        return {record.id: record.create_date.date() if record.create_date else None for record in self}

    def _mdq_retention_product(self):
        """Return {id: products (templates) that it is about}; by default its product field. Extend."""
        name = next((name for name in ("product_tmpl_id", "product_id") if name in self._fields), None)
        if not name:
            return {}
        templates = {record.id: record[name] for record in self}
        if name == "product_id" and self._fields[name].comodel_name == "product.product":
            templates = {number: product.product_tmpl_id for number, product in templates.items()}
        return templates

    def _mdq_get_oldest_kept(self):
        """Return the day on which the oldest record that must still be there was made, or None."""
        today = fields.Date.today()  # as the parts of the ledger, which are in UTC and of all companies
        for records, keep in self._mdq_iterate_keeping():
            kept = [record.create_date.date() if record.create_date else date.min for record in records
                    if (keep[record.id] or date.max) >= today]
            if kept:
                return min(kept)
        return None

    def _get_view(self, view_id=None, view_type="form", **options):
        """Every form of a document says until when it is kept."""
        arch, view = super()._get_view(view_id, view_type, **options)
        sheet = arch.find(".//sheet") if view_type == "form" and not self._mdq_parent else None
        if sheet is not None and not arch.findall(".//field[@name='mdq_keep_until']"):
            group = sheet.makeelement("group", {"name": "mdq_retention", "invisible": "not mdq_keep_until"})
            group.append(sheet.makeelement("field", {"name": "mdq_keep_until"}))
            sheet.append(group)
        return arch, view


def _fits(day, operator, wanted):
    if operator == "in":
        return (day or False) in wanted
    return bool(day and wanted) and COMPARISONS[operator](day, wanted)
