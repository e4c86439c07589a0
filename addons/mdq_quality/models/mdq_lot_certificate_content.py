"""What a certificate says of its lot: read once when it is issued, in both languages, and kept as plain text."""

from odoo import fields, models


class MdqLotCertificate(models.Model):
    _inherit = "mdq.lot.certificate"

    def _prepare_content(self):
        """Return what the paper says, in plain types. Extend: call super, add keys."""
        # A certificate says what is known of its lot; its issuer need not be able to read each part.
        known = self.sudo()
        lots = known.lot_id._mdq_get_origins()
        inspections = known.lot_id._mdq_get_evidence_inspections().filtered(lambda each: each.state in ("accepted", "rejected", "skipped")).sorted("id")
        rows = {inspection: inspection._get_report_lines() for inspection in inspections}
        return {
            "product": known._mdq_both(lambda each: each.product_id.display_name), "unit": known._mdq_both(lambda each: each.uom_id.name),
            "lot": known.lot_id.name, "supplier_lot": known.lot_id.ref or "", "expires": str(known.lot_id.expiration_date or "")[:10],
            "origins": (lots - known.lot_id).mapped("name"), "release": known.release_id.name or "",
            "released_by": known.release_id.released_by.name or "", "released_on": known._mdq_local_time(known.release_id.released_on),
            "customer": known.partner_id.display_name or "",
            "inspections": [inspection._prepare_certified(rows[inspection], self.with_values) for inspection in inspections],
            "gauges": self._get_certified_gauges(rows) if self.with_gauges else [],
            "documents": lots.mdq_document_need_ids._prepare_certified(), "concessions": known._get_certified_concessions(inspections),
        }

    def _get_certified_gauges(self, rows):
        gauges = [gauge for inspection, lines in rows.items() for gauge in inspection._get_report_gauges(lines)]
        return [dict(facts) for facts in dict.fromkeys(tuple(gauge.items()) for gauge in gauges)]

    def _get_certified_concessions(self, inspections):
        """A lot that was released under concessions says so: those that name it, and that for use where an inspection rejected it."""
        concessions = self.env["mdq.concession"]
        found = concessions.search([
            ("gate", "in", ("lot_use", "document")), ("lot_ids", "in", self.lot_id.ids), ("state", "=", "active")])
        if "rejected" in inspections.mapped("state"):
            found |= concessions._find_for_lots(self.lot_id).get(self.lot_id.id, concessions)
        return [{"name": concession.name, "reason": concession.reason} for concession in found]


class MdqInspection(models.Model):
    _inherit = "mdq.inspection"

    def _prepare_certified(self, rows, with_values):
        lines = [{key: row[key] for key in (
            "name", "requirement", "count", "failed", "smallest", "largest", "mean", "result", "gauges")} for row in rows]
        return {
            "name": self.name, "point": self._mdq_both(lambda each: each._mdq_get_text("point")), "plan": self.plan_id.display_name or "",
            "sample": self.sample_size, "quantity": self.quantity, "decided_on": self._mdq_local_time(self.state_changed_on),
            "decision": self._mdq_both(lambda each: each._mdq_get_text("state")), "lines": lines if with_values else [],
        }


class MdqLotDocumentNeed(models.Model):
    _inherit = "mdq.lot.document.need"

    def _prepare_certified(self):
        """The documents that the lot came with, and those that it was released without."""
        found = []
        for need in self.filtered(lambda need: need.state in ("accepted", "waived")).sorted("id"):
            document = need.document_id if need.state == "accepted" else need.document_id.browse()
            found.append({
                "kind": need._mdq_both(lambda each: each.kind_id.name), "number": document.number or "", "issuer": document.issuer or "",
                "issued_on": str(document.issued_on or ""), "waived": need.concession_id.name or "" if not document else "",
            })
        return [dict(facts) for facts in dict.fromkeys(tuple(each.items()) for each in found)]


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_certificate_count = fields.Integer("Number of Certificates", compute="_compute_mdq_certificate_count", groups="base.group_user")

    def _compute_mdq_certificate_count(self):
        # How many there are is no secret to those who see the lot.
        counts = dict(self.env["mdq.lot.certificate"].sudo()._read_group(
            [("lot_id", "in", self.ids), ("state", "!=", "cancelled")], ["lot_id"], ["__count"]))
        for lot in self:
            lot.mdq_certificate_count = counts.get(lot, 0)

    def action_mdq_certificates(self):
        """Show the certificates of this lot, and let a new one be written."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_quality.mdq_lot_certificate_action")
        return {**action, "domain": [("lot_id", "=", self.id)], "context": {"default_lot_id": self.id}}
