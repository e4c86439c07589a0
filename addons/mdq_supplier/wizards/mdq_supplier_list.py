import base64

from odoo import api, fields, models

from ..core import scope as scope_core
from .approved_list_sheet import LIST


class MdqSupplierList(models.TransientModel):
    """The approved-supplier list as it was on a day: on paper, and as a workbook that can be read in again."""

    _name = "mdq.supplier.list"
    _description = "Approved Supplier List"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    date = fields.Date("As Of", required=True, default=lambda self: self.env.company._mdq_today())
    process_id = fields.Many2one("mdq.process", "Process", domain="[('company_id', '=', company_id)]", help="Empty: all.")
    workbook = fields.Binary(compute="_compute_workbook")

    @api.depends("date")
    def _compute_display_name(self):
        title = self.env._("Approved suppliers")
        for record in self:
            record.display_name = f"{title} {record.date}"

    # ------------------------------------------------------------------------------------ actions

    def action_print(self):
        return self.env.ref("mdq_supplier.mdq_supplier_list_report_action").report_action(self)

    def action_workbook(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url", "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/workbook/{self.display_name}.xlsx?download=true",
        }

    # ------------------------------------------------------------------------------------ content

    def _get_rows(self):
        """Return [{record, status, since, why}] of all scopes that spoke on the day, allowed ones first."""
        self.ensure_one()
        qualifications = self.env["mdq.supplier.qualification"]
        qualifications.check_access("read")
        domain = [("company_id", "=", self.company_id.id), ("decision_ids", "!=", False)]
        if self.process_id:
            domain.append(("process_id", "=", self.process_id.id))
        records = {record.id: record for record in qualifications.search(domain, order="partner_id, id")}
        scopes = [record._get_scope() for record in records.values()]
        barriers = qualifications._get_barriers_of({0: scopes}, self.date, limits=True)
        rows = [self._get_row(records[scope.id], scope, barriers) for scope in scopes]
        return sorted((row for row in rows if row), key=lambda row: (not row["allowed"], row["record"].partner_id.name or "", row["record"].id))

    def _get_row(self, record, scope, barriers):
        verdict = scope_core.status_on(scope, self.date)
        if not verdict or verdict.status not in ("approved", "conditional", "suspended"):
            return None
        found = barriers.get(record.id, ())
        decision = record.decision_ids.filtered(lambda decision: decision.date <= self.date)[-1:]
        return {
            "record": record, "status": verdict.status, "allowed": verdict.allowed and not found, "decision": decision,
            "why": " ".join(barrier.why for barrier in found) or (decision.reason if verdict.status == "suspended" else ""),
        }

    def _get_paper_rows(self):
        """The same in English and Chinese."""
        return [{
            **row, "status": row["decision"]._mdq_both(
                lambda decision: dict(decision._fields["status"]._description_selection(decision.env))[decision.status]),
            "scope": row["record"]._mdq_both(lambda record: record.scope),
        } for row in self._get_rows()]

    def _mdq_report_header(self):
        return {"title": "Approved supplier list 合格供方名录", "number": str(self.date), "revision": ""}

    # ----------------------------------------------------------------------------------- workbook

    def _compute_workbook(self):
        for record in self:
            rows = [self._prepare_row(row) for row in record._get_rows() if row["allowed"]]
            record.workbook = base64.b64encode(LIST.write(rows, note=record._get_note()))

    def _prepare_row(self, row):
        record = row["record"]
        return {
            "supplier": record.partner_id.name, "uscc": record.partner_id.vat, "site": record.site_id.name or record.site_id.city,
            "process": record.process_id.code, "product": record.product_id.default_code or record.product_id.name,
            "category": record.categ_id.complete_name, "valid_from": record.valid_from, "valid_to": record.valid_to,
            "conditions": record.conditions, "basis": record.basis, "limit_quantity": record.limit_quantity,
            "unit": record.limit_quantity and record.limit_uom_id.name, "limit_value": record.limit_value,
            "currency": record.limit_value and record.limit_currency_id.name, "reference": record.name, "status": row["status"],
        }

    def _get_note(self):
        # An anchor says nothing of any record, and whoever holds the file may compare it with the ledger.
        seal = self.env["mdq.ledger.seal"].sudo().search([], limit=1)
        return [
            f"Approved suppliers as of {self.date} 截至 {self.date} 的合格供方", self.company_id.name,
            f"{self.env.user.name}, {self._mdq_time(fields.Datetime.now())}",
            f"Last seal of the ledger 审计台账最新封存: {seal.number}:{seal.hash}" if seal else "No seal yet 尚无封存",
        ]
