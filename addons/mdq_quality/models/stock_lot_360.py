from odoo import api, fields, models

TONES = {"released": "success", "quarantine": "warning", "hold": "danger", "rejected": "danger", "recalled": "danger", "expired": "danger"}
FAILURES_SHOWN = 30


class StockLot(models.Model):
    """One page for a lot: its status through time, where it is, what was found, and counts that lead to records."""

    _inherit = "stock.lot"

    # ------------------------------------------------------------------------------------- public

    @api.readonly
    def get_lot_360(self):
        """Return what the page of one lot shows.

        :return: {id, name, product, details, status, status_label, status_tone, why, places: [{place, kind, quantity}], gone,
            timeline: [{at, by, label, tone, why}], failures: [{id, inspection, characteristic, unit_no, value, limits, on}],
            cards: [{key, title, count, tone, note, action}]}
        """
        self.ensure_one()
        self.check_access("read")
        status = self._mdq_get_effective_status() if self.mdq_status else False
        return {
            "id": self.id, "name": self.name, "product": self.product_id.display_name, "details": self._get_lot_details(),
            "status": status or "", "status_label": self._get_lot_status_label(status), "status_tone": TONES.get(status, "secondary"),
            "why": self._get_lot_open_checks(status), "places": self.mdq_whereabouts or "", "gone": self.mdq_gone or "",
            "timeline": self._get_lot_timeline(), "failures": self._get_lot_failures(),
            "cards": [card for card in self._get_lot_360() if card],
        }

    def _get_lot_360(self):
        """Return the cards of the page, in the order of the work. Extend with `super() + […]`.

        A card is made with `_mdq_prepare_card`, which leaves out what the reader may not read.
        """
        return [
            self._get_inspection_card(), self._get_hold_card(), self._get_release_card(), self._get_certificate_card(), self._get_risk_card(),
            self._get_split_card(), self._get_sample_card(), self._get_lot_concession_card(), self._get_delivery_card(),
            self._get_attachment_card(),
        ]

    @api.readonly
    def action_open_lot_360(self):
        self.ensure_one()
        return {"type": "ir.actions.client", "tag": "mdq_lot_360", "name": self.name, "params": {"lot_id": self.id},
                "path": "mdq-lot-360"}

    # ------------------------------------------------------------------------------------- parts

    def _get_lot_details(self):
        """Return what stands below the name: supplier lot, suppliers, expiry, origin. Extend."""
        # Who may read a lot may know who delivered it.
        partners = self.sudo()._mdq_get_origins().mdq_inspection_ids.partner_id.sudo(False)
        return [
            *([self.env._("Supplier lot %s", self.ref)] if self.ref else []),
            *(partners.mapped("display_name") if partners.has_access("read") else []),
            *([self.env._("Expires %s", self.expiration_date.date().isoformat())] if self.expiration_date else []),
            *([self.env._("Split from %s", self.mdq_origin_lot_id.name)] if self.mdq_origin_lot_id else []),
        ]

    def _get_lot_status_label(self, status):
        return dict(self._fields["mdq_status"]._description_selection(self.env)).get(status, "")

    def _get_lot_open_checks(self, status):
        """Return why the lot is not released, one sentence a check."""
        if not status or status == "released":
            return []
        return [check["why"] for check in self._mdq_release_checks()[self.id] if not check["ok"]]

    def _get_lot_timeline(self):
        """Return the changes of the status, newest first, as the ledger has them."""
        changes = [change for change in self.env["mdq.ledger"].history(self._name, self.id) if change["field"] == "mdq_status"]
        return [
            {"at": self._get_local_minute(change["at"]), "by": change["user"], "label": self._get_lot_status_label(change["new"]) or "–",
             "tone": TONES.get(change["new"], "secondary"), "why": change["reason"] or ""}
            for change in reversed(changes)
        ]

    def _get_local_minute(self, text):
        return self._mdq_local_time(fields.Datetime.to_datetime(text.replace("T", " ")[:19]))[:16]

    def _get_lot_failures(self):
        """Return readings out of limits that stand, of this lot and of what it was split from."""
        defects = self.env["mdq.defect.analysis"]
        if not defects.has_access("read"):
            return []
        domain = [("kind", "=", "reading"), ("inspection_id.lot_ids", "in", self._mdq_get_origins().ids)]
        found = defects.search(domain, limit=FAILURES_SHOWN, order="date desc, id desc")
        return [defect._prepare_360_row() for defect in found]

    # -------------------------------------------------------------------------------------- cards

    def _get_inspection_card(self):
        title, note = self.env._("Inspections"), self.env._("all decided")
        rejected, open_ones = self.env._("%s rejected"), self.env._("%s to do")
        domain = [("lot_ids", "in", self._mdq_get_origins().ids), ("state", "!=", "cancelled")]
        urgent = [([("state", "=", "open")], "info", open_ones), ([("state", "=", "rejected")], "danger", rejected)]
        return self._mdq_prepare_card("inspection", title, "mdq.inspection", domain, "success", note, urgent=urgent)

    def _get_hold_card(self):
        title, note, active = self.env._("Holds"), self.env._("all lifted"), self.env._("%s in force")
        domain = ["|", ("lot_ids", "in", self.ids), ("lift_ids.lot_ids", "in", self.ids)]
        urgent = [([("state", "=", "active"), ("lot_ids", "in", self.ids)], "danger", active)]
        return self._mdq_prepare_card("hold", title, "mdq.hold", domain, "neutral", note, urgent=urgent)

    def _get_release_card(self):
        title, note = self.env._("Releases"), self.env._("signed")
        return self._mdq_prepare_card("release", title, "mdq.release", [("lot_id", "=", self.id)], "success", note)

    def _get_certificate_card(self):
        title, note, draft = self.env._("Certificates"), self.env._("issued to customers"), self.env._("%s being written")
        domain = [("lot_id", "=", self.id), ("state", "!=", "cancelled")]
        urgent = [([("state", "=", "draft")], "info", draft)]
        return self._mdq_prepare_card("certificate", title, "mdq.lot.certificate", domain, "success", note, urgent=urgent)

    def _get_risk_card(self):
        title, note, active, failed = self.env._("Under Risk"), self.env._("results are in"), self.env._("%s wait for a result"), self.env._("%s bad")
        urgent = [([("state", "=", "failed")], "danger", failed), ([("state", "=", "active")], "warning", active)]
        return self._mdq_prepare_card("risk", title, "mdq.release.risk", [("lot_id", "=", self.id)], "success", note, urgent=urgent)

    def _get_split_card(self):
        title, note = self.env._("Lot Splits"), self.env._("accepted in part")
        domain = ["|", "|", ("lot_id", "=", self.id), ("new_lot_id", "=", self.id), ("serial_ids", "in", self.ids)]
        return self._mdq_prepare_card("split", title, "mdq.lot.split", domain, "warning", note)

    def _get_sample_card(self):
        title, note, due = self.env._("Retained Samples"), self.env._("kept"), self.env._("%s due")
        domain = [("lot_id", "=", self.id), ("state", "=", "kept")]
        return self._mdq_prepare_card("sample", title, "mdq.retained.sample", domain, "neutral", note,
                                  urgent=[([("is_due", "=", True)], "warning", due)])

    def _get_lot_concession_card(self):
        title, note = self.env._("Concessions in force"), self.env._("a gate is open for a named case")
        domain = [("lot_ids", "in", self.ids), ("is_usable", "=", True)]
        return self._mdq_prepare_card("concession", title, "mdq.concession", domain, "warning", note)

    def _get_delivery_card(self):
        title, note, to_do = self.env._("Transfers"), self.env._("done"), self.env._("%s to do")
        domain = [("move_line_ids.lot_id", "=", self.id), ("state", "!=", "cancel")]
        urgent = [([("state", "!=", "done")], "info", to_do)]
        return self._mdq_prepare_card("transfer", title, "stock.picking", domain, "neutral", note, urgent=urgent)

    def _get_attachment_card(self):
        title, note = self.env._("Files"), self.env._("attached to the lot")
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", False)]
        return self._mdq_prepare_card("file", title, "ir.attachment", domain, "neutral", note)

    def _mdq_prepare_card_context(self, model):
        return {"default_lot_id": self.id} if "lot_id" in self.env[model]._fields else {}
