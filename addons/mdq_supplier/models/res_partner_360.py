from odoo import api, fields, models
from odoo.tools import format_date

CERTIFICATE_TONES = (("expired", "danger"), ("returned", "warning"), ("soon", "warning"), ("waiting", "info"))


class ResPartner(models.Model):
    """One page for a supplier: every count leads to its records, each under the reader's own rights."""

    _inherit = "res.partner"

    # ------------------------------------------------------------------------------------- public

    @api.readonly
    def get_supplier_360(self):
        """Return what the page of one supplier shows.

        :return: {id, name, details, status, status_label, scopes: [{id, name, scope, kind, until, tone, state, why}],
            cards: [{key, title, count, tone, note, action}]}
        """
        self.ensure_one()
        self.check_access("read")
        partner = self.commercial_partner_id
        labels = dict(self._fields["mdq_purchasing_status"]._description_selection(self.env))
        return {
            "id": partner.id, "name": partner.name, "details": partner._get_supplier_details(),
            "status": partner.mdq_purchasing_status, "status_label": labels.get(partner.mdq_purchasing_status, ""),
            "scopes": partner._get_supplier_scopes(),
            "cards": [card for card in partner._get_supplier_360() if card],
        }

    def _get_supplier_360(self):
        """Return the cards of the page, in the order of the work. Extend with `super() + […]`.

        A card is made with `_mdq_prepare_card`, which leaves out what the reader may not read.
        """
        return [
            self._get_certificate_card(), self._get_missing_card(), self._get_subtier_card(), self._get_order_card(),
            self._get_concession_card(),
        ]

    def action_open_supplier_360(self):
        self.ensure_one()
        return {"type": "ir.actions.client", "tag": "mdq_supplier_360", "name": self.commercial_partner_id.name,
                "params": {"partner_id": self.commercial_partner_id.id}, "path": "mdq-supplier-360"}

    # ------------------------------------------------------------------------------------ helpers

    def _mdq_prepare_card_context(self, model):
        return {"default_partner_id": self.id} if "partner_id" in self.env[model]._fields else {}

    def _get_supplier_details(self):
        parts = [self.ref, self.vat, ", ".join(filter(None, (self.city, self.country_id.name))), self.phone, self.email]
        return [part for part in parts if part]

    def _get_supplier_scopes(self):
        """Return one row a scope that was decided or waits: its status today and why."""
        scopes = self.env["mdq.supplier.qualification"]
        if not scopes.has_access("read"):
            return []
        found = scopes.search([("partner_id", "=", self.id), ("state", "!=", "withdrawn")], order="state, process_id, id")
        barriers = found.sudo()._get_barriers_now()  # as the gate sees them, whoever looks
        return [scope._prepare_360_row(barriers.get(scope.id, [])) for scope in found]

    # -------------------------------------------------------------------------------------- cards

    def _get_certificate_card(self):
        notes = {"expired": self.env._("%s expired"), "returned": self.env._("%s sent back"), "soon": self.env._("%s end within 90 days"),
                 "waiting": self.env._("%s to review")}
        title, note = self.env._("Certificates"), self.env._("all in order")
        domain = [("partner_id", "=", self.id), ("state", "!=", "withdrawn"), ("validity", "!=", "superseded")]
        urgent = [([("validity", "=", validity)], tone, notes[validity]) for validity, tone in CERTIFICATE_TONES]
        return self._mdq_prepare_card("certificate", title, "mdq.supplier.certificate", domain, "neutral", note, urgent=urgent)

    def _get_missing_card(self):
        if not self.env["mdq.supplier.certificate.type"].has_access("read"):
            return None
        missing = self.sudo()._mdq_get_missing_certificates()  # facts about certificates that the reader may read
        types = [row["type"] for row in missing]
        title, barring = self.env._("Certificates missing"), [row for row in missing if row["is_mandatory"]]
        return {
            "key": "missing", "title": title, "count": len(types), "tone": "danger" if barring else "warning" if types else "none",
            "note": ", ".join(kind.name for kind in types),
            "action": self._mdq_prepare_card_action(title, "mdq.supplier.certificate.type", [("id", "in", [kind.id for kind in types])]),
        }


    def _get_subtier_card(self):
        title, note = self.env._("Sub-suppliers"), self.env._("declared by the supplier")
        to_review, unknown = self.env._("%s to review"), self.env._("%s not known here yet")
        domain = [("partner_id", "=", self.id), ("state", "!=", "withdrawn")]
        urgent = [([("state", "=", "in_review")], "info", to_review),
                  ([("is_current", "=", True), ("subpartner_id", "=", False)], "warning", unknown)]
        return self._mdq_prepare_card("subtier", title, "mdq.supplier.subtier", domain, "neutral", note, urgent=urgent)

    def _get_order_card(self):
        title, note, late = self.env._("Open orders"), self.env._("to be received"), self.env._("%s late")
        domain = [("partner_id", "child_of", self.id), ("state", "=", "purchase"), ("company_id", "in", self.env.companies.ids),
                  ("receipt_status", "in", ["pending", "partial"])]
        urgent = [([("date_planned", "<", fields.Datetime.to_string(fields.Datetime.now()))], "danger", late)]
        return self._mdq_prepare_card("order", title, "purchase.order", domain, "neutral", note, urgent=urgent)

    def _get_concession_card(self):
        title, note = self.env._("Concessions in force"), self.env._("a gate is open for a named case")
        domain = [("partner_id", "=", self.id), ("is_usable", "=", True)]
        return self._mdq_prepare_card("concession", title, "mdq.concession", domain, "warning", note)


class MdqSupplierQualification(models.Model):
    _inherit = "mdq.supplier.qualification"

    def _prepare_360_row(self, barriers):
        """Return how this scope stands today, and why, as a row of the supplier's page."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        status, tone = self._get_360_status(barriers)
        return {
            "id": self.id, "name": self.name, "scope": self.scope, "kind": kinds.get(self.kind, ""),
            "until": format_date(self.env, self.valid_to), "status": status, "tone": tone,
            "why": [barrier.why for barrier in barriers] if self.validity in ("valid", "soon") else self._get_360_reasons(),
        }

    def _get_360_status(self, barriers):
        validity = dict(self._fields["validity"]._description_selection(self.env))
        if self.validity in ("valid", "soon") and barriers:
            return self.env._("Barred"), "danger"
        tones = {"valid": "success", "soon": "warning", "expired": "danger", "barred": "danger"}
        if self.validity == "valid" and self.state == "conditional":
            return dict(self._fields["state"]._description_selection(self.env))["conditional"], "warning"
        return validity[self.validity], tones.get(self.validity, "info")

    def _get_360_reasons(self):
        last = self.decision_ids[-1:]
        if self.validity == "barred" and last.reason:
            return [f"{format_date(self.env, last.date)}: {last.reason}"]
        return []
