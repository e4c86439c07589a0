"""Work done at a supplier on lots of ours: it comes back by the day it is due, like goods that were ordered."""

from odoo import api, fields, models
from odoo.addons.mdq_supplier.models.mdq_supplier_scorecard_compute import Row
from odoo.fields import Domain

AT_WORK = ("at_supplier", "reported", "done")


class MdqSupplierScorecard(models.Model):
    _inherit = "mdq.supplier.scorecard"

    @api.model
    def _get_metrics(self):
        metrics = super()._get_metrics()
        more = self.env._(
            "Process steps count like order lines: the last lot is back by the due day of the step, or the step reported where"
            " nothing was sent."
        )
        return [{**metric, "formula": f"{metric['formula']} {more}"} if metric["code"] == "otif" else metric for metric in metrics]

    @api.model
    def _get_delivery_facts(self, partners, date_from, date_to, company):
        rows = super()._get_delivery_facts(partners, date_from, date_to, company)
        begin, end = company._mdq_get_bounds(date_from, date_to)
        grace = company.mdq_score_days
        steps = self.env["mdq.batch.step"].search(
            Domain("company_id", "=", company.id) & Domain("partner_id.commercial_partner_id", "in", partners.ids)
            & Domain("state", "in", AT_WORK) & Domain("date_planned", ">=", fields.Datetime.subtract(begin, days=grace))
            & Domain("date_planned", "<", fields.Datetime.subtract(end, days=grace))
            & (Domain("purchase_line_id", "=", False) | Domain("purchase_line_id.product_id.type", "=", "service")),
            order="date_planned, id",
        )
        return [*rows, *(step._get_score_row(date_to, company) for step in steps)]

    @api.model
    def _explain_fact(self, code, data):
        if code != "otif" or "step" not in data:
            return super()._explain_fact(code, data)
        if data["back"]:
            return self.env._("%(step)s: due on %(date)s, back on %(back)s.", **data)
        return self.env._("%(step)s: due on %(date)s, not back yet.", **data)


class MdqBatchStep(models.Model):
    _inherit = "mdq.batch.step"

    def _get_score_row(self, date_to, company):
        """What this step counts for, by what was known on the last day of the period."""
        due = fields.Date.add(company._mdq_get_day(self.date_planned), days=company.mdq_score_days)
        moment = self.picking_in_id.date_done if self.picking_out_id else self.date_reported
        back = company._mdq_get_day(moment) if moment else None
        back = back if back and back <= date_to else None
        supplier = self.partner_id.commercial_partner_id
        return Row(supplier.id, "otif", float(bool(back and back <= due)), 1.0, self._name, self.id, self.display_name, due, {
            "step": self.display_name, "date": str(due), "back": str(back or ""),
        })
