"""Whether signatures still hold: asked when a record opens, by auditors, and by the system itself every night."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import canonical

POSITION = "mdq_base.alert_signature_checked"
BATCH = 500


class MdqSignature(models.Model):
    _inherit = "mdq.signature"

    def verify(self):
        """Return [{id, valid, why}] for these signatures, against the records as they are now."""
        self.check_access("read")
        problems = self._get_problems()
        self._report_broken(problems)
        return [{"id": s.id, "valid": not problems[s.id], "why": problems[s.id] or False} for s in self]

    why_broken = fields.Char("Why It No Longer Holds", compute="_compute_state")

    def _compute_state(self):
        problems = self._get_problems()
        for signature in self:
            signature.why_broken = problems.get(signature.id) or False
            signature.state = "broken" if signature.why_broken else "valid"

    def action_open_record(self):
        """Open what was signed, for whoever may read it."""
        self.ensure_one()
        record = self._get_record()
        if not record:
            raise UserError(self.env._("The signed record is gone."))
        record.check_access("read")
        return {"type": "ir.actions.act_window", "res_model": record._name, "res_id": record.id, "views": [(False, "form")]}

    def _get_worst_state(self):
        if not self:
            return "none"
        return "broken" if "broken" in self.mapped("state") else "valid"

    def _get_problems(self):
        """Return {id: why the signature no longer holds, or ''}, with few queries for all of them."""
        problems = {}
        # Whether a signature holds does not depend on what the reader may see of the record.
        for model, signatures in self.sudo().grouped("res_model").items():
            problems |= signatures._get_problems_of(model)
        return problems

    def _get_problems_of(self, model):
        records = self.env[model].browse(set(self.mapped("res_id"))).exists() if model in self.env else self.env["base"]
        by_id = {record.id: record for record in records}
        texts = {s: (by_id[s.res_id], s.canonical_text) for s in self if s.res_id in by_id}
        changes = records._mdq_find_changes(texts) if texts else {}
        return {signature.id: signature._get_problem(by_id, changes.get(signature)) for signature in self}

    def _get_problem(self, records, changes):
        if canonical.digest(self.canonical_text or "") != self.digest:
            return self.env._("The stored content does not belong to its SHA-256.")
        if self.res_id not in records:
            return self.env._("The signed record is gone.")
        if changes and records[self.res_id]._mdq_is_bound(self):
            return self.env._("The record was changed after it was signed: %(parts)s.",
                              parts=", ".join(records[self.res_id]._mdq_label_part(name) for name in changes))
        return ""

    def _get_record(self):
        """Return the signed record, if it still exists."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists() if self.res_model in self.env else None

    def _get_frozen(self):
        """Return those signatures under which the record may not change now."""
        frozen = self.browse()
        for model, signatures in self.grouped("res_model").items():
            if model in self.env:
                ids = set(self.env[model].browse(set(signatures.mapped("res_id")))._mdq_frozen().ids)
                frozen |= signatures.filtered(lambda signature, ids=ids: signature.res_id in ids)
        return frozen

    # ------------------------------------------------------------------------------ what is broken

    def report_broken(self):
        """The form that shows a broken signature tells: quality managers hear of it, once. Return what is broken."""
        self.check_access("read")
        return [answer["id"] for answer in self.verify() if not answer["valid"]]

    def _report_broken(self, problems):
        broken = self.filtered(lambda signature: problems[signature.id])
        if not broken:
            return
        # Breaches are closed to roles; whoever finds one, it is written.
        known = self.env["mdq.signature.breach"].sudo().search([("signature_id", "in", broken.ids)]).signature_id
        (broken - known)._record_breaches(problems)

    def _record_breaches(self, problems):
        # The same: the server writes what it has just found.
        breaches = self.env["mdq.signature.breach"].sudo().create([
            {"signature_id": signature.id, "why": problems[signature.id]} for signature in self
        ])
        breaches._tell()

    @api.model
    def _check_next(self):
        """Check the next few signatures; after the last one comes the first again."""
        parameters = self.env["ir.config_parameter"]
        position = int(parameters.get_param(POSITION) or 0)
        signatures = self.search([("id", ">", position)], order="id", limit=BATCH)
        parameters.set_param(POSITION, signatures[-1:].id or 0)
        signatures._report_broken(signatures._get_problems())
