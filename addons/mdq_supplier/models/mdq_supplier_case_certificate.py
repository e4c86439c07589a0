from odoo import models
from odoo.tools import format_date

WAITING = ("uploaded", "in_review", "returned")


class MdqSupplierCase(models.Model):
    """The certificates gate: each type that a scope needs is there, accepted and in force today."""

    _inherit = "mdq.supplier.case"

    def _get_gate_gaps(self):
        return [*super()._get_gate_gaps(), *self._get_certificate_gaps()]

    def _get_checked_needs(self):
        """Where no type of certificate is demanded of the scopes, nothing can be looked at: the signer states what was shown."""
        return super()._get_checked_needs() | ({"certificate"} if self._get_needed_certificates() else set())

    def _get_gate_facts(self):
        return [*super()._get_gate_facts(), *self._get_certificate_facts()]

    # ----------------------------------------------------------------------------------- reckoning

    def _get_wanted_scopes(self):
        """Return {qualification: line}: each scope as a qualification of today would have it, or the one that is to be lifted."""
        today = self.company_id._mdq_today()
        # A gate looks at all facts, whatever the caller may read of them.
        lines = self._get_lines_to_admit().sudo()
        scopes = lines.env["mdq.supplier.qualification"]
        return {
            line.suspended_id or scopes.new({**line._prepare_scope_vals(), "valid_from": today}): line for line in lines
        }

    def _get_needed_certificates(self):
        """Return [(need, type)] of all scopes of the case: what their gate asks for today."""
        today = self.company_id._mdq_today()
        # A gate looks at all facts, whatever the caller may read of them.
        scopes = self.env["mdq.supplier.qualification"].sudo().concat(*self._get_wanted_scopes())
        demands, wanted = scopes._get_demands(True, today), scopes._get_certificate_scopes(today)
        return [need for scope in scopes for need in scope._get_needs(demands, wanted[scope], today, True)]

    def _get_certificate_gaps(self):
        wanted = self._get_wanted_scopes()
        # A gate looks at all facts, whatever the caller may read of them.
        scopes = self.env["mdq.supplier.qualification"].sudo().concat(*wanted)
        found = scopes._get_certificate_gaps(self.company_id._mdq_today())
        waiting = self._get_waiting_certificates() if found else {}
        return [
            self._make_certificate_gap(wanted[scope], gap, certificate_type, waiting)
            for scope, gaps in found.items() for gap, certificate_type in gaps
        ]

    def _get_waiting_certificates(self):
        """Return {type: the newest certificate of it that is not accepted yet}."""
        # As above: a gate looks at all of them.
        waiting = self.env["mdq.supplier.certificate"].sudo().search([
            ("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("state", "in", WAITING)], order="id")
        return {certificate.type_id: certificate for certificate in waiting}

    def action_open_certificates(self):
        """Open the certificates of the supplier."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mdq_supplier.mdq_supplier_certificate_action")
        return {**action, "domain": [("partner_id", "=", self.partner_id.id)], "context": {"default_partner_id": self.partner_id.id}}

    # --------------------------------------------------------------------------------------- words

    def _make_certificate_gap(self, line, gap, certificate_type, waiting):
        sent = waiting.get(certificate_type)
        if sent and sent.state == "in_review":
            why = self.env._("%(scope)s: %(certificate)s waits for its review.", scope=line.scope, certificate=sent.display_name)
            return self._make_gap("certificate", why, self._get_role_name("sqe"))
        return self._make_gap("certificate", self._get_certificate_sentence(line, gap, certificate_type), self.partner_id.name)

    def _get_certificate_sentence(self, line, gap, certificate_type):
        values = {"scope": line.scope, "type": certificate_type.name, "day": format_date(self.env, gap.since)}
        if not gap.paper:
            return self.env._("%(scope)s: the certificate “%(type)s” is missing.", **values)
        certificate = self.env["mdq.supplier.certificate"].sudo().browse(gap.paper)  # its name is part of the refusal
        return self.env._("%(scope)s: %(certificate)s does not count since %(day)s, and no other one covers it.",
                          certificate=certificate.display_name, **values)

    def _get_certificate_facts(self):
        """The accepted certificates of the needed types, with their files, as they were on the day of the signature."""
        types = self.env["mdq.supplier.certificate.type"].browse({kind.id for _need, kind in self._get_needed_certificates()})
        # As above: what the gate rested on is signed as it was.
        known = self.env["mdq.supplier.certificate"].sudo().search([
            ("partner_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id), ("type_id", "in", types.ids),
            ("state", "=", "effective")], order="type_id, valid_to, id")
        return [self._describe_certificate(certificate) for certificate in known]

    def _describe_certificate(self, certificate):
        until = format_date(self.env, certificate.valid_to) if certificate.valid_to else self.env._("without an end")
        prints = ", ".join(f"{file.name} (SHA-256 {file.sha256})" for file in certificate.file_ids)
        return f"{certificate.display_name}: {format_date(self.env, certificate.valid_from)} – {until}, {prints}"
