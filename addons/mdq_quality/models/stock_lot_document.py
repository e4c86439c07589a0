"""Where documents of lots show: on the lot, the transfer, the supplier; and as a check of the release."""

from odoo import fields, models

STAFF = "base.group_user"
UNSETTLED = ("missing", "refused", "in_review")


class StockLot(models.Model):
    _inherit = "stock.lot"

    mdq_document_need_ids = fields.One2many("mdq.lot.document.need", "lot_id", "Documents", readonly=True, groups=STAFF)
    mdq_document_count = fields.Integer("Number of Documents", compute="_compute_mdq_document_count", groups=STAFF)
    mdq_document_open_count = fields.Integer("Documents Not Settled", compute="_compute_mdq_document_count", groups=STAFF)

    def _compute_mdq_document_count(self):
        # How many there are is no secret to those who see the lot.
        needs = self.env["mdq.lot.document.need"].sudo()
        groups = needs._read_group([("lot_id", "in", self.ids), ("state", "!=", "cancelled")], ["lot_id", "state"], ["__count"])
        counts = [(lot.id, state, count) for lot, state, count in groups]
        for lot in self:
            own = [(state, count) for lot_id, state, count in counts if lot_id == lot.id]
            lot.mdq_document_count = sum(count for _state, count in own)
            lot.mdq_document_open_count = sum(count for state, count in own if state in UNSETTLED)

    def _mdq_release_checks(self):
        checks = super()._mdq_release_checks()
        every = self.sudo()  # what must be there does not depend on what the asker may read
        origins = {lot.id: lot._mdq_get_origins() for lot in every}
        lots = every.union(*origins.values())
        needs = lots.env["mdq.lot.document.need"].search([("lot_id", "in", lots.ids), ("state", "!=", "cancelled")])
        conceded = needs.env["mdq.concession"]._find_for_documents(needs.filtered(lambda need: need.state != "accepted"))
        by_lot = needs.grouped("lot_id")
        for lot in self:
            own = needs.browse().union(*(by_lot[each] for each in origins[lot.id] if each in by_lot))
            if own:
                checks[lot.id].append(lot._mdq_check_documents(own, conceded))
        return checks

    def _mdq_check_documents(self, needs, conceded):
        open_needs = needs.filtered(lambda need: not need._is_settled(conceded))
        if open_needs:
            return self._mdq_prepare_check("documents", False, self.env._(
                "%s.", "; ".join(need._get_gap_words() for need in open_needs)), open_needs)
        waived = needs.filtered(lambda need: need.state != "accepted")
        if waived:
            return self._mdq_prepare_check("documents", True, self.env._(
                "Documents: %(accepted)s accepted, %(waived)s waived by %(concessions)s.", accepted=len(needs - waived), waived=len(waived),
                concessions=", ".join(dict.fromkeys(conceded[need.id].name for need in waived))), needs)
        return self._mdq_prepare_check("documents", True, self.env._("All required documents are accepted (%s).", len(needs)), needs)

    def action_mdq_view_documents(self):
        return self.env["mdq.lot.document.rule"]._get_needs_action([("lot_id", "in", self.ids)])


class StockPicking(models.Model):
    _inherit = "stock.picking"

    mdq_document_count = fields.Integer("Number of Documents", compute="_compute_mdq_document_count", groups=STAFF)
    mdq_document_open_count = fields.Integer("Documents Not Settled", compute="_compute_mdq_document_count", groups=STAFF)
    mdq_may_need_documents = fields.Boolean(compute="_compute_mdq_document_count", groups=STAFF, export_string_translation=False)

    def _compute_mdq_document_count(self):
        # The same: a number for those who see the transfer.
        needs = self.env["mdq.lot.document.need"].sudo()
        groups = needs._read_group([("picking_id", "in", self.ids), ("state", "!=", "cancelled")], ["picking_id", "state"], ["__count"])
        for picking in self:
            own = [(state, count) for found, state, count in groups if found.id == picking.id]
            picking.mdq_document_count = sum(count for _state, count in own)
            picking.mdq_document_open_count = sum(count for state, count in own if state in UNSETTLED)
            controlled = any(product.mdq_controlled for product in picking.move_ids.product_id)
            picking.mdq_may_need_documents = bool(own) or (controlled and picking.picking_type_code == "incoming")

    def action_mdq_view_documents(self):
        """Show what is owed, after asking for what rules written since then ask for."""
        self._mdq_ask_documents()
        return self.env["mdq.lot.document.rule"]._get_needs_action([("picking_id", "in", self.ids)])


class ResPartner(models.Model):
    _inherit = "res.partner"

    mdq_document_owed_count = fields.Integer("Documents Owed", compute="_compute_mdq_document_owed_count", groups=STAFF)

    def _compute_mdq_document_owed_count(self):
        # A number for those who see the supplier.
        counts = dict(self.env["mdq.lot.document.need"].sudo()._read_group(
            [("partner_id", "in", self.ids), ("state", "in", ("missing", "refused"))], ["partner_id"], ["__count"]))
        for partner in self:
            partner.mdq_document_owed_count = counts.get(partner, 0)

    def action_mdq_view_owed_documents(self):
        return self.env["mdq.lot.document.rule"]._get_needs_action([("partner_id", "in", self.commercial_partner_id.ids)])

    # ------------------------------------------------------------------------------------- portal

    def _mdq_get_portal_tasks(self):
        return [*super()._mdq_get_portal_tasks(), *self._mdq_get_lot_document_tasks()]

    def _mdq_get_lot_document_tasks(self):
        for needs in self._mdq_find_own("mdq.lot.document.need", ("state", "in", ("missing", "refused")))._get_groups():
            first = needs[:1]
            what = self.env._("Correct the document") if first.document_id else self.env._("Send the document")
            yield self._mdq_make_task(
                what, first._get_group_name(), f"/my/mdq/lot-documents/{first.id}", first.due_date, first.answer or "")
